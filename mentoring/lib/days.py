"""How a day reads: with its year wherever it could be taken for another one. Pure: no clock, no database."""

from datetime import date, timedelta

NEAR, FAR = "D j M", "D j M Y"
# Within four months either way there is one such day alone; "31 Oct", read late in November, would look past.
CLEAR_WITHIN = timedelta(days=120)


def day_format(day: date, today: date) -> str:
    """The format, for `date_format`, of a day read on `today`: "Thu 3 Dec", or "Sun 31 Oct 2027" where it is far."""
    return NEAR if abs(day - today) <= CLEAR_WITHIN else FAR
