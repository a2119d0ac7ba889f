from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from mentoring.lib.calendar import Meeting, Party, cancellation, invitation

MEETING = Meeting(
    uid="8d6c@mail.example",
    sequence=0,
    stamped_at=datetime(2026, 11, 23, 8, tzinfo=UTC),
    starts_at=datetime(2026, 12, 3, 15, tzinfo=timezone(timedelta(hours=1))),
    minutes=45,
    title="Mentoring: Maria Mentor and Minh Mentee",
    text="Plan or change it here:",
    url="https://mentoring.example/sessions/8d6c/",
    location="by video",
    organiser=Party("Mentoring", "mentoring@mail.example"),
    attendees=(Party("Maria Mentor", "maria@mail.example"), Party("Minh Mentee", "minh@mail.example")),
)
texts = st.text(max_size=200)


def read_event(text: str):
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event


def test_invitation_reads_as_written():
    text = invitation(MEETING)

    assert text.replace("\r\n ", "").split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Mentoring//Mentoring//EN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "SUMMARY:Mentoring: Maria Mentor and Minh Mentee",
        "DTSTART:20261203T140000Z",
        "DTEND:20261203T144500Z",
        "DTSTAMP:20261123T080000Z",
        "UID:8d6c@mail.example",
        "SEQUENCE:0",
        'ATTENDEE;CN="Maria Mentor";PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:maria@mail.example',
        'ATTENDEE;CN="Minh Mentee";PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:minh@mail.example',
        "CLASS:PRIVATE",
        "DESCRIPTION:Plan or change it here:",
        "LOCATION:by video",
        "ORGANIZER;CN=Mentoring:mailto:mentoring@mail.example",
        "STATUS:CONFIRMED",
        "URL:https://mentoring.example/sessions/8d6c/",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_cancellation_takes_out_the_same_entry():
    text = cancellation(replace(MEETING, sequence=1))

    calendar, event = Calendar.from_ical(text), read_event(text)
    assert calendar["METHOD"] == "CANCEL"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("8d6c@mail.example", 1, "CANCELLED")


def test_invitation_without_place_is_whole():
    assert read_event(invitation(replace(MEETING, location="")))["LOCATION"] == ""


@settings(deadline=None, derandomize=True)
@given(title=texts, text=texts, location=texts, name=texts)
def test_words_of_people_add_no_line_of_their_own(title, text, location, name):
    meeting = replace(MEETING, title=title, text=text, location=location, attendees=[Party(name, "x@mail.example")])

    written = invitation(meeting)

    event = read_event(written)
    assert sorted(event) == sorted(read_event(invitation(MEETING)))
    assert len(event.subcomponents) == 0
    assert event["SUMMARY"] == " ".join(title.translate(CONTROL).split())


@settings(deadline=None, derandomize=True)
@given(title=texts, location=texts, name=texts)
def test_lines_are_folded_at_75_octets_and_hold_no_control_characters(title, location, name):
    meeting = replace(MEETING, title=title, location=location, organiser=Party(name, "x@mail.example"))

    lines = invitation(meeting).encode().split(b"\r\n")

    assert max(len(line) for line in lines) <= 75
    assert not [line for line in lines if any(byte < 32 or byte == 127 for byte in line)]


CONTROL = dict.fromkeys([*range(32), 127], " ")
