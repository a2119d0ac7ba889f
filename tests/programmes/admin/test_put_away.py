"""Places of cohorts that were put away: out of the list, and found again as the page before promised."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participants.models import Profile
from programmes.admin.places import CohortFilter
from programmes.models import Cohort, Enrolment
from tests.factories import CohortFactory, EnrolmentFactory, MentorFactory, in_days, make_mentorship
from tests.programmes.admin.pages import address, rows

Stage = Cohort.Stage
PLACES = "/office/programmes/enrolment/"


@pytest.fixture
def archived(programme):
    return CohortFactory(programme=programme, stage=Stage.ARCHIVED, name="Long ago")


def offered(page):
    (spec,) = [each for each in page.context["cl"].filter_specs if isinstance(each, CohortFilter)]
    return [str(words) for _value, words in spec.lookup_choices]


def test_places_of_what_was_put_away_leave_the_list_and_are_found_by_its_filter(office, cohort, archived):
    here, away = EnrolmentFactory(cohort=cohort), EnrolmentFactory(cohort=archived)
    EnrolmentFactory(cohort=CohortFactory(stage=Stage.ARCHIVED))  # of somebody else's programme

    page, put_away = office.get(PLACES), office.get(PLACES, {"cohort": "archived"})

    assert rows(page) == {here}
    assert offered(page) == ["Old doors, Spring", "Archived"]
    assert rows(put_away) == {away}
    assert "Old doors, Long ago" in put_away.content.decode()


def test_page_of_what_was_put_away_leads_to_its_places(office, cohort, archived):
    EnrolmentFactory(cohort=cohort)
    away = [EnrolmentFactory(cohort=archived), EnrolmentFactory(cohort=archived)]

    link = address(Enrolment, "changelist", cohort=archived.pk)
    page = office.get(link)

    assert f'href="{link}"' in office.get(address(Cohort, "change", archived.pk)).content.decode()
    assert rows(page) == set(away)
    assert offered(page) == ["Old doors, Long ago", "Old doors, Spring", "Archived"]


def test_nothing_is_offered_as_put_away_where_nothing_was(office, cohort):
    EnrolmentFactory(cohort=cohort)
    CohortFactory(stage=Stage.ARCHIVED)  # of somebody else's programme

    assert offered(office.get(PLACES)) == ["Old doors, Spring"]
    assert rows(office.get(PLACES, {"cohort": "archived"})) == set()


@pytest.mark.parametrize("value", ["nonsense", "3fa85f64-5717-4562-b3fc-2c963f66afa6"])
def test_cohort_that_is_not_there_has_no_places(office, archived, value):
    EnrolmentFactory(cohort=archived)

    assert rows(office.get(PLACES, {"cohort": value})) == set()


def test_list_from_which_all_was_put_away_says_so(office, archived):
    nobody = office.get(PLACES).content.decode()
    EnrolmentFactory(cohort=archived)

    page = office.get(PLACES).content.decode()

    assert "Nobody has asked yet." in nobody
    assert "All of it is archived. Choose another filter to see it." in page
    assert "Nobody has asked yet." not in page


def test_pair_of_somebody_who_left_is_found_also_where_its_cohort_was_put_away(office, archived):
    """Pairs may go on beyond the end of their cohort; Today leads to this list."""
    mentor, mentee = MentorFactory(cohort=archived), EnrolmentFactory(cohort=archived)
    make_mentorship(mentor, mentee)
    Profile.objects.filter(pk=mentor.person_id).update(last_day=in_days(-1))

    assert rows(office.get(PLACES, {"work": "end-pair"})) == {mentor}


def test_counts_beside_the_filters_count_what_their_choices_show(office, cohort, archived):
    EnrolmentFactory(cohort=cohort), EnrolmentFactory(cohort=archived), EnrolmentFactory(cohort=archived)

    with CaptureQueriesContext(connection) as queries:
        page = office.get(PLACES, {"_facets": "True"}).content.decode()

    assert ("Old doors, Spring (1)" in page, "Archived (2)" in page, "Approved (1)" in page) == (True, True, True)
    assert len(queries) <= 15
