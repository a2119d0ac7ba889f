"""The mentee asks for a place, gives it back and asks again; so do a mentor and further mentees, but once."""

from playwright.sync_api import expect

from tests.browser.line.walk import Walk
from tests.flows.line import pairing

THANKS = "Thank you. The programme team has your request."


def ask_for_a_place(walk: Walk) -> None:
    mentee = walk.mentee
    mentee.look("home")
    mentee.reads(f"Take part in {walk.line.programme}")
    mentee.follow("See what is involved")
    mentee.look("cohort")
    mentee.follow("I want a mentor")
    mentee.press("Ask for this place")
    mentee.is_asked_to_mend("Please choose at least one skill.")
    mentee.look("register-error")
    mentee.fill(first_skill(walk))
    mentee.look("register")
    mentee.press("Ask for this place")
    mentee.is_told(THANKS)
    mentee.look("place")


def first_skill(walk: Walk) -> dict[str, str]:
    return {"What would you like to learn most?": pairing.some_skills(walk.line)[0]}


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
    """What was chosen before is there still."""
    mentee = walk.mentee
    mentee.follow("Ask for a place again")
    (label,) = first_skill(walk)
    expect(mentee.field(label)).not_to_have_value("")
    mentee.press("Ask for this place")
    mentee.is_told(THANKS)


def mentor_asks_for_a_place(walk: Walk) -> None:
    mentor, count = walk.mentor, len(walk.line.mentees)
    mentor.go("/programmes/")
    mentor.look("programmes")
    mentor.follow(walk.line.programme)
    mentor.follow("I can mentor")
    first, second, third = pairing.some_skills(walk.line)
    mentor.fill({"What can you help with most?": first, "Second": second, "Third": third})
    mentor.choose("How many mentees could you take at most?", str(count))
    mentor.look("register")
    mentor.press("Ask for this place")
    mentor.is_told(THANKS)
    mentor.reads(f"You could take up to {count} mentees.")


def the_others_register(walk: Walk) -> None:
    for number, address in enumerate(walk.line.mentees[1:]):
        pairing.register_one(walk.line, address, number)
