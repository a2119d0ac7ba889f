"""People ask for places, pairs are found and both sides say yes."""

from mentoring.local.waiting import wait_until
from tests.flows.line.company import name_of, stage
from tests.flows.line.people import ASKED, DRAFT, SAID, WHY, Line
from tests.flows.visitor import Visitor
from tests.running import PATIENCE, link_in


def register(line: Line) -> None:
    """Each from their own home page, as mentor with two places or as mentee."""
    for number, address in enumerate(line.taking_part):
        register_one(line, address, number)


def register_one(line: Line, address: str, number: int = 0) -> None:
    person = line.at_browser(address)
    person.go("/")
    assert f"Take part in {line.programme}" in person.page.text
    person.follow("See what is involved")
    skills = some_skills(line)
    first, second = skills[number % 3], skills[(number + 1) % 3]
    if address in line.mentors:
        person.follow("I can mentor")
        person.press("Next", skills_for(OFFERS, first, second))
        assert person.page.heading == "In your own words"
        person.press("Ask for this place", {"How many mentees could you take at most?": "2", MENTOR_AIMS: WHY})
    else:
        person.follow("I want a mentor")
        person.press("Next", skills_for(WANTS, first, second))
        person.press("Ask for this place", {MENTEE_AIMS: WHY})
    assert "Thank you. The programme team has your request." in person.page.text
    assert "What happens next" in person.page.text


OFFERS, WANTS = "What can you help with most?", "What would you like to learn most?"
MENTOR_AIMS = "What draws you to being a mentor?"
MENTEE_AIMS = "What would you like to be different in six months?"


def skills_for(question: str, *skills: str) -> dict[str, str]:
    return {f"{question}: {rank}": skill for rank, skill in zip(("Most important", "Second"), skills, strict=False)}


def some_skills(line: Line) -> list[str]:
    return [name for (name,) in line.product.query("SELECT name FROM participants_skill ORDER BY name LIMIT 3")]


def refuse_a_place_without_a_skill(line: Line) -> None:
    mentor = line.at_browser(line.mentors[0])
    mentor.go("/programmes/")
    mentor.follow(line.programme)
    mentor.follow("I want a mentor")

    mentor.press("Next")

    assert "Please choose at least one skill you would like to learn." in mentor.page.text
    mentor.press("Next", skills_for(WANTS, some_skills(line)[0]))
    mentor.press("Go back to page 1", {MENTEE_AIMS: DRAFT})
    mentor.press("Next")
    assert DRAFT in mentor.page.text
    assert places(line) == {"registered": len(line.taking_part)}


def approve_the_places(line: Line) -> None:
    carla = line.at_browser(line.coordinator)
    carla.go(line.cohort_page)
    assert f"{len(line.taking_part)} requests wait for your answer." in carla.page.text
    carla.follow("Read and answer")
    boxes = [carla.page.label_of(field) for field in carla.page.fields if field["name"] == "_selected_action"]
    assert len(boxes) == len(line.taking_part)

    carla.press("Go", {"With the selected": "Approve the chosen places", **dict.fromkeys(boxes, True)})

    assert carla.page.heading == f"Approve {len(boxes)} places?"
    assert places(line) == {"registered": len(boxes)}
    carla.press("Approve")
    assert f"{len(boxes)} places approved." in carla.page.text
    assert places(line) == {"approved": len(boxes)}
    for address in line.taking_part:
        line.product.mail_to(address, "You have a place")


def places(line: Line) -> dict[str, int]:
    return dict(line.product.query(PLACES, line.programme))


PLACES = """
    SELECT place.status, count(*) FROM programmes_enrolment AS place
    JOIN programmes_cohort AS cohort ON cohort.id = place.cohort_id
    JOIN programmes_programme AS programme ON programme.id = cohort.programme_id
    WHERE programme.name = %s GROUP BY place.status
"""


def find_pairs(line: Line) -> None:
    """A job, done by the worker; its page is asked as the script on it does."""
    carla = line.at_browser(line.coordinator)
    carla.go(line.cohort_page)
    carla.follow("Review pairs")
    carla.follow("End registration and find pairs")
    count = len(line.mentees)
    assert f"Pairs are looked for among {count} mentee{'s' if count > 1 else ''}, and " in carla.page.text
    assert stage(line) == "registration"
    carla.press("End registration and find pairs")
    address = carla.page.address
    assert wait_until(lambda: is_done(carla, address), seconds=PATIENCE, every=1)
    carla.go(address)
    carla.follow("Review the pairs")
    assert "Proven: no other choice places more mentees" in carla.page.text
    assert carla.page.text.count("Take out") == len(line.mentees)
    # All of them drafted, and nobody knows of it yet.
    assert f"Suggested {count} of {count} 0 sent, {count} not yet" in carla.page.text
    rows = [row for row in carla.page.root.all("tr") if "Take out" in row.text]
    assert all(list(row.all("li")) for row in rows), "a pair without a reason"
    assert stage(line) == "matching"


