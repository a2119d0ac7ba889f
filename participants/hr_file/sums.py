"""Lines below the people that add them up, as reports end: they are nobody."""

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
# What may stand behind the word in the same cell, as in "Total: 22,214".
OF_FIGURES = " \t:=.,'0123456789"


def is_sum(text: str) -> bool:
    """Whether a cell names a sum and nothing else, so that it is nobody's name."""
    return text[:1].isalpha() and _word(text) in SUMS


def is_sum_or_count(text: str) -> bool:
    """Whether a cell names a sum or a count and nothing else, so that it is nobody's number."""
    return is_sum(text) or (text[:1].isalpha() and _word(text) in COUNTS)


def _word(text: str) -> str:
    """What stands in front of a figure, where blanks or a mark part the two: "COUNT12" is a number of somebody."""
    word = text.rstrip(OF_FIGURES)
    is_parted = not text[len(word) : len(word) + 1].isdigit()
    return plain(word) if is_parted else text
