"""Shares of people as they are read and drawn: neither is finer than the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mentoring.lib.bands import Band, tell_together
from mentoring.lib.charts import Datum
from mentoring.lib.disclosure import rounded_count

# From so many who were asked on, a share of the rounded numbers is worth a number.
ENOUGH_FOR_PERCENT = 45


@dataclass(frozen=True, slots=True)
class Share:
    """One answer and the band its share lies in: `text` as people read it.

    It is drawn from `least` to `most`, in percent, or where one point must do, at its `middle`.
    """

    answer: str
    band: Band

    @property
    def text(self) -> str:
        return self.band.text

    @property
    def least(self) -> int:
        return self.band.low

    @property
    def most(self) -> int:
        return self.band.high

    @property
    def middle(self) -> float:
        return self.band.middle

    def drawn(self) -> Datum:
        """The bar of it: solid up to the least and pale up to the most that it can be."""
        return Datum(self.answer, self.least, self.text, most=self.most)


@dataclass(frozen=True, slots=True)
class Shares:
    """What may be said of the answers to one question: the share of each option, and of its last options together."""

    options: Sequence[Share]
    top: Share


def shares_of(options: Sequence[str], groups: Sequence[Sequence[int]], *, top: int, top_answer: str) -> Shares:
    """The shares of these options, of groups that are also shown by themselves, or of one.

    The last `top` options together are called `top_answer`.
    """
    told = tell_together(groups, top)
    return Shares(
        [Share(option, band) for option, band in zip(options, told.options, strict=True)], Share(top_answer, told.top)
    )


def rate_in_words(part: int, whole: int) -> str:
    """How many of those who were asked took part, as it follows from both numbers as they are rounded; never finer.

    Empty where both are rounded alike: nothing is said of everybody, and "most" beside equal numbers reads as a fault.
    """
    rounded, asked = rounded_count(part), rounded_count(whole)
    if rounded == asked:
        return ""
    if asked >= ENOUGH_FOR_PERCENT:
        percent = (40 * rounded + asked) // (2 * asked) * 5
        if not 10 <= percent <= 90:
            return _("nearly all of them") if percent > 90 else _("few of them")
        return _("about %(percent)s %%") % {"percent": percent}
    fractions = {
        1 / 8: _("few of them"),
        1 / 4: _("about a quarter of them"),
        1 / 3: _("about a third of them"),
        1 / 2: _("about half of them"),
        2 / 3: _("about two thirds of them"),
        3 / 4: _("about three quarters of them"),
        7 / 8: _("most of them"),
    }
    return fractions[min(fractions, key=lambda fraction: abs(fraction - rounded / asked))]
