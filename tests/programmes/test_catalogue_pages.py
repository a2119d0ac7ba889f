"""A catalogue of many cohorts: shown in portions, with the same questions to the database as a short one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes import catalogue
from programmes.catalogue import ON_A_PAGE
from programmes.models import Cohort
from tests.factories import CohortFactory, DepartmentFactory, EligibilityRuleFactory, ProgrammeFactory, in_days

CATALOGUE = reverse("programmes:programme-list")


def many_cohorts(programme, number):
    before = Cohort.objects.count()
    names = [f"Round {each}" for each in range(before, before + number)]
    built = [CohortFactory.build(programme=programme, name=name) for name in names]
    Cohort.objects.bulk_create(built)


def shown(response) -> int:
    return response.content.decode().count("<article")


def test_catalogue_comes_in_portions_and_leads_to_the_next_with_what_was_chosen(programme, person, sign_in):
    many_cohorts(programme, ON_A_PAGE + 2)
    CohortFactory(programme=programme, name="Nothing of the kind")
    client = sign_in(person)

    first = client.get(CATALOGUE, {"show": "open-for-me", "q": "round"})
    second = client.get(CATALOGUE, {"show": "open-for-me", "q": "round", "page": 2})

    assert (shown(first), shown(second)) == (ON_A_PAGE, 2)
    assert 'href="?show=open-for-me&amp;q=round&amp;page=2">Next programmes</a>' in first.content.decode()
    assert 'href="?show=open-for-me&amp;q=round&amp;page=1">Previous programmes</a>' in second.content.decode()
    assert f"All ({ON_A_PAGE + 2})" in first.content.decode()


@pytest.mark.parametrize("page", ["0", "99", "x"])
def test_page_that_is_none_leads_to_one_that_is(programme, person, sign_in, page):
    many_cohorts(programme, 2)

    assert shown(sign_in(person).get(CATALOGUE, {"page": page})) == 2


def test_few_cohorts_have_no_further_pages(programme, person, sign_in):
    many_cohorts(programme, ON_A_PAGE)

    assert "Next programmes" not in sign_in(person).get(CATALOGUE).content.decode()


def test_thousand_cohorts_cost_the_questions_and_nearly_the_letters_of_thirty(programme, person, sign_in):
    client, costs = sign_in(person), []
    for number in (30, 970):
        many_cohorts(programme, number)
        client.get(CATALOGUE)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(CATALOGUE)
        costs.append((len(queries), shown(response), len(response.content) // 10_000))

    assert costs[0] == costs[1]
    assert costs[0][:2] == (8, ON_A_PAGE)


def test_each_programme_is_judged_by_its_own_rules_and_each_cohort_by_its_start(person):
    elsewhere = DepartmentFactory(organisation=person.organisation, name="Elsewhere")
    closed, free = (ProgrammeFactory(organisation=person.organisation, name=name) for name in ("Closed", "Free"))
    EligibilityRuleFactory(programme=closed, department=elsewhere)
    for programme in (closed, free):
        CohortFactory(programme=programme, name="Soon", starts_on=in_days(30), ends_on=in_days(90))
        CohortFactory(programme=programme, name="Late", starts_on=in_days(60), ends_on=in_days(90))
    person.last_day = in_days(40)

    offers = catalogue.offers_to(person)

    assert {(each.cohort.programme.name, each.cohort.name): bool(each.open_roles) for each in offers} == {
        ("Closed", "Soon"): False,
        ("Closed", "Late"): False,
        ("Free", "Soon"): True,
        ("Free", "Late"): False,
    }
