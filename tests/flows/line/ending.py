"""One pair ends early, the others look back, and the round closes."""

from tests.flows.line.company import name_of, stage
from tests.flows.line.pairing import MENTOR_OF
from tests.flows.line.people import Line
from tests.flows.line.survey import LOOKING_BACK, answer, from_the_mail

END = "SELECT state FROM feedback_surveyrun WHERE kind = 'end'"


def ask_for_someone_else(line: Line) -> None:
    """Without a reason: the other one is told kindly, and neither they nor the coordinator read who asked."""
    mentee = line.mentees[-1]
    mentor = line.product.query(MENTOR_OF, mentee)[0][0]
    person = line.at_browser(mentee)
    person.go("/")
    person.follow(name_of(line, mentor))
    if person.page.offers("I have read these lines"):
        person.press("I have read these lines")
    person.follow("Get help")
    person.follow("End this mentorship, or ask for someone else")
    person.follow("Someone else please")

    person.press("Yes, someone else please")

    assert "The programme team looks again" in person.page.text
    told = line.product.mail_to(mentor, "Your mentoring has come to an end")
    assert "someone else" not in told.get_body(("plain",)).get_content().casefold()
    assert line.product.query("SELECT status, count(*) FROM matching_mentorship GROUP BY status ORDER BY status") == [
        ("active", len(line.mentees) - 1),
        ("ended", 1),
    ]
    carla = line.at_browser(line.coordinator)
    carla.go("/today/")
    assert "someone else" not in carla.page.text.casefold()


def bring_the_round_to_its_end(line: Line) -> None:
    carla = line.at_browser(line.coordinator)
    carla.go(line.cohort_page)
    carla.follow("Start closing")
    carla.press("Start closing", {"Reason": "Everybody has met often enough."})
    assert "The cohort is coming to its end." in carla.page.text
    assert stage(line) == "closing"
    assert line.product.becomes("SELECT EXISTS (SELECT FROM feedback_surveyrun WHERE kind = 'end')")


def look_back(line: Line) -> None:
    """Whoever was in a pair is asked once more, three weeks after the check-in at the earliest."""
    line.product.let_days_pass(8)  # a person would have waited for it
    for number, address in enumerate(line.taking_part[:-1]):
        sizes = answer(from_the_mail(line, address, f"{LOOKING_BACK}: "), "Agree" if number % 4 else "Neither")
        assert (sum(sizes), max(sizes)) == (10, 3)
    assert line.product.query(END) == [("open",)]


def close_the_cohort(line: Line) -> None:
    carla = line.at_browser(line.coordinator)
    carla.go(line.cohort_page)
    carla.follow("Close the cohort")
    carla.press("Close the cohort")
    assert "The cohort is closed." in carla.page.text
    assert stage(line) == "closed"
    assert line.product.query("SELECT DISTINCT status FROM matching_mentorship") == [("ended",)]
    assert line.product.query(END) == [("closed",)]
