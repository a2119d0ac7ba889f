from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.hr_file import Field, HrFile, PersonRow, RowError
from participants.import_plan import TAKEN_OVER, Plan, Shrink, plan_import
from participants.known_people import Company, Facts, Known

TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
HR, PAYROLL = uuid4(), uuid4()
ADA = Facts("Ada Lark", "", "Engineering", "Leeds", "", "Engineer", "", date(2019, 4, 8), None)


def known(facts: Facts = ADA, *, source_id=HR, is_active=True, **fields) -> Known:
    return Known(uuid4(), uuid4(), source_id, is_active, facts, **fields)


def gone(facts: Facts) -> Known:
    return known(facts, is_active=False, is_gone=True)


def row(facts: Facts = ADA, number: str = "7", line: int = 2, **said) -> PersonRow:
    """The line of a file that says these facts."""
    names = (*TAKEN_OVER, "language", "time_zone")
    return PersonRow(line, number, **{name: getattr(facts, name) for name in names} | said)


def file_of(*rows: PersonRow, errors=(), fields=frozenset(Field)) -> HrFile:
    return HrFile("people.csv", "", rows, errors, fields)


def planned(people, *rows, addresses=None, errors=(), fields=frozenset(Field), **company) -> Plan:
    before = Company(people, addresses or {}, languages=["en-gb"], **company)
    return plan_import(file_of(*rows, errors=errors, fields=fields), before, source_id=HR, today=TODAY)


def counts(plan: Plan) -> tuple[int, int, int, int]:
    return len(plan.new), len(plan.changes), plan.unchanged, plan.leavers


def test_person_nobody_knew_is_new():
    plan = planned({}, row(ADA, grade="B1", manager="", email="ada@mail.example"))

    assert plan.new == {"7": replace(ADA, grade="B1", email="ada@mail.example")}
    assert counts(plan) == (1, 0, 0, 0)


def test_person_as_before_is_unchanged():
    assert counts(planned({"7": known()}, row())) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    "facts",
    [
        replace(ADA, name="Ada Wren"),
        replace(ADA, department=""),
        replace(ADA, site="Lyon"),
        replace(ADA, grade="B2"),
        replace(ADA, job_title="Director"),
        replace(ADA, country="France"),
        replace(ADA, business_line="Retail"),
        replace(ADA, cost_centre="0711"),
        replace(ADA, employment_type="Temporary"),
        replace(ADA, hired_on=None),
        replace(ADA, last_day=TOMORROW),
    ],
)
def test_each_fact_counts_as_a_change(facts):
    plan = planned({"7": known()}, row(facts))

    assert [change.facts for change in plan.changes] == [facts]
    assert counts(plan) == (0, 1, 0, 0)


def test_what_the_file_has_no_column_for_stays():
    before = known(replace(ADA, grade="B1", manager="9", email="ada@mail.example"))

    plan = planned({"7": before}, row(Facts("Ada Wren")), fields={Field.EMPLOYEE_NUMBER, Field.NAME})

    assert [change.facts for change in plan.changes] == [replace(before.facts, name="Ada Wren")]


def test_department_is_the_same_in_another_case():
    plan = planned(
        {"7": known()},
        row(replace(ADA, department="ENGINEERING")),
        spellings={"department": {"engineering": "Engineering"}},
    )

    assert counts(plan) == (0, 0, 1, 0)


@pytest.mark.parametrize(("last_day", "leavers"), [(YESTERDAY, 1), (TODAY, 0), (TOMORROW, 0)])
def test_person_leaves_once_the_last_day_is_over(last_day, leavers):
    plan = planned({"7": known()}, row(replace(ADA, last_day=last_day)))

    assert (len(plan.leaving), plan.leavers) == (leavers, leavers)


def test_last_day_that_passed_since_the_last_import_makes_a_leaver():
    leaving = replace(ADA, last_day=YESTERDAY)

    assert planned({"7": known(leaving)}, row(leaving)).leaving == ["7"]


def test_person_who_left_long_ago_is_neither_change_nor_leaver():
    left = replace(ADA, last_day=YESTERDAY)

    assert counts(planned({"7": gone(left)}, row(left))) == (0, 0, 1, 0)


def test_person_who_came_back_is_a_change():
    plan = planned({"7": gone(replace(ADA, last_day=YESTERDAY))}, row(ADA))

    assert [change.comes_back(TODAY) for change in plan.changes] == [True]


def test_missing_person_of_the_same_source_is_a_leaver_once():
    assert planned({"7": known(), "8": known()}, row(number="8")).missing == ["7"]
    assert planned({"7": known(is_missing=True), "8": known()}, row(number="8")).missing == []


