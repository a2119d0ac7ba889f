"""The text of a cell, and what of it means nothing."""

import unicodedata

from participants.hr_file.headings import Field

# What systems write where there is nothing to say, in any case. "NA" means it in some fields alone: it is North America
# too, and a grade. "#NV" is Excel's "#N/A" in German.
NOTHING = frozenset(
    (
        *("-", "--", "---", "\u2013", "\u2014", "n/a", "n.a.", "#n/a", "#nv", "null", "nil", "none", "k.a."),
        *("(null)", "(none)", "(blank)", "(leer)", "<null>"),
        *("0000-00-00", "00.00.0000", "00/00/0000", "00-00-0000"),
    )
)
NO_VALUE = frozenset(("na", "nan"))
LONGEST_NOTHING = max(map(len, NOTHING))
NO_SUCH_TEXT = frozenset((Field.EMAIL, Field.MANAGER, Field.HIRED_ON, Field.LAST_DAY, Field.LANGUAGE, Field.TIME_ZONE))
NEEDED = frozenset((Field.EMPLOYEE_NUMBER, Field.NAME, Field.FIRST_NAME, Field.LAST_NAME))
# Letters that show nothing, or turn the reading direction of what follows, and so make one name look like another.
UNSEEN = frozenset(("Cf", "Cc", "Co", "Cs"))
JOINERS = "\u200c\u200d"  # Persian and Indian names need them
# Letters of a cell that are shown.
MOST_QUOTED = 40


def tidy(cell: str) -> str:
    """The text of a cell with single spaces alone, in one spelling of accents, without letters that nobody sees."""
    if not cell.isascii():
        composed = unicodedata.normalize("NFC", cell)
        cell = "".join(
            letter
            for letter in composed
            if letter in JOINERS or letter.isspace() or unicodedata.category(letter) not in UNSEEN
        )
    return " ".join(cell.split())


def quoted(cell: str) -> str:
    """The text of a cell as it is shown to somebody, with "…" where its end is left out."""
    text = tidy(cell)
    return text if len(text) <= MOST_QUOTED else f"{text[: MOST_QUOTED - 1].rstrip()}…"


def meant(field: Field, text: str) -> str:
    """The text of a cell, "" for a word that means nothing; such a word in a number or a name stays as it is."""
    if field in NO_SUCH_TEXT and text.casefold() in NO_VALUE:
        return ""
    return "" if means_nothing(text) and field not in NEEDED else text


def means_nothing(text: str) -> bool:
    return len(text) <= LONGEST_NOTHING and (not text or text.casefold() in NOTHING)
