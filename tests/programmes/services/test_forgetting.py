"""What was written about a place goes 90 days after its round has closed, and nothing else."""

from datetime import timedelta

import pytest
from django.conf import settings

from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from programmes import services
from programmes.models import Cohort, Enrolment, StageChange
from programmes.services import forgetting
from programmes.tasks import forget_words_of_places as tick
from tests.factories import CohortFactory, EnrolmentFactory, at

Status = Enrolment.Status
CLOSED = at("2026-05-01 12:00")
LATER, JUST_BEFORE = CLOSED + timedelta(days=90), CLOSED + timedelta(days=90, seconds=-1)


def closed(coordinator, *, at=CLOSED, **fields) -> Cohort:
    cohort = CohortFactory(stage=Cohort.Stage.CLOSED, **fields)
    StageChange.objects.create(cohort=cohort, to_stage="closed", made_at=at, made_by=coordinator.user)
    return cohort


def place(cohort, **fields) -> Enrolment:
    return EnrolmentFactory(cohort=cohort, aims="I want to speak up.", answer_words="Welcome.", **fields)


def words_of(enrolment: Enrolment) -> tuple[str | None, str | None]:
    enrolment.refresh_from_db()
    return enrolment.aims, enrolment.answer_words


@pytest.mark.parametrize(
    ("moment", "words"), [(JUST_BEFORE, ("I want to speak up.", "Welcome.")), (LATER, (None,) * 2)]
)
def test_words_go_on_the_ninetieth_day_after_the_round_has_closed(coordinator, moment, words):
    enrolment = place(closed(coordinator))

    with clock.standing_at(moment):
        tick()

    assert words_of(enrolment) == words
    assert enrolment.status == Status.APPROVED


def test_words_of_a_second_round_that_runs_stay(coordinator):
    over, running = closed(coordinator), CohortFactory(stage=Cohort.Stage.RUNNING)
    old = place(over)
    current = place(running, person=old.person)

    with clock.standing_at(LATER):
        tick()

    assert words_of(old) == (None, None)
    assert words_of(current) == ("I want to speak up.", "Welcome.")


def test_round_that_was_put_away_counts_from_its_closing(coordinator):
    cohort = closed(coordinator)
    enrolment = place(cohort)
    Cohort.objects.filter(pk=cohort.pk).update(stage=Cohort.Stage.ARCHIVED)
    StageChange.objects.create(
        cohort=cohort, to_stage="archived", made_at=CLOSED + timedelta(days=80), made_by=coordinator.user
    )

    with clock.standing_at(LATER):
        tick()

    assert words_of(enrolment) == (None, None)


def test_round_of_a_former_version_counts_from_its_last_day(coordinator):
    cohort = CohortFactory(
        stage=Cohort.Stage.CLOSED,
        registration_ends_on=(CLOSED - timedelta(days=200)).date(),
        starts_on=(CLOSED - timedelta(days=190)).date(),
        ends_on=CLOSED.date(),
        mid_survey_on=None,
    )
    enrolment = place(cohort)

    with clock.standing_at(LATER):
        assert services.forget_words_of_places() == 0
    with clock.standing_at(LATER + timedelta(days=1)):
        assert services.forget_words_of_places() == 1

    assert words_of(enrolment) == (None, None)


def test_that_a_place_was_taken_back_outlives_the_words(coordinator):
    enrolment = place(closed(coordinator), status=Status.WITHDRAWN, was_taken_back=True)

    with clock.standing_at(LATER):
        tick()

    assert words_of(enrolment) == (None, None)
    assert enrolment.was_taken_back


def test_all_go_however_many_and_a_second_tick_finds_nothing(coordinator, monkeypatch):
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    cohort = closed(coordinator)
    for _number in range(5):
        place(cohort)

    with clock.standing_at(LATER):
        assert (services.forget_words_of_places(), services.forget_words_of_places()) == (5, 0)

    events = AuditEvent.objects.filter(verb="cohort.forget_words", subject_id=cohort.pk)
    assert [event.actor_id for event in events] == [None] * 3


def test_tick_stands_in_the_schedule():
    scheduled = {entry["task"]: entry["schedule"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert scheduled["programmes.forget_words_of_places"] == 3600
