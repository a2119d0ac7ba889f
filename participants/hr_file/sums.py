"""Lines below the people that add them up, as reports end: they are nobody."""

import re

from participants.hr_file.headings import plain

# Without case, accents, blanks and marks.
SUMS = frozenset(
    (
        *("total", "totals", "totalcount", "grandtotal", "grandtotals", "subtotal", "subtotals", "gesamtsumme"),
        *("gesamtzahl", "zwischensumme", "endsumme", "soustotal", "totalgeneral", "sommetotale"),
    )
)
# These may be the name of somebody.
COUNTS = frozenset(
    ("sum", "count", "headcount", "rowcount", "recordcount", "summe", "gesamt", "anzahl", "somme", "nombre")
)
# What stands behind the word in the same cell: "Total: 22,214".
FIGURE = re.compile(r"[\s:=]+[\d\s.,']*$")


def is_sum(text: str) -> bool:
    """Whether a cell names a sum and nothing else, so that it is nobody's name."""
    return bool(text) and text[0].isalpha() and plain(FIGURE.sub("", text)) in SUMS


def is_sum_or_count(text: str) -> bool:
    """Whether a cell names a sum or a count and nothing else, so that it is nobody's number."""
    return is_sum(text) or (text[:1].isalpha() and plain(FIGURE.sub("", text)) in COUNTS)
