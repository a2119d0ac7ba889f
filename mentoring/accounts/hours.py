"""When somebody wants to be written to, by the clocks where they live. Pure: no clock, no database."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from mentoring.lib.schedule import instant

DAY = timedelta(days=1)
# One before, for hours that go past midnight; two weeks ahead, for a day that clocks left out.
DAYS_LOOKED_AT = range(-1, 15)


@dataclass(frozen=True, slots=True)
class Hours:
    """From `begins` until `ends` on each of `days` (0 for Monday).

    Hours that end no later than they begin go on into the next day; from midnight to midnight is the whole day.
    """

    begins: time
    ends: time
    days: frozenset[int]

    def next_open(self, moment: datetime, zone: tzinfo) -> datetime:
        """The first instant from `moment` (aware) on at which it is one of these hours in `zone`; `moment` if it is.

        Where clocks skip the beginning, it is the first instant after the gap; what comes twice counts the first time.
        """
        today = moment.astimezone(zone).date()
        for day in (today + DAY * offset for offset in DAYS_LOOKED_AT):
            if day.weekday() not in self.days:
                continue
            opens = instant(day, self.begins, zone)
            closes = instant(day + DAY if self.ends <= self.begins else day, self.ends, zone)
            if max(opens, moment) < closes:
                return max(opens, moment)
        return moment

    def last_open(self, day: date, wall_time: time, zone: tzinfo) -> datetime:
        """`wall_time` on `day` in `zone`, or on the last day before it that has one of these hours.

        Where `wall_time` is none of them, it is the moment at which the hours of that day begin.
        """
        for each in (day - DAY * offset for offset in range(7)):
            moment = instant(each, wall_time, zone)
            if self.next_open(moment, zone) == moment:
                return moment
            if each.weekday() in self.days:
                return instant(each, self.begins, zone)
        return instant(day, wall_time, zone)


ANY_HOUR = Hours(time(0), time(0), frozenset(range(7)))
WORKING_HOURS = Hours(time(8), time(18), frozenset(range(5)))
