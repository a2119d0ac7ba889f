"""Names for copies and for the rounds that follow: none is taken, none is too long."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import count

MONTHS_OF_A_SEASON = 3
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def name_of_next(name: str, *, starts_on: date, follows: date, seasons: Sequence[str]) -> str:
    """What the round is called that starts on `follows` after one of this name; "" where the name has no season.

    `seasons` are the four in their order. They are counted on from that of the name, so the rule holds on both halves
    of the earth: "Winter 2026", begun in January, is followed in July by "Summer 2026". A year moves as the start does.
    """
    found = next((each for each in seasons if re.search(rf"\b{re.escape(each)}\b", name, re.IGNORECASE)), None)
    if found is None:
        return ""
    months = (follows.year - starts_on.year) * 12 + follows.month - starts_on.month
    following = seasons[(seasons.index(found) + round(months / MONTHS_OF_A_SEASON)) % len(seasons)]
    renamed = re.sub(rf"\b{re.escape(found)}\b", following, name, flags=re.IGNORECASE)
    return YEAR.sub(lambda year: str(int(year.group()) + follows.year - starts_on.year), renamed)


def free_or(wanted: str, otherwise: str, *, taken: Iterable[str], longest: int | None) -> str:
    """The name that is wanted, where there is one, nobody has it and it is short enough; otherwise the other."""
    known = {each.casefold() for each in taken}
    fits = wanted and wanted.casefold() not in known and len(wanted) <= (longest or len(wanted))
    return wanted if fits else otherwise


def free_name(name: str, mark: str, *, taken: Iterable[str], longest: int | None) -> str:
    """`name` with `mark` behind it ("Spring, copy"), then "Spring, copy 2" and so on; capitals make no difference.

    What is longer than `longest` characters (None: as long as it likes) loses the end of `name`, never the mark.
    """
    known = {each.casefold() for each in taken}
    for number in count(1):
        end = f", {mark}" if number == 1 else f", {mark} {number}"
        found = name[: longest and longest - len(end)].rstrip(" ,") + end
        if found.casefold() not in known:
            return found
    raise AssertionError("numbers do not end")