@pytest.mark.parametrize(
    "person",
    [known(source_id=PAYROLL), known(source_id=None), gone(replace(ADA, last_day=YESTERDAY))],
    ids=["other source", "no source", "left already"],
)
def test_missing_person_of_another_source_or_long_gone_is_no_leaver(person):
    assert planned({"7": person}, row(number="8")).leavers == 0


def test_person_on_a_bad_line_is_not_missing():
    assert planned({"7": known()}, errors=[RowError(2, "", "?", "?", "7")]).leavers == 0


def test_person_who_reappears_is_a_change():
    assert counts(planned({"7": known(is_missing=True)}, row())) == (0, 1, 0, 0)


def test_person_stays_with_the_source_that_first_named_them_while_it_has_them():
    assert planned({"7": known(source_id=PAYROLL)}, row()).unchanged == 1
    assert [
        planned({"7": each}, row()).changes[0].source_id
        for each in (known(source_id=None), known(source_id=PAYROLL, is_missing=True))
    ] == [HR, HR]


def test_address_of_somebody_else_leaves_the_line_out():
    other, own = known(replace(ADA, email="bo@mail.example")), known()

    plan = planned(
        {"7": own, "8": other},
        row(replace(ADA, job_title="Lead"), email="bo@mail.example"),
        row(replace(ADA, email="bo@mail.example"), "8", 3, email="bo@mail.example"),
        addresses={"bo@mail.example": other.user_id},
    )

    assert [(error.line, error.reason) for error in plan.errors] == [
        (2, "Another person already has this e-mail address. Please check the address.")
    ]
    assert counts(plan) == (0, 0, 1, 0)


def test_first_address_holds_at_once_and_another_one_is_asked_for():
    none, old = known(), known(replace(ADA, email="old@mail.example"))

    plan = planned({"7": none, "8": old}, row(email="a@mail.example"), row(ADA, "8", 3, email="b@mail.example"))

    first, second = plan.changes
    assert (first.facts.email, first.new_address) == ("a@mail.example", "")
    assert (second.facts.email, second.new_address) == ("old@mail.example", "b@mail.example")


def test_empty_address_takes_none_away():
    assert counts(planned({"7": known(replace(ADA, email="old@mail.example"))}, row())) == (0, 0, 1, 0)


def test_address_that_waits_already_is_not_asked_for_again():
    before = known(replace(ADA, email="old@mail.example"), waiting_address="new@mail.example")

    assert counts(planned({"7": before}, row(email="new@mail.example"))) == (0, 0, 1, 0)


def test_address_that_was_stopped_is_not_asked_for_each_night():
    before = known(replace(ADA, email="old@mail.example"), stopped_addresses=frozenset({"new@mail.example"}))

    plan = planned({"7": before}, row(email="new@mail.example"))

    assert (plan.changes, len(plan.warnings)) == ([], 1)


def test_address_of_a_closed_account_stays():
    before = known(replace(ADA, email="old@mail.example"), is_active=False)

    assert counts(planned({"7": before}, row(email="new@mail.example"))) == (0, 0, 1, 0)


def test_language_is_given_once_and_a_chosen_time_zone_stays():
    chose = known(replace(ADA, language="en-gb", time_zone="Asia/Tokyo"), chose_time_zone=True)

    plan = planned(
        {"8": chose},
        row(language="EN", time_zone="Europe/Paris"),
        row(ADA, "8", 3, language="fr", time_zone="Europe/Paris"),
    )

    assert (plan.new["7"].language, plan.new["7"].time_zone) == ("en-gb", "Europe/Paris")
    assert (plan.unchanged, plan.kept_time_zones) == (1, 1)


def test_time_zone_that_nobody_chose_follows_the_file():
    lagos = known(replace(ADA, site="Lagos", time_zone="Africa/Lagos"))

    plan = planned({"7": lagos}, row(site="New York", time_zone="America/New_York"))

    assert [(each.facts.site, each.facts.time_zone) for each in plan.changes] == [("New York", "America/New_York")]
    assert plan.kept_time_zones == 0


@pytest.mark.parametrize("chose", [True, False])
@pytest.mark.parametrize(("said", "told"), [("", 0), ("Yorkshire", 1), ("Africa/Lagos", 0)])
def test_time_zone_stays_where_a_later_file_says_none_or_nonsense_or_the_same(chose, said, told):
    before = known(replace(ADA, time_zone="Africa/Lagos"), chose_time_zone=chose)

    plan = planned({"7": before}, row(time_zone=said))

    assert (plan.unchanged, plan.kept_time_zones, len(plan.warnings)) == (1, 0, told)


