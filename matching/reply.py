"""By when both answer a suggestion, when they are reminded, and when one goes out by itself. Pure: no clock, no
database.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo

from mentoring.lib.schedule import SATURDAY, instant, working_day

# Days from the day on which a suggestion is sent.
USUAL_DAYS, FEWEST_DAYS, MOST_DAYS = 10, 3, 30
# On the clocks of the one who is reminded.
HOUR = time(9)
# Between these, where the company is, a suggestion goes out that nobody presses for.
GOES_FROM, GOES_UNTIL = time(9), time(17)


def days_to_choose(today: date) -> tuple[date, date, date]:
    """The usual, the first and the last day by which people may be asked to answer what is sent `today`.

    The usual one is proposed, so it is from Monday to Friday.
    """
    usual, first, last = (today + timedelta(days=days) for days in (USUAL_DAYS, FEWEST_DAYS, MOST_DAYS))
    return working_day(usual), first, last


def end_of(reply_by: date, zones: Iterable[tzinfo]) -> datetime:
    """The instant (UTC) at which `reply_by` is over in the last of `zones`, of which there is at least one."""
    return max(instant(reply_by + timedelta(days=1), time(), zone) for zone in zones)


def reminder(asked_on: date, reply_by: date, zone: tzinfo) -> datetime:
    """When somebody in `zone`, asked on one day (theirs) to answer by another, is reminded: nine, half-way between.

    A weekend is left in peace as long as the Monday after it comes before the last day.
    """
    day = asked_on + timedelta(days=((reply_by - asked_on).days + 1) // 2)
    monday = day + timedelta(days=-day.weekday() % 7)
    if day.weekday() >= SATURDAY and monday < reply_by:
        day = monday
    return instant(day, HOUR, zone)


def goes_by_itself(wall: datetime) -> bool:
    """Whether a suggestion may go out by itself at this time on the company's clocks: in the hours of a working day."""
    return wall.weekday() < SATURDAY and GOES_FROM <= wall.time() < GOES_UNTIL
