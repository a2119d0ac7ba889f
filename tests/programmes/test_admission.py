"""The rules of a programme beside the people of the company."""

from datetime import timedelta
from itertools import product

import pytest

from mentoring.lib import clock
from participants.models import Grade, Profile
from programmes.admission import (
    Admitted,
    admission_to,
    eligibility_of,
    everybody_of,
    let_in,
    rules_beside,
    rules_for,
    rules_in,
)
from programmes.models import Cohort, Role
from tests.factories import (
    CohortFactory,
    DepartmentFactory,
    EligibilityRuleFactory,
    GradeFactory,
    OrganisationFactory,
    ProfileFactory,
    SiteFactory,
    in_days,
)

LEVELS = {"A1": 1, "A2": 2, "B1": 3, "B2": 4, "B3": 5, "C1": 6}


@pytest.fixture
def staff(programme):
    """People of two departments, two sites and none, with every length of service around the bounds of rules.

    And those of every grade, of one without a level, and of another with the level of B1.
    """
    places = [None, "Engineering", "Sales"]
    joined = [None, *(clock.today() - timedelta(days=days) for days in (-40, 0, 29, 31, 180, 364, 365, 366, 800))]
    for department, site, hired_on in product(places, [None, "Leeds", "Lyon"], joined):
        ProfileFactory(
            department=DepartmentFactory(name=department) if department else None,
            site=SiteFactory(name=site) if site else None,
            hired_on=hired_on,
        )
    for name, level in {**LEVELS, "Z9": None, "Y": 3}.items():
        ProfileFactory(grade=GradeFactory(name=name, level=level), hired_on=clock.today() - timedelta(days=400))


RULES = [
    [],
    [{"department": "Engineering"}, {"department": "Sales", "role": "mentor"}],
    [{"site": "Lyon"}, {"months_from": 12, "role": "mentor"}],
    [{"months_to": 6, "role": "mentee"}, {"months_from": 1}],
    [{"department": "Sales"}, {"site": "Leeds"}, {"months_from": 1, "months_to": 12}],
    [{"grade_from": "B1", "grade_to": "B3"}],
    [{"grade_from": "B3", "role": "mentor"}, {"grade_to": "A2", "role": "mentee"}],
    [{"grade_from": "A2"}, {"grade_to": "B2"}, {"months_from": 12}],
    [{"grade_from": "B2", "grade_to": "B2"}, {"department": "Engineering"}],
    [{"grade_from": "Z9"}],
    [{"grade_from": "A1", "grade_to": "Z9"}],
]


def grade_called(name):
    return GradeFactory(name=name, level=LEVELS.get(name))


def ask(programme, lines):
    factories = {
        "department": DepartmentFactory,
        "site": SiteFactory,
        "grade_from": grade_called,
        "grade_to": grade_called,
    }
    for line in lines:
        made = {name: factories[name](name=value) if name in factories else value for name, value in line.items()}
        EligibilityRuleFactory(programme=programme, **made)


@pytest.mark.parametrize("lines", [*RULES[:3], *(pytest.param(lines, marks=pytest.mark.long) for lines in RULES[3:])])
@pytest.mark.parametrize("role", Role)
def test_number_on_the_page_is_the_number_of_people_who_are_let_in(staff, cohort, lines, role):
    ask(cohort.programme, lines)
    let_in_one_by_one = {person for person in Profile.objects.all() if eligibility_of(person, cohort, role).ok}

    found = set(everybody_of(cohort.programme).filter(let_in(rules_for(cohort.programme), role)))

    assert found == let_in_one_by_one
    assert {each.role: each.count for each in admission_to(cohort.programme).roles}[role] == len(found)


@pytest.mark.parametrize("lines", RULES)
def test_rules_beside_a_cohort_are_those_of_its_programme(cohort, lines, django_assert_num_queries):
    ask(cohort.programme, lines)
    EligibilityRuleFactory(programme=CohortFactory().programme, months_from=9)

    with django_assert_num_queries(1):
        (beside,) = Cohort.objects.filter(pk=cohort.pk).annotate(lines=rules_beside())
        rules = rules_in(beside.lines)

    assert rules == rules_for(cohort.programme)


def test_admission_counts_those_who_work_here_alone(cohort):
    ProfileFactory(last_day=in_days(-1))
    ProfileFactory(organisation=OrganisationFactory(name="Partner"))
    ProfileFactory(last_day=in_days(0))

    admission = admission_to(cohort.programme)

    # The last day is a day of work, and the coordinator works here too.
    assert (admission.everybody, [each.count for each in admission.roles]) == (2, [2, 2])


def test_admission_says_what_is_asked_of_each_role(cohort):
    ask(cohort.programme, [{"department": "Sales", "role": "mentor"}])

    assert [each.sentences for each in admission_to(cohort.programme).roles] == [["For mentors in Sales."], []]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "Fewer than 5 people"),
        (1, "Fewer than 5 people"),
        (4, "Fewer than 5 people"),
        (5, "5 of 60 people"),
        (55, "55 of 60 people"),
        (56, "All or nearly all of 60 people"),
        (60, "All or nearly all of 60 people"),
    ],
)
def test_number_of_those_who_may_join_never_points_at_a_few(count, words):
    assert Admitted("mentor", count, 60, ["For mentors in Sales."]).words == words


def test_everybody_is_counted_where_nothing_is_asked():
    assert Admitted("mentor", 3, 3, []).words == "3 of 3 people"


def test_admission_costs_two_queries(staff, cohort, django_assert_num_queries):
    ask(cohort.programme, RULES[-1])

    with django_assert_num_queries(2):
        admission_to(cohort.programme)


def test_level_given_to_a_grade_later_counts_from_then_on(staff, cohort):
    ask(cohort.programme, [{"grade_from": "Z9"}])
    before = admission_to(cohort.programme)

    Grade.objects.filter(name="Z9").update(level=5)
    after = admission_to(cohort.programme)

    assert ([each.count for each in before.roles], [each.count for each in after.roles]) == ([0, 0], [3, 3])


def test_rules_that_do_not_ask_for_the_grade_do_not_read_it(cohort, django_assert_num_queries):
    ask(cohort.programme, [{"department": "Engineering"}])
    person = Profile.objects.get(pk=ProfileFactory(grade=grade_called("C1")).pk)

    with django_assert_num_queries(1):
        assert eligibility_of(person, cohort, Role.MENTOR).ok


@pytest.mark.parametrize("lines", [RULES[4], RULES[5]])
def test_rules_that_were_read_before_cost_nothing(cohort, lines, django_assert_num_queries):
    ask(cohort.programme, lines)
    graded = ProfileFactory(grade=grade_called("C1")).pk
    person = Profile.objects.select_related("grade").get(pk=graded)
    read = Cohort.objects.select_related("programme").prefetch_related("programme__eligibility_rules").get(pk=cohort.pk)

    with django_assert_num_queries(0):
        assert not eligibility_of(person, read, Role.MENTOR).ok


def test_whoever_leaves_before_a_round_begins_cannot_join_it(db):
    cohort = CohortFactory(starts_on=in_days(30))
    leaver, stayer = (ProfileFactory(last_day=in_days(days)) for days in (29, 30))

    verdicts = [eligibility_of(person, cohort, "mentee") for person in (leaver, stayer)]

    assert [verdict.ok for verdict in verdicts] == [False, True]
    assert verdicts[0].sentences == ("It starts after your last day here.",)
