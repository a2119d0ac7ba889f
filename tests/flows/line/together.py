"""What the two of one pair do: read the lines, meet, agree, note, aim."""

from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from icalendar import Calendar

from tests.flows.line.people import ACTION, GOAL, HOW_FAR, NOTE, SHARED, WHAT_GOOD, WHERE_NOW, Line
from tests.flows.visitor import Visitor
from tests.running import link_in

LONDON = ZoneInfo("Europe/London")
TEN = time(10)


def read_the_lines(line: Line) -> None:
    """The pair's page opens for each once they have, and not before."""
    for address in line.pair:
        person = line.at_browser(address)
        person.go(line.pair_page)
        assert "What we promise each other" in person.page.text
        person.press("I have read these lines")
        person.go(line.pair_page)
        assert person.page.heading.startswith("You and ")


def refuse_a_wrong_date(line: Line) -> None:
    """A sentence, nothing changed, and nothing that was typed is lost."""
    mentee = line.at_browser(line.pair[1])
    mentee.go(line.pair_page)
    mentee.follow("Plan a session")
    for wrong, sentence in {
        "2026-02-31": "Please check the date.",
        "": "Please choose the date.",
        str(date.today() - timedelta(days=1)): "This time has already passed. Please choose a later one.",
    }.items():
        mentee.press("Plan this session", {"Date": wrong, "Time in London": "10:00", "Where": "Room 4"})

        assert sentence in mentee.page.text
        assert mentee.page.title.startswith("Error: Plan a session")
        (where,) = (field for field in mentee.page.fields if mentee.page.label_of(field) == "Where")
        assert where["value"] == "Room 4"
    assert line.product.query("SELECT count(*) FROM agreements_session") == [(0,)]


def plan_a_session(line: Line) -> None:
    mentee = line.at_browser(line.pair[1])
    day = date.today() + timedelta(days=2)

    mentee.press("Plan this session", {"Date": str(day), "Time in London": "10:00", "Where": "Room 4"})

    assert "Planned. Both of you get a mail for your calendars." in mentee.page.text
    starts_at = datetime.combine(day, TEN, LONDON)
    for address in line.pair:
        event = event_in(line.product.mail_to(address, "Your mentoring session: "))
        assert (event.start.astimezone(UTC), event["LOCATION"]) == (starts_at.astimezone(UTC), "Room 4")
        assert {str(each).removeprefix("mailto:") for each in event["ATTENDEE"]} == set(line.pair)


def move_the_session(line: Line) -> None:
    """By the other one of the two; the entry in both calendars moves along."""
    mentor = line.at_browser(line.pair[0])
    ((session,),) = line.product.query("SELECT id FROM agreements_session")
    mentor.go(f"/sessions/{session}/")
    mentor.follow("Move it")

    mentor.press("Move this session", {"Time in London": "11:30"})

    for address in line.pair:
        planned = event_in(line.product.mail_to(address, "Your mentoring session: "))
        moved = event_in(line.product.mail_to(address, "Your mentoring session has changed: "))
        assert (moved["UID"], moved["SEQUENCE"]) == (planned["UID"], planned["SEQUENCE"] + 1)
        assert moved.start - planned.start == timedelta(minutes=90)


def event_in(mail: EmailMessage):
    (file,) = mail.iter_attachments()
    assert (file.get_content_type(), file.get_param("method")) == ("text/calendar", "REQUEST")
    calendar = Calendar.from_ical(file.get_content())
    assert calendar["METHOD"] == "REQUEST"
    (event,) = calendar.walk("VEVENT")
    return event


def log_the_session(line: Line) -> None:
    line.product.let_days_pass(3)  # a person would have met, and come back
    mentee = line.at_browser(line.pair[1])
    mentee.go("/")
    assert "Did you and " in mentee.page.text
    mentee.follow("Answer")
    mentee.follow("We met")
    mentee.press("Yes, we met", {"For how long?": "90 minutes"})
    assert "You met" in mentee.page.text
    assert line.product.query("SELECT status, minutes FROM agreements_session") == [("held", 90)]


def agree(line: Line) -> None:
    """The one is asked on the home page; the other hears of that yes by mail."""
    mentor, mentee = line.pair
    first = line.at_browser(mentee)
    first.go("/")
    first.follow("See the four choices")
    first.press("We agree", {"Where?": "In the office"})
    second = line.at_browser(mentor)
    second.go(link_in(line.product.mail_to(mentor, "The other half of your pair has agreed")))
    second.press("We agree")
    second.go(line.pair_page)
    assert "in the office." in second.page.text
    kinds = line.product.query("SELECT kind, count(*) FROM agreements_consent GROUP BY kind ORDER BY kind")
    assert kinds == [("agreed", 2), ("read", 2)]


def keep_a_note(line: Line) -> None:
    """Its author reads it; nobody else finds so much as its address."""
    mentor, mentee = (line.at_browser(address) for address in line.pair)
    mentor.go(line.pair_page)
    mentor.follow("Write a note")
    mentor.press("Save this note", {"My note": NOTE})
    mentor.go(line.pair_page)
    assert NOTE in mentor.page.text
    mentor.follow("Change this note")
    line.note_page = mentor.page.address
    assert NOTE in mentor.page.content
    mentee.go(line.pair_page)
    assert "CANARY" not in mentee.page.content
    for address in (line.pair[1], line.coordinator, line.administrator, line.analyst):
        stranger = line.at_browser(address)
        stranger.go(line.note_page, status=404)
        assert "CANARY" not in stranger.page.content


def keep_words_together(line: Line) -> None:
    """What the one writes about their session the other reads and may change; so it is with what is to be done."""
    mentor, mentee = (line.at_browser(address) for address in line.pair)
    ((session,),) = line.product.query("SELECT id FROM agreements_session WHERE status = 'held'")
    page = f"{line.product.site}/sessions/{session}/"
    mentee.go(page)
    mentee.follow("Write our note")
    mentee.press("Save our note", {"Our note": SHARED})
    mentor.go(page)
    assert SHARED in mentor.page.text
    mentor.go(line.pair_page)
    mentor.follow("Note an action")
    mentor.press("Save this action", {"What is to be done?": ACTION})
    mentee.go(line.pair_page)
    assert ACTION in mentee.page.text
    for address in (line.coordinator, line.administrator, line.analyst):
        stranger = line.at_browser(address)
        for path in (page, f"{page}shared-note/", f"{line.pair_page}actions/"):
            stranger.go(path, status=404)
            assert "CANARY" not in stranger.page.content


def set_a_goal(line: Line) -> None:
    mentor, mentee = (line.at_browser(address) for address in line.pair)
    mentee.go(line.pair_page)
    mentee.follow("Set a goal")
    mentee.press(
        "Save goal",
        {"The goal in one sentence": GOAL, "Where I am now": WHERE_NOW, "What good looks like": WHAT_GOOD},
    )
    mentor.go(line.pair_page)
    assert [words in mentor.page.text for words in (GOAL, WHERE_NOW, WHAT_GOOD)] == [True] * 3
    say_how_far_it_is(mentee)
    mentor.go(line.pair_page)
    assert HOW_FAR in mentor.page.text
    for address in (line.coordinator, line.administrator, line.analyst):
        line.at_browser(address).go(line.pair_page, status=404)


def say_how_far_it_is(mentee: Visitor) -> None:
    mentee.follow("Say how far it is")
    mentee.press(
        "Save this",
        {
            "How far have you come?": "Less than expected: a start has been made",
            "What made the difference": HOW_FAR,
        },
    )
    assert "Less than expected" in mentee.page.text
