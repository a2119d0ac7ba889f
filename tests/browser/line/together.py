"""What the two of a pair do: read the lines, meet, agree, note, aim."""

from datetime import date, timedelta

from playwright.sync_api import expect

from tests.browser.line.walk import Walk, Walker
from tests.flows.line.people import GOAL, NOTE
from tests.running import link_in

AGREED_BY_ONE = "The other half of your pair has agreed"


def both_read_the_lines(walk: Walk) -> None:
    """The pair's page does not open before."""
    read_the_lines(walk.mentee)
    open_pair(walk.mentor, walk.mentee_name)
    read_the_lines(walk.mentor)
    open_pair(walk.mentee, walk.mentor_name)
    walk.mentee.look("pair-new")


def read_the_lines(person: Walker) -> None:
    expect(person.page.get_by_role("heading", name="What we promise each other")).to_be_visible()
    person.look("lines")
    person.press("I have read these lines")
    expect(person.main.get_by_role("button", name="I have read these lines")).to_have_count(0)


def open_pair(person: Walker, name: str) -> None:
    person.go()
    person.page.get_by_role("region", name="Your mentoring").get_by_role("link", name=name).click()


def plan_a_session(walk: Walk) -> None:
    mentee = walk.mentee
    mentee.reads_heading("You and ")
    mentee.follow("Plan a session")
    mentee.look("plan")
    mentee.press("Plan this session", {"Date": str(date.today() + timedelta(days=2)), "Time in London": "10:00"})
    mentee.is_told("Planned.")
    mentee.look("session-planned")


def log_the_session(walk: Walk) -> None:
    walk.line.product.let_days_pass(3)  # a person would have met, and come back
    mentee = walk.mentee
    mentee.go()
    mentee.reads("Did you and ")
    mentee.look("home-met")
    mentee.follow("Answer")
    mentee.look("session-over")
    mentee.follow("We met")
    mentee.look("log")
    mentee.press("Yes, we met")
    mentee.reads("You met")
    mentee.look("session-held")


def both_agree(walk: Walk) -> None:
    """The one is asked on the home page; the other hears of that yes by mail."""
    mentee, mentor = walk.mentee, walk.mentor
    mentee.go()
    mentee.follow("See the four choices")
    mentee.choose("Where?", "In the office")
    mentee.look("choices")
    mentee.press("We agree")
    mentor.go(link_in(walk.line.product.mail_to(walk.line.mentors[0], AGREED_BY_ONE)))
    mentor.look("choices")
    mentor.press("We agree")
    open_pair(mentor, walk.mentee_name)
    mentor.reads("in the office.")
    mentor.look("pair-agreed")


def keep_a_note(walk: Walk) -> None:
    mentee = walk.mentee
    open_pair(mentee, walk.mentor_name)
    mentee.follow("Write a note")
    mentee.look("note")
    mentee.press("Save this note", {"My note": NOTE})
    mentee.reads(NOTE)


def set_a_goal(walk: Walk) -> None:
    mentee = walk.mentee
    open_pair(mentee, walk.mentor_name)
    mentee.follow("Set a goal")
    mentee.look("goal")
    mentee.press("Save goal", {"The goal in one sentence": GOAL})
    mentee.reads(GOAL)
    mentee.look("pair")
