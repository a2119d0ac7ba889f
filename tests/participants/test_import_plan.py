from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.import_plan import Facts, Known, Plan, plan_import

TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
HR, PAYROLL = uuid4(), uuid4()
ADA = Facts("Ada Lark", uuid4(), uuid4(), "Engineer", date(2019, 4, 8), None)


def known(facts: Facts = ADA, *, source_id=HR, is_active=True) -> Known:
    return Known(uuid4(), uuid4(), source_id, is_active, facts)


def planned(wanted, people, mentioned=None) -> Plan:
    return plan_import(wanted, people, mentioned=mentioned or set(wanted), source_id=HR, today=TODAY)


def test_person_nobody_knew_is_new():
    assert planned({"7": ADA}, {}) == Plan(new=["7"], changes=[], unchanged=0, leavers=0)


def test_person_as_before_is_unchanged():
    assert planned({"7": ADA}, {"7": known()}) == Plan(new=[], changes=[], unchanged=1, leavers=0)


@pytest.mark.parametrize(
    "facts",
    [
        replace(ADA, name="Ada Wren"),
        replace(ADA, department_id=None),
        replace(ADA, site_id=uuid4()),
        replace(ADA, job_title="Director"),
        replace(ADA, hired_on=None),
        replace(ADA, last_day=TOMORROW),
    ],
)
def test_each_fact_counts_as_a_change(facts):
    plan = planned({"7": facts}, {"7": known()})

    assert [(change.facts, change.is_active) for change in plan.changes] == [(facts, True)]
    assert (plan.unchanged, plan.leavers) == (0, 0)


@pytest.mark.parametrize(("last_day", "is_active"), [(YESTERDAY, False), (TODAY, True), (TOMORROW, True)])
def test_person_signs_in_until_the_last_day_is_over(last_day, is_active):
    plan = planned({"7": replace(ADA, last_day=last_day)}, {"7": known()})

    assert [change.is_active for change in plan.changes] == [is_active]
    assert plan.leavers == (not is_active)


def test_last_day_that_passed_since_the_last_import_makes_a_leaver():
    leaving = replace(ADA, last_day=YESTERDAY)

    plan = planned({"7": leaving}, {"7": known(leaving, is_active=True)})

    assert [change.is_active for change in plan.changes] == [False]
    assert plan.leavers == 1


def test_person_who_left_long_ago_is_neither_change_nor_leaver():
    left = replace(ADA, last_day=YESTERDAY)

    assert planned({"7": left}, {"7": known(left, is_active=False)}) == Plan([], [], unchanged=1, leavers=0)


def test_leaver_whose_account_was_closed_before_still_counts():
    plan = planned({"7": replace(ADA, last_day=YESTERDAY)}, {"7": known(is_active=False)})

    assert plan.leavers == 1


def test_person_who_came_back_may_sign_in_again():
    left = known(replace(ADA, last_day=YESTERDAY), is_active=False)

    assert [change.is_active for change in planned({"7": ADA}, {"7": left}).changes] == [True]


def test_account_closed_by_an_administrator_stays_closed():
    closed = known(is_active=False)

    assert planned({"7": ADA}, {"7": closed}).unchanged == 1
    assert planned({"7": replace(ADA, job_title="Director")}, {"7": closed}).changes[0].is_active is False


def test_missing_person_of_the_same_source_is_counted_and_held():
    assert planned({}, {"7": known()}) == Plan([], [], unchanged=0, leavers=1)


@pytest.mark.parametrize(
    "person",
    [known(source_id=PAYROLL), known(source_id=None), known(replace(ADA, last_day=YESTERDAY), is_active=False)],
    ids=["other source", "no source", "left already"],
)
def test_missing_person_of_another_source_or_long_gone_is_no_leaver(person):
    assert planned({}, {"7": person}).leavers == 0


def test_person_on_a_bad_line_is_not_missing():
    assert planned({}, {"7": known()}, mentioned={"7"}).leavers == 0


def test_person_stays_with_the_source_that_first_named_them():
    assert planned({"7": ADA}, {"7": known(source_id=PAYROLL)}).unchanged == 1
    assert planned({"7": ADA}, {"7": known(source_id=None)}).changes[0].source_id == HR


facts = st.builds(
    Facts,
    name=st.sampled_from(["Ada", "Bo"]),
    department_id=st.none(),
    site_id=st.none(),
    job_title=st.sampled_from(["", "Clerk"]),
    hired_on=st.none(),
    last_day=st.sampled_from([None, YESTERDAY, TODAY, TOMORROW]),
)
files = st.dictionaries(st.sampled_from("abcdef"), facts)
people = st.dictionaries(
    st.sampled_from("abcdef"),
    st.builds(
        Known,
        profile_id=st.uuids(),
        user_id=st.uuids(),
        source_id=st.sampled_from([None, HR, PAYROLL]),
        is_active=st.booleans(),
        facts=facts,
    ),
)


@given(files, people)
def test_every_line_counts_once_and_a_second_import_changes_nothing(wanted, before):
    plan = planned(wanted, before)
    changed = {
        change.before.profile_id: Known(
            change.before.profile_id, change.before.user_id, change.source_id, change.is_active, change.facts
        )
        for change in plan.changes
    }
    after = {number: changed.get(person.profile_id, person) for number, person in before.items()} | {
        number: known(wanted[number], is_active=not wanted[number].has_left(TODAY)) for number in plan.new
    }

    again = planned(wanted, after)

    assert len(plan.new) + len(plan.changes) + plan.unchanged == len(wanted)
    assert (again.new, again.changes, again.unchanged) == ([], [], len(wanted))
    assert plan.leavers <= len(before)
