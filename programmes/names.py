"""Names for copies: none is taken, none is too long."""

from collections.abc import Iterable
from itertools import count


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
