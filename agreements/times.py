"""One moment as two people read it, each in their own zone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.days import day_format
from mentoring.lib.reader import zone_of
from mentoring.lib.schedule import instant

TIME = "H:i"
# When people are reminded, on their own clocks.
HOUR = time(9)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Times:
    """A moment for its reader, and for the other person where their clocks differ at that moment (else empty)."""

    own: str
    other: str


def place_of(zone: tzinfo) -> str:
    """The city a zone is named after, such as "New York"."""
    return str(zone).rpartition("/")[2].replace("_", " ")


def times_for(moment: datetime, *, reader: User, other: User) -> Times:
    """`moment` (aware) as `reader` and `other` see it on their clocks, such as "Thu 3 Dec, 14:00 GMT"."""
    zone = zone_of(other)
    own, theirs = moment.astimezone(zone_of(reader)), moment.astimezone(zone)
    own_text = f"{_day_and_time(own)} {zone_name(own)}"
    if own.utcoffset() == theirs.utcoffset():
        return Times(own_text, "")
    shown = date_format(theirs, TIME) if own.date() == theirs.date() else _day_and_time(theirs)
    return Times(own_text, _("%(time)s in %(place)s") % {"time": shown, "place": place_of(zone)})


def day_before(moment: datetime, zone: tzinfo) -> date:
    """The day before `moment` (aware), in `zone`."""
    return moment.astimezone(zone).date() - DAY


def morning_after(moment: datetime, zone: tzinfo) -> datetime:
    """Nine o'clock on the day after `moment` (aware), in `zone`."""
    return morning_of(moment.astimezone(zone).date() + DAY, zone)


def morning_of(day: date, zone: tzinfo) -> datetime:
    return instant(day, HOUR, zone)


def _day_and_time(local: datetime) -> str:
    today = clock.now().astimezone(local.tzinfo).date()
    return date_format(local, f"{day_format(local.date(), today)}, {TIME}")


def zone_name(local: datetime) -> str:
    """What the zone is called at that moment, such as "GMT", or "UTC+05:45" where it has no name."""
    name = local.tzname() or ""
    return f"UTC{local.isoformat()[-6:]}" if name[:1] in "+-" else name
