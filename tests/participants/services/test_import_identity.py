"""An employee number, an address and a source each point to somebody: nobody becomes somebody else by a file."""

import pytest

from mentoring.accounts.models import EmailChange
from mentoring.lib import clock
from participants.models import Profile
from participants.services import import_people, preview_import
from tests.factories import at
from tests.participants.hr_files import table
from tests.participants.importing import counts, imported, person

NOON = at("2026-11-23 12:00")
HELD = (
    "Ada Lark, from “HR”, has the employee number A1. If this is another person, please give them a number of their "
    "own. If it is the same person, please change the name first, in a file of the source that Ada Lark came from, "
    "and the address in a later one."
)


@pytest.fixture(autouse=True)
def _present():
    with clock.standing_at(NOON):
        yield


def people(*lines: str, headings: str = "Employee number,Name,E-mail"):
    return table(headings, *lines)


@pytest.fixture
def ada(db) -> Profile:
    import_people(file=people("A1,Ada Lark,ada@own.example"))
    return person("A1")


def after(*lines: str, **given) -> tuple[Profile, list[str]]:
    """The person of number A1 after a file, and the addresses that wait for them."""
    import_people(file=people(*lines), **given)
    waiting = EmailChange.objects.filter(state=EmailChange.State.WAITING)
    return person("A1"), list(waiting.values_list("new_address", flat=True))


@pytest.mark.parametrize(
    ("given", "source"),
    [
        ("A1,Klaus Meyer,klaus@own.example", "HR Germany"),
        ("A1,Klaus Meyer,klaus@own.example", "HR"),
        ("A1,Klaus Meyer,", "HR Germany"),
    ],
)
def test_number_of_somebody_else_hands_nobody_their_account(ada, given, source):
    before = preview_import(file=people(given, "B7,Lena Kurz,"), source_name=source)
    outcome = import_people(file=people(given, "B7,Lena Kurz,"), source_name=source)

    assert [str(error) for error in outcome.errors] == [f"Line 2, column Employee number: {HELD}"]
    assert (outcome.counts, before.counts, before.errors) == (
        counts(new=1, errors=1),
        counts(new=1, errors=1),
        outcome.errors,
    )
    assert "Ada" not in outcome.errors[0].kept
    assert (person("A1").user.name, person("A1").user.email) == ("Ada Lark", "ada@own.example")
    assert not EmailChange.objects.exists()


def test_whose_number_another_person_has_in_the_file_is_not_missing(ada):
    import_people(file=people("A1,Klaus Meyer,klaus@own.example"))

    assert person("A1").missing_from is None


def test_first_address_of_an_account_goes_to_nobody_of_another_name(db):
    import_people(file=people("A1,Ada Lark,"))

    assert after("A1,Klaus Meyer,klaus@own.example")[0].user.email is None


def test_person_held_as_missing_is_not_taken_over_by_somebody_of_another_source(ada):
    import_people(file=people("A2,Bo Wren,"))

    outcome = import_people(file=people("A1,Klaus Meyer,"), source_name="HR Germany")

    assert outcome.counts == counts(errors=1)
    assert (person("A1").source.name, person("A1").user.name) == ("HR", "Ada Lark")


def test_who_changes_name_or_address_goes_on_as_one_person(ada):
    renamed, _none = after("A1,Maria Smith,ada@own.example")
    moved, waiting = after("A1,Maria Smith-Lark,maria@own.example")

    assert (renamed, renamed.user.name) == (ada, "Maria Smith")
    assert (moved.user.name, waiting) == ("Maria Smith-Lark", ["maria@own.example"])


@pytest.mark.parametrize("line", ["A1,Ada Lark,", "A1,Lark Maria,", "A1,Maria Smith,ada@own.example"])
def test_other_source_may_speak_of_somebody_by_name_or_address(ada, line):
    result = imported(file=people(line), source_name="Payroll")

    assert result.errors == 0
    assert person("A1").source.name == "HR"


def test_manager_by_a_number_that_two_people_have_is_not_the_wrong_one(ada):
    file = people(
        "A1,Klaus Meyer,klaus@own.example,",
        "B7,Lena Kurz,lena@own.example,A1",
        headings="Employee number,Name,E-mail,Manager",
    )

    outcome = import_people(file=file, source_name="HR Germany")

    assert person("B7").manager is None
    assert [str(warning) for warning in outcome.warnings] == [
        "Line 3, column Manager: The employee number A1 of the manager belongs to somebody else, so none was taken."
    ]
