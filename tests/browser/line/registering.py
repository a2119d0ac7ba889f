"""The mentee asks for a place, gives it back and asks again; so do a mentor and further mentees, but once."""

from playwright.sync_api import expect

from tests.browser.line.walk import Walk, Walker
from tests.flows.line import pairing
from tests.flows.line.people import WHY

THANKS = "Thank you. The programme team has your request."


def ask_for_a_place(walk: Walk) -> None:
    mentee = walk.mentee
    mentee.look("home")
    mentee.reads(f"Take part in {walk.line.programme}")
    mentee.follow("See what is involved")
    mentee.look("cohort")
    mentee.follow("I want a mentor")
    mentee.press("Next")
    mentee.is_asked_to_mend("Please choose at least one skill you would like to learn.")
    mentee.look("register-error")
    add_skill(walk.mentee, "Add a skill you want to learn", pairing.some_skills(walk.line)[0])
    mentee.look("register")
    mentee.press("Next")
    mentee.reads_heading("In your own words")
    mentee.fill({pairing.MENTEE_AIMS: WHY})
    mentee.look("register-aims")
    mentee.press("Ask for this place")
    mentee.is_told(THANKS)
    mentee.look("register-done")
    mentee.follow("You asked for a mentor")
    mentee.reads(WHY)
    mentee.look("place")


def add_skill(walker: Walker, label: str, skill: str) -> None:
    """By the search that a script makes of the rows."""
    search = walker.main.get_by_role("combobox", name=label)
    search.fill(skill)
    search.press("Enter")


def give_the_place_back(walk: Walk) -> None:
    mentee = walk.mentee
    mentee.follow("Step back")
    mentee.reads_heading(f"Step back from {walk.line.programme}?")
    mentee.look("step-back")
    mentee.press("Step back")
    mentee.reads("You stepped back")
    mentee.look("stepped-back")
    assert pairing.places(walk.line) == {"withdrawn": 1}


def ask_again(walk: Walk) -> None:
    """The skills chosen before are there still; the words are gone with the place, as the page said."""
    mentee = walk.mentee
    mentee.follow("Ask for a place again")
    mentee.reads(pairing.some_skills(walk.line)[0])
    mentee.press("Next")
    expect(mentee.field(pairing.MENTEE_AIMS)).to_have_value("")
    mentee.press("Ask for this place", {pairing.MENTEE_AIMS: WHY})
    mentee.is_told(THANKS)


def mentor_asks_for_a_place(walk: Walk) -> None:
    mentor, count = walk.mentor, len(walk.line.mentees)
    mentor.go("/programmes/")
    mentor.look("programmes")
    mentor.follow(walk.line.programme)
    mentor.follow("I can mentor")
    for skill in pairing.some_skills(walk.line):
        add_skill(mentor, "Add a skill you offer", skill)
    mentor.look("register")
    mentor.press("Next")
    mentor.fill({pairing.MENTOR_AIMS: WHY})
    mentor.choose("How many mentees could you take at most?", str(count))
    mentor.look("register-aims")
    mentor.press("Ask for this place")
    mentor.is_told(THANKS)
    mentor.follow("You asked to be a mentor")
    mentor.reads(f"You could take up to {count} mentees.")


def the_others_register(walk: Walk) -> None:
    for number, address in enumerate(walk.line.mentees[1:]):
        pairing.register_one(walk.line, address, number)
