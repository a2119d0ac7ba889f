"""An employee number, an address and a source each point to somebody: nobody becomes somebody else by a file."""

from datetime import timedelta

import pytest

from mentoring.accounts.models import EmailChange
from mentoring.accounts.services import apply_due_email_changes, cancel_account_change, request_email_change
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from participants.models import Profile
from participants.services import import_people, preview_import
from tests.factories import UserFactory, at
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

    assert [str(error) for error in outcome.errors] == [f"Line 2, column “Employee number”: {HELD}"]
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
        "Line 3, column “Manager”: The employee number A1 of the manager belongs to somebody else, so none was taken."
    ]


def states() -> list[tuple[str, str]]:
    return list(EmailChange.objects.order_by("asked_at").values_list("new_address", "state"))


def test_wrong_address_put_right_within_the_day_never_holds(ada):
    wrong, right = people("A1,Ada Lark,ada@onw.example"), people("A1,Ada Lark,ada@own.example")
    import_people(file=wrong)

    before, outcome, again = preview_import(file=right), import_people(file=right), import_people(file=right)

    assert (before.counts, outcome.counts, again.counts) == (counts(changed=1), counts(changed=1), counts(unchanged=1))
    assert [str(warning) for warning in outcome.warnings] == [
        "Line 2, column “E-mail”: The account has this address, so the change that an earlier file asked for is "
        "stopped."
    ]
    assert states() == [("ada@onw.example", "stopped")]
    assert AuditEvent.objects.filter(verb="account.email_change.stop", subject_id=ada.user_id, actor_id=None).exists()
    with clock.standing_at(NOON + timedelta(days=2)):
        assert apply_due_email_changes() == 0


def test_change_that_somebody_asked_for_waits_on_whatever_the_file_says(ada):
    request_email_change(user=ada.user, new_address="lark@own.example", by=UserFactory())

    result = imported(file=people("A1,Ada Lark,ada@own.example"))

    assert (result, states()) == (counts(unchanged=1), [("lark@own.example", "waiting")])


def test_address_that_gave_way_to_others_may_be_asked_for_again(ada):
    given = ("first", "second", "first", "own")
    for minute, address in enumerate([*given, "first"]):
        with clock.standing_at(NOON + timedelta(minutes=minute)):
            line = f"A1,Ada Lark,{address.replace('own', 'ada')}@own.example"
            outcome = import_people(file=people(line))

    assert (outcome.counts, outcome.warnings) == (counts(changed=1), [])
    assert [state for _address, state in states()] == ["stopped", "stopped", "stopped", "waiting"]


@pytest.mark.parametrize("by_link", [True, False])
def test_address_that_its_person_stopped_is_not_asked_for_again(ada, by_link):
    wanted = people("A1,Ada Lark,first@own.example")
    import_people(file=wanted)
    cancel_account_change(change=EmailChange.objects.get(), by=None if by_link else ada.user)

    outcome = import_people(file=wanted)

    assert [warning.reason for warning in outcome.warnings] == [
        "This change of address was stopped from the address until now. The office can ask for it anew."
    ]
    assert states() == [("first@own.example", "stopped")]


LEFT = "A6,Ada Lark,ada@own.example,2020-11-20"
ANEW = "A9,Ada Lark,ada@own.example,"
LEAVER = (
    "Ada Lark (number A6), who left on 20 November 2020, has this e-mail address. If this is the same person, please "
    "give them the number A6 again: they come back to their account. If it is somebody else, please give another "
    "address, or none."
)


def with_last_days(*lines: str):
    return people(*lines, headings="Employee number,Name,E-mail,Last day")


def test_who_is_hired_again_under_another_number_is_named_with_the_way_back(db):
    import_people(file=with_last_days("A6,Ada Lark,ada@own.example,"))
    both = with_last_days(LEFT, ANEW)

    first, each_night = import_people(file=both), import_people(file=both)

    assert [str(error) for error in (*first.errors, *each_night.errors)] == [f"Line 3, column “E-mail”: {LEAVER}"] * 2
    assert "Ada" not in first.errors[0].kept
    import_people(file=with_last_days(ANEW.replace("A9", "A6")))
    back = person("A6").user
    assert (back.is_active, back.email) == (True, "ada@own.example")


def test_leaver_whom_the_file_no_longer_has_is_named_too(db):
    import_people(file=with_last_days("A6,Ada Lark,ada@own.example,", "A7,Bo Wren,,"))
    import_people(file=with_last_days(LEFT, "A7,Bo Wren,,"))

    outcome = import_people(file=people("A7,Bo Wren,", "A9,Ada Lark,ada@own.example"))

    assert [error.reason for error in outcome.errors] == [LEAVER]


