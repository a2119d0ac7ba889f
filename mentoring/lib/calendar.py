"""Calendar files for meetings (RFC 5545 and 5546): pure functions from data to the text of an .ics file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

PRODUCT = "-//Mentoring//Mentoring//EN"
# What the format forbids in a text; line breaks are escaped and may stand in the longer ones.
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody with a name and an e-mail address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as calendars know it: `uid` for ever the same, `sequence` higher with every change that is sent.

    `starts_at` and `stamped_at` (when this state became true) are aware; `minutes` is the length. `text` and `url` are
    for everybody who is invited.
    """

    uid: str
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    minutes: int
    title: str
    text: str
    url: str
    location: str
    organiser: Party
    attendees: Sequence[Party]


def invitation(meeting: Meeting) -> str:
    """The file that puts a meeting into a calendar, or changes the entry of the same uid (METHOD:REQUEST)."""
    return _file("REQUEST", "CONFIRMED", meeting)


def cancellation(meeting: Meeting) -> str:
    """The file that takes the meeting out of calendars again (METHOD:CANCEL). Its sequence must be the higher one."""
    return _file("CANCEL", "CANCELLED", meeting)


def _file(method: str, status: str, meeting: Meeting) -> str:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(status, meeting))
    return calendar.to_ical().decode()


def _event(status: str, meeting: Meeting) -> Event:
    starts_at = meeting.starts_at.astimezone(UTC)
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.stamped_at.astimezone(UTC))
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + timedelta(minutes=meeting.minutes))
    event.add("summary", _one_line(meeting.title))
    event.add("description", _CONTROL.sub(" ", meeting.text))
    event.add("url", meeting.url)
    event.add("location", _one_line(meeting.location))
    event.add("status", status)
    # Colleagues who may look into a calendar see that the time is taken, and no more.
    event.add("class", "PRIVATE")
    event.add("organizer", _address(meeting.organiser), encode=False)
    for attendee in meeting.attendees:
        event.add("attendee", _attendee(attendee), encode=False)
    return event


def _attendee(party: Party) -> vCalAddress:
    address = _address(party)
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText("NEEDS-ACTION")
    # Nobody reads what calendars would answer to the organiser.
    address.params["RSVP"] = vText("FALSE")
    return address


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.email}")
    address.params["CN"] = vText(_one_line(party.name))
    return address


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())
