"""How a pair is doing, as far as its coordinator is to know: one of five lights, and the month of the last contact.

Pure: knows no database and no clock. No day of a meeting goes in, its month alone, so that none can come out, not even
to somebody who looks every morning for when a light changes.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

# A pair is new for so long, whether it has met or not.
NEW_FOR = timedelta(weeks=4)
# Nobody is called quiet sooner after a meeting, however often they mean to meet.
PATIENCE = timedelta(weeks=6)
# Nor before so many of the spans that they chose between two meetings.
SPANS = 2


class Light(StrEnum):
    """The five lights, in the order in which a coordinator reads them."""

    QUIET = "quiet"
    NEW = "new"
    MEETING = "meeting"
    BREAK = "break"
    ENDED = "ended"


ORDER: Sequence[Light] = tuple(Light)


def light_of(
    *, is_open: bool, has_break: bool = False, began_on: date, month: date | None, every: timedelta, today: date
) -> Light:
    """The light of a pair today.

    `began_on` is the day on which both had said yes; `month` the first day of the month in which they last met, None
    where they have not; `every` the span that they chose between two meetings. An open pair is new for four weeks.
    After that it is meeting until six weeks, or two such spans where these are longer, have passed since the end of
    that month, and quiet from the day after; without a meeting it is quiet at once. The end of the month stands for
    every day in it: whoever met in the last six weeks is never called quiet. A break comes before
    all of that.
    """
    if not is_open:
        return Light.ENDED
    if has_break:  # nothing is asked of them meanwhile, and nobody needs to write to them
        return Light.BREAK
    if today < began_on + NEW_FOR:
        return Light.NEW
    if month is not None and today <= end_of_month(month) + max(PATIENCE, SPANS * every):
        return Light.MEETING
    return Light.QUIET


def end_of_month(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])
