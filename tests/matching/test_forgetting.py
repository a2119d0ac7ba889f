"""Whom somebody avoids goes 90 days after their last round has closed, and not while they take part in another."""

from datetime import timedelta

import pytest
from django.conf import settings

from matching.models import Exclusion
from matching.services import add_exclusion, forgetting
from matching.services.forgetting import forget_exclusions
from matching.tasks import forget_exclusions as tick
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from participants.models import Profile
from programmes.models import Cohort, Enrolment, StageChange
from tests.factories import CohortFactory, EnrolmentFactory, ProfileFactory, UserFactory, at

pytestmark = pytest.mark.django_db
BEGAN, CLOSED = at("2026-01-10 12:00"), at("2026-05-01 12:00")
LATER, JUST_BEFORE = CLOSED + timedelta(days=90), CLOSED + timedelta(days=90, seconds=-1)


def avoiding(moment=BEGAN) -> Profile:
    """Somebody who wrote down whom they avoid."""
    owner = ProfileFactory()
    with clock.standing_at(moment):
        add_exclusion(owner=owner, excluded=ProfileFactory(), by=owner.user)
    return owner


def closed() -> Cohort:
    cohort = CohortFactory(stage=Cohort.Stage.CLOSED)
    StageChange.objects.create(cohort=cohort, to_stage="closed", made_at=CLOSED, made_by=UserFactory())
    return cohort


def avoid_still(moment=LATER) -> set[Profile]:
    """Who still has a list after the tick of this moment."""
    with clock.standing_at(moment):
        tick()
    return {each.owner for each in Exclusion.objects.select_related("owner")}


def test_list_goes_on_the_ninetieth_day_after_the_last_round_has_closed():
    owner = avoiding()
    EnrolmentFactory(cohort=closed(), person=owner)

    assert avoid_still(JUST_BEFORE) == {owner}
    assert avoid_still(LATER) == set()


@pytest.mark.parametrize("stage", [Cohort.Stage.REGISTRATION, Cohort.Stage.RUNNING, Cohort.Stage.CLOSING])
def test_list_of_somebody_in_a_second_round_stays(stage):
    owner, gone = avoiding(), avoiding()
    over = closed()
    for person in (owner, gone):
        EnrolmentFactory(cohort=over, person=person)
    EnrolmentFactory(cohort=CohortFactory(stage=stage), person=owner, status=Enrolment.Status.REGISTERED)

    assert avoid_still() == {owner}


def test_list_of_somebody_who_never_asked_for_a_place_stays():
    owner = avoiding()

    assert avoid_still() == {owner}


def test_list_that_was_added_to_since_stays():
    """Whoever writes it down now is about to ask for a place again."""
    owner = avoiding(CLOSED + timedelta(days=60))
    EnrolmentFactory(cohort=closed(), person=owner)

    assert avoid_still(LATER) == {owner}
    assert avoid_still(CLOSED + timedelta(days=150)) == set()


@pytest.mark.parametrize("status", [Enrolment.Status.WITHDRAWN, Enrolment.Status.DECLINED])
def test_place_that_was_given_back_or_not_given_keeps_no_list(status):
    owner = avoiding()
    EnrolmentFactory(cohort=CohortFactory(stage=Cohort.Stage.RUNNING), person=owner, status=status)

    assert avoid_still(BEGAN + timedelta(days=89)) == {owner}
    assert avoid_still(BEGAN + timedelta(days=91)) == set()


def test_all_lists_go_however_many_and_a_second_tick_finds_nothing(monkeypatch):
    monkeypatch.setattr(forgetting, "PEOPLE_AT_ONCE", 2)
    over, owners = closed(), [avoiding() for _number in range(5)]
    for owner in owners:
        EnrolmentFactory(cohort=over, person=owner)

    with clock.standing_at(LATER):
        assert (forget_exclusions(), forget_exclusions()) == (5, 0)

    forgotten = AuditEvent.objects.filter(verb="exclusion.forget")
    assert {(event.subject_id, event.actor_id) for event in forgotten} == {(owner.pk, None) for owner in owners}
    assert forgotten.count() == 5


def test_tick_stands_in_the_schedule():
    scheduled = {entry["task"]: entry["schedule"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert scheduled["matching.forget_exclusions"] == 3600
