"""What somebody filled in is kept for them alone, and not for long."""

from datetime import timedelta

import pytest
from django.db import connection

from mentoring.lib import clock
from mentoring.lib.errors import Refused
from programmes import services
from programmes.models import Cohort, PlaceDraft, Role
from programmes.tasks import forget_old_drafts as tick
from tests.factories import CohortFactory, SkillFactory
from tests.programmes.services.records import audited

WORDS = "CANARY-aims: I want to leave my team."


def keep(cohort, person, **answers):
    return services.keep_draft(cohort=cohort, person=person, answers=answers, by=person.user)


def kept(person):
    return services.answers_in(PlaceDraft.objects.visible_to(person.user).first())


def test_keep_draft_adds_to_what_was_kept_before(cohort, person):
    keep(cohort, person, role="mentee", wants_1="a")
    keep(cohort, person, wants_1="b", aims_mentee=WORDS)

    assert kept(person) == {"role": "mentee", "wants_1": "b", "aims_mentee": WORDS}
    assert PlaceDraft.objects.count() == 1
    assert audited() == []


def test_draft_is_nobody_elses(cohort, person, coordinator):
    keep(cohort, person, aims_mentee=WORDS)

    assert not PlaceDraft.objects.visible_to(coordinator.user).exists()


def test_words_of_drafts_and_places_lie_sealed_in_the_database(cohort, person):
    keep(cohort, person, aims_mentee=WORDS)
    other = CohortFactory(programme=cohort.programme)
    place = services.register_interest(
        cohort=other, person=person, role=Role.MENTEE, skills=[SkillFactory()], aims=WORDS, by=person.user
    )
    services.put_on_waiting_list(enrolment=place, words=WORDS, by=person.user)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT answers, NULL FROM programmes_placedraft UNION SELECT aims, answer_words FROM programmes_enrolment"
        )
        rows = cursor.fetchall()

    found = [bytes(value) for row in rows for value in row if value is not None]
    assert len(found) == 3
    assert not any(b"CANARY" in value for value in found)
    place.refresh_from_db()
    assert (place.aims, place.answer_words) == (WORDS, WORDS)


@pytest.mark.parametrize("stage", [Cohort.Stage.MATCHING, Cohort.Stage.CLOSED])
def test_keep_draft_is_refused_when_nobody_can_register(programme, person, stage):
    with pytest.raises(Refused, match="Registration is over"):
        keep(CohortFactory(programme=programme, stage=stage), person, role="mentor")


def test_keep_draft_has_an_end(cohort, person):
    with pytest.raises(Refused, match="more than we can keep"):
        keep(cohort, person, aims_mentee="x" * 20_000)

    assert kept(person) == {}


def test_draft_goes_when_the_place_is_asked_for(cohort, person, skills):
    keep(cohort, person, role="mentee")

    services.register_interest(cohort=cohort, person=person, role=Role.MENTEE, skills=skills, by=person.user)

    assert not PlaceDraft.objects.exists()


def test_discard_draft_forgets(cohort, person):
    keep(cohort, person, role="mentee")

    services.discard_draft(cohort=cohort, person=person, by=person.user)

    assert kept(person) == {}


def test_tick_forgets_what_nobody_touched_for_a_month(cohort, person, coordinator):
    with clock.standing_at(clock.now() - timedelta(days=31)):
        keep(CohortFactory(programme=cohort.programme), person, role="mentee")
    draft = keep(cohort, person, role="mentor")

    tick()

    assert list(PlaceDraft.objects.all()) == [draft]


def test_tick_forgets_what_can_no_longer_be_finished_but_that_it_was_begun(cohort, person):
    keep(cohort, person, role="mentor", aims_mentor="To give back")
    Cohort.objects.update(stage=Cohort.Stage.MATCHING)

    assert (services.forget_old_drafts(), services.forget_old_drafts()) == (1, 0)
    (draft,) = PlaceDraft.objects.visible_to(person.user)
    assert services.answers_in(draft) == {}
    with clock.standing_at(clock.now() + timedelta(days=31)):
        assert (services.forget_old_drafts(), PlaceDraft.objects.count()) == (1, 0)
