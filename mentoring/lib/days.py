"""How a day reads: with its year wherever it could be taken for another one. Pure: no clock, no database."""

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime

NEAR, FAR = "D j M", "D j M Y"
# Within four months either way there is one such day alone; "31 Oct", read late in November, would look past.
CLEAR_WITHIN = timedelta(days=120)


def day_format(day: date, today: date) -> str:
    """The format, for `date_format`, of a day read on `today`: "Thu 3 Dec", or "Sun 31 Oct 2027" where it is far."""
    return NEAR if abs(day - today) <= CLEAR_WITHIN else FAR


def moment(at: datetime) -> str:
    """A moment as the lists and pages of the office have it: "Sat 28 Nov 2026, 04:28 GMT"."""
    return date_format(localtime(at), "D j M Y, H:i T")
