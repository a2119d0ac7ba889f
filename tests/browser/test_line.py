"""What an employee does in the line, in a browser: on a phone and at a desk, from the first code to the survey."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.door import sign_in
from tests.browser.look import WIDTHS, Complaints, look_at
from tests.flows.line import company, pairing
from tests.flows.line.people import GOAL, NOTE, Line
from tests.flows.line.survey import ASKED, STATEMENTS
from tests.running import Product, link_in, running_product

pytestmark = pytest.mark.xdist_group("browser-line")
ENGINEERS = 5
Look = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def product():
    """An empty company, to which people come as they would."""
    with running_product("--no-demo") as product:
        yield product


@pytest.fixture(scope="module")
def engineers(product) -> list[str]:
    """The addresses of five people of one department; the first coordinates a programme already."""
    line = Line(product)
    company.imported(line)
    line.coordinator, *others = company.invited(line, "Engineering", ENGINEERS)
    company.name_the_first_coordinator(line)
    return [line.coordinator, *others]


@pytest.fixture
def line(product, engineers, width) -> Line:
    """A programme of its own for each width, with one mentor and one mentee, whose registration is open."""
    number = 1 + 2 * WIDTHS.index(width)
    mentor, mentee = engineers[number : number + 2]
    programme = f"Open doors at {width}"
    line = Line(product, programme=programme, coordinator=engineers[0], mentors=[mentor], mentees=[mentee])
    company.set_up_the_programme(line)
    company.open_registration(line)
    return line


@pytest.mark.parametrize("width", WIDTHS)
def test_employee_goes_from_the_first_code_to_the_survey(open_tab, complaints, line: Line, width: int):
    (mentee,) = line.mentees
    page = open_tab(width=width)
    look = looking(width, complaints)

    sign_in(page, mentee)
    look(page, "home")
    register(page, line, look)
    the_others_do_their_part(line)
    accept(page, line, look)
    read_the_lines(page, look)
    plan_and_log(page, line.product, look)
    note_and_goal(page, look)
    answer_the_survey(open_tab(width=width), line, look)


def looking(width: int, complaints: Complaints) -> Look:
    """Looks at a page as it stands, in both themes."""

    def look(page: Page, name: str) -> None:
        page.wait_for_load_state()
        complaints.end()
        look_at(page, f"line-{name}", widths=(width,))
        complaints.begin_again()

    return look


def follow(page: Page, words: str) -> None:
    page.get_by_role("main").get_by_role("link", name=words, exact=True).first.click()


def press(page: Page, words: str) -> None:
    page.get_by_role("main").get_by_role("button", name=words, exact=True).click()


def register(page: Page, line: Line, look: Look) -> None:
    expect(page.get_by_role("main")).to_contain_text(f"Take part in {line.programme}")
    follow(page, "See what is involved")
    look(page, "cohort")
    follow(page, "I want a mentor")
    press(page, "Ask for this place")
    expect(page.get_by_role("alert").first).to_contain_text("Please choose at least one skill.")
    look(page, "register-error")
    page.get_by_label("What would you like to learn most?").select_option(pairing.some_skills(line)[0])
    look(page, "register")
    press(page, "Ask for this place")
    expect(page.get_by_role("status")).to_have_text("Thank you. The programme team has your request.")
    look(page, "place")


def the_others_do_their_part(line: Line) -> None:
    """The mentor and the coordinator, over HTTP: tests/flows looks at each of their steps."""
    (mentor,) = line.mentors
    pairing.register_one(line, mentor)
    pairing.approve_the_places(line)
    pairing.find_pairs(line)
    pairing.send_the_suggestions(line)
    pairing.say_yes_to_all(line, mentor)


def accept(page: Page, line: Line, look: Look) -> None:
    page.goto("/")
    look(page, "home-asked")
    page.locator(".hero").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A mentor we suggest for you")
    look(page, "suggestion")
    press(page, "Yes, I would like to start")
    expect(page.get_by_role("status")).to_contain_text("You both said yes.")


def read_the_lines(page: Page, look: Look) -> None:
    """The pair's page does not open before."""
    expect(page.get_by_role("heading", name="What we promise each other")).to_be_visible()
    look(page, "lines")
    press(page, "I have read these lines")
    page.goto("/")
    page.get_by_role("region", name="Your mentoring").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("You and ")
    look(page, "pair-new")


def plan_and_log(page: Page, product: Product, look: Look) -> None:
    follow(page, "Plan a session")
    look(page, "plan")
    page.get_by_label("Date").fill(str(date.today() + timedelta(days=2)))
    page.get_by_label("Time").fill("10:00")
    press(page, "Plan this session")
    expect(page.get_by_role("status")).to_contain_text("Planned.")
    look(page, "session-planned")
    product.let_days_pass(3)  # a person would have met, and come back
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text("Did you and ")
    look(page, "home-met")
    follow(page, "Answer")
    look(page, "session-over")
    follow(page, "We met")
    look(page, "log")
    press(page, "Yes, we met")
    expect(page.get_by_role("main")).to_contain_text("You met")
    look(page, "session-held")


def note_and_goal(page: Page, look: Look) -> None:
    follow(page, "Write a note")
    look(page, "note")
    page.get_by_role("textbox", name="My note").fill(NOTE)
    press(page, "Keep this note")
    expect(page.get_by_role("main")).to_contain_text(NOTE)
    page.goto("/")
    page.get_by_role("region", name="Your mentoring").get_by_role("link").first.click()
    follow(page, "Set a goal")
    look(page, "goal")
    page.get_by_label("The goal in one sentence").fill(GOAL)
    press(page, "Save goal")
    expect(page.get_by_role("main")).to_contain_text(GOAL)
    look(page, "pair")


def answer_the_survey(page: Page, line: Line, look: Look) -> None:
    """From the mail, in a browser in which nobody is signed in."""
    (mentee,) = line.mentees
    line.product.let_days_pass(60)  # a person would have waited until the day of the mid survey
    page.goto(link_in(line.product.mail_to(mentee, ASKED)))
    expect(page.get_by_role("heading", level=1)).to_have_text("Mid-point check-in")
    press(page, "Send my answers")
    expect(page.get_by_role("alert").first).to_contain_text("You have not chosen an answer yet.")
    look(page, "survey-error")
    statements = page.get_by_role("group").filter(has=page.get_by_role("radio"))
    expect(statements).to_have_count(STATEMENTS)
    for statement in statements.all():
        statement.get_by_role("radio", name="Agree", exact=True).check()
    look(page, "survey")
    press(page, "Send my answers")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    look(page, "survey-thanks")
    assert line.product.query(ANSWERED, mentee) == [(True,)]


ANSWERED = """
    SELECT invitation.answered_on IS NOT NULL FROM feedback_invitation AS invitation
    JOIN participants_profile AS person ON person.id = invitation.person_id
    JOIN accounts_user AS account ON account.id = person.user_id WHERE account.email = %s
"""