def test_time_zone_that_is_none_is_said_and_the_person_comes_in():
    plan = planned({}, row(time_zone="Yorkshire", language="xx"))

    assert (plan.new["7"].time_zone, plan.new["7"].language) == ("", "")
    assert [warning.reason for warning in plan.warnings] == [
        "This is no time zone such as Europe/London, so none was taken."
    ]


def test_managers_may_go_round_in_a_circle():
    plan = planned({}, row(manager="8"), row(ADA, "8", 3, manager="7"))

    assert [facts.manager for facts in plan.new.values()] == ["8", "7"]


def test_manager_who_is_not_found_is_said_and_the_person_comes_in_with_whoever_was_before():
    before = replace(ADA, manager="8")
    bo = known(replace(ADA, name="Bo Wren"))

    plan = planned({"7": known(before), "8": bo}, row(before, manager="Bo Wern"), row(bo.facts, "8", 3))

    assert [str(each) for each in plan.warnings] == [
        "Line 2: Nobody is found as the manager “Bo Wern”; nearest: Bo Wren (8)."
    ]
    assert plan.warnings[0].kept == "The manager was not found."
    assert counts(plan) == (0, 0, 2, 0)


def test_empty_manager_takes_the_manager_away():
    assert planned({"7": known(replace(ADA, manager="8"))}, row(manager="")).changes[0].facts.manager == ""


@pytest.mark.parametrize(
    ("gone_now", "employed", "is_doubtful"), [(4, 10, False), (5, 25, False), (6, 25, True), (5, 5, True)]
)
def test_more_than_one_in_five_are_doubted_from_five_people_on(gone_now, employed, is_doubtful):
    assert Shrink(gone_now, employed).is_doubtful == is_doubtful


def test_shrinking_counts_those_who_leave_and_those_who_are_missing_of_this_source_alone():
    people = {str(number): known() for number in range(6)} | {"x": known(source_id=PAYROLL)}
    leaving = replace(ADA, last_day=YESTERDAY)

    plan = planned(people, row(leaving, "0"), row(leaving, "x", 3), row(ADA, "1", 4))

    assert plan.shrink == Shrink(gone=5, employed=6)
    assert plan.leavers == 5


def test_digest_changes_with_what_would_be_done():
    same = planned({"7": known()}, row(replace(ADA, job_title="Lead"))).digest()

    assert planned({"7": known()}, row(replace(ADA, job_title="Lead"))).digest() == same
    assert planned({"7": known()}, row(replace(ADA, job_title="Head"))).digest() != same
    assert planned({"7": known(replace(ADA, name="Ada Wren"))}, row(replace(ADA, job_title="Lead"))).digest() != same


facts = st.builds(
    Facts,
    name=st.sampled_from(["Ada", "Bo"]),
    job_title=st.sampled_from(["", "Clerk"]),
    last_day=st.sampled_from([None, YESTERDAY, TODAY, TOMORROW]),
)
people = st.dictionaries(
    st.sampled_from("abcdef"),
    st.builds(
        Known,
        profile_id=st.uuids(),
        user_id=st.uuids(),
        source_id=st.sampled_from([None, HR, PAYROLL]),
        is_active=st.booleans(),
        facts=facts,
        is_gone=st.booleans(),
        is_missing=st.booleans(),
    ),
)


@given(st.dictionaries(st.sampled_from("abcdef"), facts), people)
def test_every_line_counts_once_and_a_second_import_changes_nothing(wanted, before):
    rows = [row(each, number, line) for line, (number, each) in enumerate(wanted.items(), start=2)]
    plan = planned(before, *rows)
    after = dict(before)
    for change in plan.changes:
        after[change.number] = replace(
            change.before,
            source_id=change.source_id,
            facts=change.facts,
            is_gone=change.before.is_gone and not change.comes_back(TODAY),
            is_missing=False,
        )
    for number in plan.leaving:
        after[number] = replace(after[number], is_gone=True)
    for number in plan.missing:
        after[number] = replace(after[number], is_missing=True)
    after |= {number: known(each, is_gone=each.has_left(TODAY)) for number, each in plan.new.items()}

    again = planned(after, *rows)

    assert len(plan.new) + len(plan.changes) + plan.unchanged + plan.lines_left_out == len(wanted)
    assert counts(again) == (0, 0, len(wanted) - plan.lines_left_out, 0)