def is_done(visitor: Visitor, address: str) -> bool:
    """286 is how the page says that asking may end."""
    answer = visitor.ask(address, HX_Request="true")
    assert "Did not finish" not in answer.text, answer.text
    return answer.status == 286 and "Done" in answer.text


def send_the_suggestions(line: Line) -> None:
    carla = line.at_browser(line.coordinator)
    words = f"Send {suggestions(line)}"
    carla.follow(words)
    assert f"{2 * len(line.mentees)} mails go out now." in carla.page.text
    carla.press(words)
    assert f"{suggestions(line)} {'is' if len(line.mentees) == 1 else 'are'} on " in carla.page.text
    assert stage(line) == "running"


def suggestions(line: Line) -> str:
    return "1 suggestion" if len(line.mentees) == 1 else f"{len(line.mentees)} suggestions"


def ask_something_first(line: Line) -> None:
    """A mentee asks before they answer; the mentor comes from the mail and says something, which a mail tells of."""
    mentee, product = line.mentees[0], line.product
    [(mentor,)] = product.query(SUGGESTED_TO, mentee)
    asks, says = line.at_browser(mentee), line.at_browser(mentor)
    asks.go(link_in(product.mail_to(mentee, "We suggest a ")))
    asks.follow("Ask a question first")
    asks.press("Send my question", {"Your question": ASKED})
    assert ASKED in asks.page.text
    says.go(link_in(product.mail_to(mentor, f"{name_of(line, mentee)} asks you something first")))
    says.follow("Answer in a few words")
    says.press("Send my answer", {"Your answer": SAID})
    asks.go(link_in(product.mail_to(mentee, f"{name_of(line, mentor)} has answered your question")))
    assert SAID in asks.page.text


SUGGESTED_TO = """
    SELECT mentor_user.email FROM matching_proposalside AS mentee
    JOIN programmes_enrolment AS mentee_place ON mentee_place.id = mentee.enrolment_id
    JOIN participants_profile AS mentee_profile ON mentee_profile.id = mentee_place.person_id
    JOIN accounts_user AS mentee_user ON mentee_user.id = mentee_profile.user_id
    JOIN matching_proposal AS proposal ON proposal.id = mentee.proposal_id AND proposal.status = 'sent'
    JOIN matching_proposalside AS mentor ON mentor.proposal_id = proposal.id AND mentor.role = 'mentor'
    JOIN programmes_enrolment AS mentor_place ON mentor_place.id = mentor.enrolment_id
    JOIN participants_profile AS mentor_profile ON mentor_profile.id = mentor_place.person_id
    JOIN accounts_user AS mentor_user ON mentor_user.id = mentor_profile.user_id
    WHERE mentee_user.email = %s
"""


def say_yes(line: Line) -> None:
    """Each from the mail; the pair begins with the second yes."""
    for address in line.taking_part:
        line.product.mail_to(address, "We suggest a ")
    for address in [*line.mentees, *line.mentors]:
        say_yes_to_all(line, address)
        assert (BEGUN if address in line.mentors else WAITING) in line.at_browser(address).page.text
    statuses = line.product.query("SELECT status, count(*) FROM matching_mentorship GROUP BY status")
    assert statuses == [("active", len(line.mentees))]
    assert line.product.query(MOST_OF_A_MENTOR) == [(2,)]
    assert line.product.query("SELECT count(*) FROM matching_firstquestion") == [(0,)]


def say_yes_to_all(line: Line, address: str) -> None:
    line.product.mail_to(address, "We suggest a ")
    person = line.at_browser(address)
    for mail in line.product.mails_to(address, "We suggest a "):
        person.go(link_in(mail))
        assert "Why this suggestion" in person.page.text
        assert WHY in person.page.text
        person.press("Yes, I would like to start")
        person.press(NOT_IN_LINE)


# The file of people names no managers, so each is asked.
NOT_IN_LINE = "No, neither"
BEGUN = "You both said yes."
WAITING = "We will write to you as soon as both of you have answered."
MOST_OF_A_MENTOR = """
    SELECT max(mentees) FROM (
        SELECT count(*) AS mentees FROM matching_membership WHERE role = 'mentor' GROUP BY person_id
    ) AS of_each
"""
MENTOR_OF = """
    SELECT mentor_user.email FROM accounts_user AS mentee_user
    JOIN participants_profile AS mentee_profile ON mentee_profile.user_id = mentee_user.id
    JOIN matching_membership AS mentee ON mentee.person_id = mentee_profile.id AND mentee.role = 'mentee'
    JOIN matching_membership AS mentor ON mentor.mentorship_id = mentee.mentorship_id AND mentor.role = 'mentor'
    JOIN participants_profile AS mentor_profile ON mentor_profile.id = mentor.person_id
    JOIN accounts_user AS mentor_user ON mentor_user.id = mentor_profile.user_id
    WHERE mentee_user.email = %s
"""


def choose_the_pair_to_follow(line: Line) -> None:
    mentee = line.mentees[0]
    line.pair = (line.product.query(MENTOR_OF, mentee)[0][0], mentee)
    person = line.at_browser(mentee)
    person.go("/")
    line.pair_page = person.page.link(name_of(line, line.pair[0]))
