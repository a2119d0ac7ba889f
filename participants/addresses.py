"""E-mail addresses made from names, for companies whose HR file has none."""

import re
import unicodedata
from collections.abc import Set

LONGEST_LOCAL_PART = 60
NOBODY = "person"
OTHER = re.compile(r"[^a-z0-9]+")
# Letters that do not come apart into a Latin letter and an accent.
SPELT_OUT = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
APOSTROPHES = re.compile(r"['.;]")


def address_for(name: str, domain: str, taken: Set[str]) -> str:
    """first.last@domain in lower-case ASCII; numbered from 2 on where `taken` (in lower case) has it already."""
    local, number = local_part(name), 1
    address = f"{local}@{domain}"
    while address in taken:
        number += 1
        address = f"{local}{number}@{domain}"
    return address


def local_part(name: str) -> str:
    """The first word, a dot, and the rest joined by hyphens; a name without any Latin letter becomes "person"."""
    first, _space, rest = name.partition(" ")
    words = [plain(first).replace("-", ""), plain(rest)]
    return ".".join(word for word in words if word)[:LONGEST_LOCAL_PART].strip(".-") or NOBODY


def plain(text: str) -> str:
    """Lower-case ASCII letters and figures, hyphens between words; accents and apostrophes fall away."""
    spelt_out = text.lower().translate(SPELT_OUT)
    letters = unicodedata.normalize("NFKD", spelt_out).encode("ascii", "ignore").decode()
    return OTHER.sub("-", APOSTROPHES.sub("", letters)).strip("-")
