from datetime import date

import pytest
from django.db.transaction import atomic

from mentoring.lib.errors import Refused, constraints_refused
from programmes.models import Cohort, Coordinator, Enrolment, Programme
from tests.factories import CohortFactory


def test_visible_to_holds_drafts_back(cast):
    CohortFactory(programme=cast.programme, stage=Cohort.Stage.DRAFT, name="Secret")

    assert "Secret" not in {cohort.name for cohort in Cohort.objects.visible_to(cast.mentee.user)}


def test_visible_to_shows_a_programme_once(cast):
    CohortFactory(programme=cast.programme)

    assert Programme.objects.visible_to(cast.mentee.user).filter(pk=cast.programme.pk).count() == 1


def test_visible_to_shows_ones_own_places_alone(cast):
    assert list(Enrolment.objects.visible_to(cast.mentee.user)) == [cast.mentee_place]


@pytest.mark.parametrize("model", [Programme, Cohort, Enrolment, Coordinator])
def test_coordinated_by_is_empty_for_everybody_else(cast, model):
    others = [cast.mentor.user, cast.mentee.user, cast.hr_analyst.user, cast.site_administrator]

    assert [list(model.objects.coordinated_by(user)) for user in others] == [[], [], [], []]


def test_coordinated_by_holds_the_programmes_of_others_back(cast):
    mine, theirs = cast.coordinator.user, cast.other_coordinator.user

    assert list(Programme.objects.coordinated_by(mine)) == [cast.programme]
    assert list(Cohort.objects.coordinated_by(mine)) == [cast.cohort]
    assert set(Enrolment.objects.coordinated_by(mine)) == {cast.mentor_place, cast.mentee_place}
    assert set(Enrolment.objects.coordinated_by(theirs)).isdisjoint(Enrolment.objects.coordinated_by(mine))


@pytest.mark.parametrize("name", ["registration_ends_on", "starts_on", "ends_on"])
def test_opened_cohort_has_its_dates_whoever_writes(db, name):
    cohort = CohortFactory()

    with pytest.raises(Refused, match="A cohort that has opened keeps its dates"), constraints_refused(), atomic():
        Cohort.objects.filter(pk=cohort.pk).update(**{name: None})


@pytest.mark.parametrize(
    ("fields", "takes"),
    [
        ({}, True),
        ({"registration_ends_on": date(2026, 3, 1)}, True),
        ({"registration_ends_on": date(2026, 2, 28)}, False),
        ({"registration_ends_on": None}, False),
        ({"stage": Cohort.Stage.DRAFT}, False),
        ({"stage": Cohort.Stage.MATCHING}, False),
    ],
)
def test_takes_registrations_until_the_last_day(fields, takes):
    cohort = Cohort(**{"stage": Cohort.Stage.REGISTRATION, "registration_ends_on": date(2026, 3, 10), **fields})

    assert cohort.takes_registrations(date(2026, 3, 1)) is takes
