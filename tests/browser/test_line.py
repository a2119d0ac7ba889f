"""The whole line in a browser, on a phone and at a desk: each page of each role, in both themes."""

import pytest

from tests.browser.line import office, outcome, pairing, registering, together
from tests.browser.line.walk import Walk
from tests.browser.look import WIDTHS
from tests.flows.line import company
from tests.flows.line.people import Line
from tests.running import running_product

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("browser-line")]
MENTEES = 4  # with their mentor just enough for figures to be shown
STEPS = (
    office.set_up_the_programme,
    office.mend_what_is_missing,
    office.open_registration,
    registering.ask_for_a_place,
    registering.give_the_place_back,
    registering.ask_again,
    registering.mentor_asks_for_a_place,
    registering.the_others_register,
    office.read_the_requests,
    office.approve_them_all,
    pairing.find_pairs,
    pairing.review_the_pairs,
    pairing.send_the_suggestions,
    pairing.mentor_says_yes_to_each,
    pairing.mentee_says_yes,
    pairing.the_others_say_yes,
    together.both_read_the_lines,
    together.plan_a_session,
    together.log_the_session,
    together.both_agree,
    together.keep_a_note,
    together.set_a_goal,
    outcome.answer_the_survey,
    outcome.the_others_answer,
    outcome.wait_for_the_figures,
    office.close_the_cohort,
    outcome.read_the_report,
    outcome.compare_its_numbers_with_the_file,
)


@pytest.fixture(scope="module")
def product():
    """An empty company, to which people come as they would."""
    with running_product("--no-demo") as product:
        yield product


@pytest.fixture(scope="module")
def staff(product) -> Line:
    """A company with its first coordinator and an analyst; everybody else takes part in nothing yet."""
    line = Line(product)
    company.imported(line)
    line.coordinator, *line.mentees = company.invited(line, "Engineering", 1 + len(WIDTHS) * (1 + MENTEES))
    (line.analyst,) = company.invited(line, "Human Resources", 1)
    company.name_the_first_coordinator(line)
    company.name_the_analyst(line)
    return line


@pytest.fixture
def line(staff, width) -> Line:
    """A programme of its own for each width, for people of its own."""
    mentor, *mentees = staff.mentees[WIDTHS.index(width) :: len(WIDTHS)]
    return Line(
        staff.product,
        programme=f"Open doors at {width}",
        coordinator=staff.coordinator,
        analyst=staff.analyst,
        mentors=[mentor],
        mentees=mentees,
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_line_is_walked_from_the_set_up_to_the_report(line: Line, open_tab, complaints, states, width: int):
    walk = Walk(line, width, complaints, open_tab, states)

    for step in STEPS:
        step(walk)
