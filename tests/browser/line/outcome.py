"""Everybody is asked by mail and answers, the cohort closes, and HR reads the report."""

from playwright.sync_api import Locator, expect

from tests.browser.line.walk import Walk, Walker
from tests.flows.line import survey
from tests.flows.line.people import COHORT
from tests.running import link_in

NUMBERS = """figure => [figure.querySelector("caption"), ...figure.querySelectorAll("tr:has(td)")].map((each) =>
    each.matches("tr") ? [...each.cells].map((cell) => cell.textContent.trim()) : each.textContent.trim())"""


def answer_the_survey(walk: Walk) -> None:
    """From the mail, in a browser in which nobody is signed in."""
    walk.line.product.let_days_pass(60)  # a person would have waited until the day of the mid survey
    address, mentee = walk.line.mentees[0], walk.stranger("mentee")
    mentee.go(link_in(walk.line.product.mail_to(address, survey.ASKED)))
    mentee.reads_heading("Mid survey")
    for _part in survey.PARTS[:-1]:
        mentee.press("Save and continue")
    mentee.press("Send my answers")
    mentee.is_asked_to_mend("You have not chosen an answer yet.")
    mentee.look("survey-error")
    agree(mentee, survey.PARTS[-1])
    for size in survey.PARTS[-2::-1]:
        mentee.press("Back")
        agree(mentee, size)
    mentee.look("survey")
    for _part in survey.PARTS[:-1]:
        mentee.press("Save and continue")
    mentee.press("Send my answers")
    mentee.reads_heading("Thank you")
    mentee.look("survey-thanks")
    assert walk.line.product.query(ANSWERED, address) == [(True,)]


def agree(person: Walker, size: int) -> None:
    """To each statement of a page."""
    statements = person.page.get_by_role("group").filter(has=person.page.get_by_role("radio"))
    expect(statements).to_have_count(size)
    for statement in statements.all():
        statement.get_by_role("radio", name="Agree", exact=True).check()


def the_others_answer(walk: Walk) -> None:
    _mentee, *others = walk.line.mentees
    for number, address in enumerate([*walk.line.mentors, *others]):
        survey.answer(survey.from_the_mail(walk.line, address), "Disagree" if number == 0 else "Agree")


def wait_for_the_figures(walk: Walk) -> None:
    walk.line.product.let_days_pass(15)  # a person would have waited until the survey was over
    assert walk.line.product.becomes(CLOSED, walk.line.programme)


def read_the_report(walk: Walk) -> None:
    hanna, line = walk.analyst, walk.line
    hanna.reads(f"New figures: {line.programme}, {COHORT}")
    hanna.look("home")
    hanna.follow_menu("Reports")
    hanna.look("reports")
    hanna.follow(f"{line.programme}, {COHORT}")
    hanna.reads("About 5 of about 5 people who were asked have answered.")
    hanna.look("report")


def compare_its_numbers_with_the_file(walk: Walk) -> None:
    """Under each chart stands its table."""
    hanna = walk.analyst
    for summary in hanna.main.get_by_text("Show the numbers as a table").all():
        summary.click()
    hanna.look("report-tables")
    figures = figures_of(hanna.main.locator(f'figure[data-survey="{survey.TITLE}"]'))
    file = downloaded(hanna)
    # One mentor is behind all that is said of pairs here.
    assert len(figures) == survey.STATEMENTS - survey.OF_PAIRS
    hanna.reads("Too few mentees answered it, or what they say could point to one mentor.")
    assert figures == survey.figures_in(file)
    assert facts_of(hanna) == survey.facts_in(file)


def figures_of(charts: Locator) -> dict[str, list[tuple[str, str]]]:
    """Of each statement the shares in the table under its chart."""
    assert all(chart.locator("svg").is_visible() for chart in charts.all())
    found = [chart.evaluate(NUMBERS) for chart in charts.all()]
    return {statement: [tuple(row) for row in rows] for statement, *rows in found}


def facts_of(hanna: Walker) -> dict[str, str]:
    tiles = hanna.main.locator("dl.tiles")
    names, values = tiles.locator("dt").all_inner_texts(), tiles.locator("dd.value").all_inner_texts()
    return dict(zip(names, values, strict=True))


def downloaded(hanna: Walker) -> str:
    with hanna.page.expect_download() as download:
        hanna.follow("Download as CSV")
    return download.value.path().read_text("utf-8-sig")


ANSWERED = """
    SELECT invitation.answered_on IS NOT NULL FROM feedback_invitation AS invitation
    JOIN participants_profile AS person ON person.id = invitation.person_id
    JOIN accounts_user AS account ON account.id = person.user_id WHERE account.email = %s
"""
CLOSED = """
    SELECT run.state = 'closed' FROM feedback_surveyrun AS run
    JOIN programmes_cohort AS cohort ON cohort.id = run.cohort_id
    JOIN programmes_programme AS programme ON programme.id = cohort.programme_id WHERE programme.name = %s
"""
