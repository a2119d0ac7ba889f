"""Shares of people as they are read and drawn: neither is finer than the other."""

from dataclasses import dataclass

from mentoring.lib.disclosure import rounded_share


@dataclass(frozen=True, slots=True)
class Share:
    """One answer and its share: `text` as people read it, `length` in percent as it is drawn; neither is finer."""

    answer: str
    text: str
    length: int


def share_of(answer: str, part: int, whole: int) -> Share:
    """`part` of `whole` as a share, in steps of 5 percent, its ends hidden."""
    text = rounded_share(part, whole)
    return Share(answer, text, {"<10 %": 5, ">90 %": 95}.get(text) or int(text.removesuffix(" %")))
