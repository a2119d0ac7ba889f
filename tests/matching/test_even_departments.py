"""How many of the pairs of a search join two departments, on the page that says how even it is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.even import even_of
from tests.factories import DepartmentFactory, OrganisationFactory
from tests.matching.people import mentee_of, mentor_of, searched

pytestmark = pytest.mark.django_db
HIDDEN = "How many of the pairs join two departments is not shown: it would be about too few pairs."


def pairs(cohort, number, mentees, mentors, skill):
    """So many who can only be paired with each other, of these departments."""
    for _ in range(number):
        mentor_of(cohort, skill, person__department=mentors)
        mentee_of(cohort, skill, person__department=mentees)


def told(cohort):
    return [words for words in even_of(cohort).words if "departments" in words]


@pytest.fixture
def sales(office):
    return DepartmentFactory(organisation=office[0].programme.organisation, name="Sales")


@pytest.fixture
def legal(office):
    return DepartmentFactory(organisation=office[0].programme.organisation, name="Legal")


def test_pairs_that_join_two_departments_are_counted(office, sales, legal):
    cohort, _client, by = office
    pairs(cohort, 6, sales, legal, "Speaking")
    searched(cohort, by)

    assert told(cohort) == ["6 of 6 pairs join two departments, as far as departments are known."]


def test_pairs_within_one_department_or_of_an_unknown_one_join_none(office, sales):
    cohort, _client, by = office
    pairs(cohort, 3, sales, sales, "Speaking")
    pairs(cohort, 3, None, sales, "Sailing")
    pairs(cohort, 2, None, None, "Rowing")
    searched(cohort, by)

    assert told(cohort) == ["0 of 8 pairs join two departments, as far as departments are known."]


def test_departments_of_one_name_in_two_companies_are_two(office, sales):
    cohort, _client, by = office
    partner = OrganisationFactory(name="Partner")
    pairs(cohort, 5, sales, DepartmentFactory(organisation=partner, name="Sales"), "Speaking")
    searched(cohort, by)

    assert told(cohort) == ["5 of 5 pairs join two departments, as far as departments are known."]


@pytest.mark.parametrize(("two", "one", "is_hidden"), [(5, 5, False), (4, 6, True), (6, 4, True), (1, 9, True)])
def test_number_is_hidden_where_a_few_pairs_are_behind_it_or_beside_it(office, sales, legal, two, one, is_hidden):
    cohort, _client, by = office
    # What they want outweighs the departments, so that nobody is paired otherwise.
    pairs(cohort, two, sales, legal, "Speaking")
    pairs(cohort, one, sales, sales, "Sailing")
    searched(cohort, by)

    shown = f"{two} of {two + one} pairs join two departments, as far as departments are known."
    assert told(cohort) == [HIDDEN if is_hidden else shown]


def test_nothing_is_said_of_fewer_pairs_than_the_smallest_group(office, sales, legal):
    cohort, _client, by = office
    pairs(cohort, 6, sales, legal, "Speaking")
    mentee_of(cohort, "Sailing")
    searched(cohort, by)

    assert told(cohort) == ["6 of 6 pairs join two departments, as far as departments are known."]
    cohort.programme.minimum_group = 7
    cohort.programme.save()
    assert told(cohort) == []


def test_it_is_told_as_the_search_left_it_in_as_many_queries_as_before(office, sales, legal):
    cohort, _client, by = office
    pairs(cohort, 6, sales, legal, "Speaking")
    searched(cohort, by)
    pairs(cohort, 5, sales, sales, "Sailing")

    with CaptureQueriesContext(connection) as queries:
        words = told(cohort)

    assert words == ["6 of 6 pairs join two departments, as far as departments are known."]
    assert len(queries) <= 5
