"""Who leaves, and who comes back, is what the source says that somebody is of; another one may say all else of them."""

import pytest

from mentoring.lib import clock
from participants.models import Profile
from participants.services import Outcome, import_people, preview_import
from tests.factories import at
from tests.participants.hr_files import table
from tests.participants.importing import counts, person

pytestmark = pytest.mark.django_db
HEADINGS = "Employee number,Name,Job title,Hired on,Last day"
ADA = "A1,Ada Lark,Clerk,2019-04-08,"
LEFT, TO_COME = "2026-11-20", "2026-12-31"
WARNING = (
    "Line 2, column “Last day”: When this person leaves is what “HR” says, which they came from, so what stands here "
    "was not taken."
)
STAYS_CLOSED = (
    "Line 2, column “Last day”: By “HR”, which they came from, this person has left, so their account stays closed. If "
    "they work here, please bring a file of “HR” that has them without a last day, or say here when they were hired "
    "anew."
)


@pytest.fixture(autouse=True)
def today():
    with clock.standing_at(at("2026-11-23 12:00")):
        yield


def brought(*lines: str, source: str = "Payroll", headings: str = HEADINGS) -> Outcome:
    file = table(headings, *lines)
    expected = preview_import(file=file, source_name=source)
    outcome = import_people(file=file, source_name=source)
    assert (outcome.counts, outcome.warnings) == (expected.counts, expected.warnings)
    return outcome


def said(outcome: Outcome) -> list[str]:
    return [str(each) for each in outcome.warnings]


def stands() -> tuple[str, str, bool]:
    """Of whom Ada is, her last day, and whether she can sign in."""
    ada = person("A1")
    return ada.source.name, str(ada.last_day or ""), ada.user.is_active


@pytest.mark.parametrize("day", [LEFT, TO_COME])
def test_last_day_in_a_file_of_another_source_ends_nothing_and_names_the_source_that_may(day):
    brought(ADA, source="HR")

    outcome = brought(f"A1,Ada Lark,Lead,2019-04-08,{day}")

    assert (outcome.counts, said(outcome), outcome.warnings[0].kept) == (
        counts(changed=1),
        [WARNING],
        WARNING.removeprefix("Line 2, column “Last day”: "),
    )
    assert (stands(), person("A1").job_title) == (("HR", "", True), "Lead")


def test_empty_last_day_of_another_source_takes_none_away():
    brought(f"{ADA}{TO_COME}", source="HR")

    outcome = brought(ADA)

    assert (outcome.counts, said(outcome), stands()) == (counts(unchanged=1), [], ("HR", TO_COME, True))


def test_other_source_opens_no_account_of_who_left():
    brought(ADA, source="HR")
    brought(f"{ADA}{LEFT}", source="HR")
    assert stands() == ("HR", LEFT, False)

    outcome = brought(ADA)

    assert (outcome.counts, said(outcome), stands()) == (counts(unchanged=1), [STAYS_CLOSED], ("HR", LEFT, False))


def test_who_left_and_works_for_another_source_stays_closed_until_their_own_has_them_once_more():
    bo = "A2,Bo Wren,Clerk,2019-04-08,"
    brought(ADA, bo, source="HR")
    brought(f"{ADA}{LEFT}", bo, source="HR")
    brought(bo, source="HR")
    before = [(said(brought(ADA)), stands()) for _night in range(2)]

    brought(ADA, bo, source="HR")
    brought(bo, source="HR")
    after = said(brought(ADA))

    assert before == [([STAYS_CLOSED], ("HR", LEFT, False))] * 2
    assert (after, stands()) == ([], ("Payroll", "", True))


def test_who_left_and_is_hired_anew_by_another_source_is_of_that_one_from_then_on():
    brought(ADA, source="HR")
    brought(f"{ADA}{LEFT}", source="HR")

    brought("A1,Ada Lark,Clerk,2026-11-23,")
    once_more = brought(f"{ADA}{LEFT}", source="HR")

    assert stands() == ("Payroll", "", True)
    assert said(once_more) == [WARNING.replace("HR", "Payroll")]


def test_who_is_missing_from_their_source_leaves_by_the_one_that_has_them():
    brought(ADA, "A2,Bo Wren,Clerk,2019-04-08,", source="HR")
    brought("A2,Bo Wren,Clerk,2019-04-08,", source="HR")

    outcome = brought(f"{ADA}{LEFT}")

    assert (outcome.counts, said(outcome), stands()) == (
        counts(changed=1, leavers=1),
        [],
        ("Payroll", LEFT, False),
    )


def test_same_day_and_a_file_without_last_days_need_no_words():
    brought(f"{ADA}{TO_COME}", source="HR")

    assert said(brought(f"{ADA}{TO_COME}")) == []
    assert said(brought("A1,Ada Lark", headings="Employee number,Name")) == []


def test_file_of_another_source_in_which_all_have_left_shrinks_nobody():
    people = [f"B{number},Ada Lark,Clerk,2019-04-08," for number in range(10)]
    brought(*people, source="HR")

    outcome = brought(*(f"{each}{LEFT}" for each in people))

    assert (outcome.counts, outcome.shrink.gone) == (counts(unchanged=10), 0)
    assert Profile.objects.filter(user__is_active=True, last_day=None).count() == 10
