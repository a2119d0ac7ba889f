"""The nights of 2026 in which clocks change, in twelve zones."""

import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
# A wall time that is skipped, and one that comes twice. In Havana and Beirut, on the Azores, in Santiago and Cairo
# midnight itself is among them; in Dublin winter is the exception, and on Lord Howe it is about half an hour.
CHANGES = {
    "Africa/Cairo": ("2026-04-24 00:30", "2026-10-29 23:30"),
    "America/Havana": ("2026-03-08 00:30", "2026-11-01 00:30"),
    "America/New_York": ("2026-03-08 02:30", "2026-11-01 01:30"),
    "America/Santiago": ("2026-09-06 00:30", "2026-04-04 23:30"),
    "America/St_Johns": ("2026-03-08 02:30", "2026-11-01 01:30"),
    "Asia/Beirut": ("2026-03-29 00:30", "2026-10-24 23:30"),
    "Atlantic/Azores": ("2026-03-29 00:30", "2026-10-25 00:30"),
    "Australia/Lord_Howe": ("2026-10-04 02:15", "2026-04-05 01:45"),
    "Europe/Berlin": ("2026-03-29 02:30", "2026-10-25 02:30"),
    "Europe/Dublin": ("2026-03-29 01:30", "2026-10-25 01:30"),
    "Europe/London": ("2026-03-29 01:30", "2026-10-25 01:30"),
    "Pacific/Auckland": ("2026-09-27 02:30", "2026-04-05 02:30"),
}


@dataclass(frozen=True)
class Night:
    """A day on which, or after which, clocks change, and the wall time about which it is."""

    zone: zoneinfo.ZoneInfo
    day: date
    wall_time: time

    def __str__(self) -> str:
        return f"{self.zone.key} {self.day} {self.wall_time:%H:%M}"

    def shown_at(self, moment: datetime) -> datetime:
        """What clocks show there, as somebody reads it from the wall."""
        return moment.astimezone(self.zone).replace(tzinfo=None, fold=0)

    @property
    def first_instant(self) -> datetime:
        """When clocks there first show this wall time or a later one of this day; found by watching them."""
        wall = datetime.combine(self.day, self.wall_time)
        moment = (wall - DAY).replace(tzinfo=UTC)
        while self.shown_at(moment) < wall:
            moment += timedelta(minutes=1)
        return moment


def nights() -> Iterator[Night]:
    """Of each change the day itself and the next one: twelve zones, four dates each."""
    for name, changes in CHANGES.items():
        for change in changes:
            wall = datetime.fromisoformat(change)
            for day in (wall.date(), wall.date() + DAY):
                yield Night(zoneinfo.ZoneInfo(name), day, wall.time())


NIGHTS = list(nights())