@pytest.mark.parametrize("last_day", ["", "2026-11-23", "2027-01-31"])
def test_of_who_still_works_here_no_name_is_told(db, last_day):
    import_people(file=with_last_days(f"A6,Ada Lark,ada@own.example,{last_day}"))

    outcome = import_people(file=with_last_days(f"A6,Ada Lark,,{last_day}", ANEW))

    assert [error.reason for error in outcome.errors] == [
        "Another person already has this e-mail address. Please check the address."
    ]


RENUMBERED = (
    "Ada Lark (number Q3), who is not in this file, has this e-mail address. If this is the same person under a new "
    "number, please give them the number Q3 again, in later files too: their account stays theirs. If it is somebody "
    "else, please give another address, or none."
)


def test_who_has_a_new_number_is_named_with_the_old_one_which_works(db):
    import_people(file=people("Q3,Ada Lark,ada@own.example", "B7,Lena Kurz,"))
    anew = people("Q33,Ada Lark-Smith,ada@own.example", "B7,Lena Kurz,")

    before, outcome, each_night = preview_import(file=anew), import_people(file=anew), import_people(file=anew)

    assert [error.reason for each in (before, outcome, each_night) for error in each.errors] == [RENUMBERED] * 3
    assert ("Ada" in outcome.errors[0].kept, "Q3" in outcome.errors[0].kept) == (False, False)
    assert imported(file=people("Q3,Ada Lark-Smith,ada@own.example", "B7,Lena Kurz,")) == counts(changed=1, unchanged=1)
    back = person("Q3")
    assert (back.user.name, back.user.email, back.missing_from) == ("Ada Lark-Smith", "ada@own.example", None)


@pytest.mark.parametrize(
    "lines",
    [
        ("Q33,Klaus Meyer,ada@own.example",),
        ("Q33,Ada Lark,ada@own.example", "Q3,Ada Lark,"),
        ("Q33,Ada Lark,ada@own.example", "Q3,,"),
    ],
    ids=["quite another name", "holder in the file", "holder on a bad line"],
)
def test_holder_of_an_address_who_is_another_person_is_not_named(db, lines):
    import_people(file=people("Q3,Ada Lark,ada@own.example"))

    outcome = import_people(file=people(*lines))

    assert "Another person already has this e-mail address. Please check the address." in [
        error.reason for error in outcome.errors
    ]
    assert "Q3" not in "".join(error.reason for error in outcome.errors)


def swap(one: str, other: str, number: str) -> str:
    return (
        f"This file gives {one} the address of {other} (number {number}), and the other way round. If that is right, "
        "please give one of the two a third address first. Once it holds, a day later, bring this file again, and once "
        "more a day after that."
    )


def test_swapped_addresses_are_said_and_the_way_that_is_said_works(db):
    import_people(file=people("A1,Ada Lark,bo@own.example", "B2,Bo Wren,ada@own.example"))
    right = people("A1,Ada Lark,ada@own.example", "B2,Bo Wren,bo@own.example")

    outcome = import_people(file=right)

    assert [error.reason for error in outcome.errors] == [
        swap("Ada Lark", "Bo Wren", "B2"),
        swap("Bo Wren", "Ada Lark", "A1"),
    ]
    assert not {word for error in outcome.errors for word in ("Ada", "Bo", "A1", "B2") if word in error.kept}
    third = people("A1,Ada Lark,third@own.example", "B2,Bo Wren,ada@own.example")
    errors = [imported(file=third).errors]
    for day in (1, 2, 3):
        with clock.standing_at(NOON + timedelta(days=day, minutes=day)):
            apply_due_email_changes()
            errors.append(imported(file=right).errors)
    assert errors == [0, 1, 0, 0]
    assert [person(number).user.email for number in ("A1", "B2")] == ["ada@own.example", "bo@own.example"]


def test_address_of_somebody_who_gets_another_one_is_no_swap(db):
    import_people(file=people("A1,Ada Lark,ada@own.example", "B2,Bo Wren,bo@own.example"))

    outcome = import_people(file=people("A1,Ada Lark,bo@own.example", "B2,Bo Wren,new@own.example"))

    assert [error.reason for error in outcome.errors] == [
        "Another person already has this e-mail address. Please check the address."
    ]
