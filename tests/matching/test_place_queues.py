"""The list of places of the office, by what waits: each filter finds exactly the rows it names."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.models import Membership, Proposal, ProposalSide
from mentoring.lib import clock
from participants.models import Profile
from programmes.models import Cohort, Enrolment
from tests.factories import (
    CohortFactory,
    CoordinatorFactory,
    EnrolmentFactory,
    MentorFactory,
    end_pairs,
    in_days,
    make_mentorship,
    make_proposal,
)

PLACES = reverse("admin:programmes_enrolment_changelist")
QUEUES = ("answer", "unpaired", "no-reply", "unanswered", "end-pair", "one-mentee")


@pytest.fixture
def found(cast, sign_in):
    """What the coordinator of the cast finds in the list, by the value of the filter."""
    client = sign_in(cast.coordinator)
    return lambda work, **more: set(client.get(PLACES, {"work": work, **more}).context["cl"].queryset)


@pytest.fixture
def elsewhere(cast) -> list[Enrolment]:
    """One place of each queue in a programme of somebody else."""
    cohort = CohortFactory(stage=Cohort.Stage.RUNNING)
    make_proposal(MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort))
    make_proposal(MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort), status=Proposal.Status.LAPSED)
    gone = MentorFactory(cohort=cohort)
    make_mentorship(gone, EnrolmentFactory(cohort=cohort))
    Profile.objects.filter(pk=gone.person_id).update(last_day=in_days(-1))
    return [EnrolmentFactory(cohort=cohort, status=Enrolment.Status.REGISTERED), *Enrolment.objects.all()]


def test_no_queue_shows_a_place_of_another_programme(cast, elsewhere, found):
    of_cast = {cast.mentor_place, cast.mentee_place}

    assert {work: found(work) - of_cast for work in QUEUES} == {work: set() for work in QUEUES}


def test_waits_for_a_decision_are_requests_where_places_are_still_given(cast, found):
    asked = EnrolmentFactory(cohort=cast.cohort, status=Enrolment.Status.REGISTERED)
    EnrolmentFactory(cohort=cast.cohort, status=Enrolment.Status.WAITING)
    over = CohortFactory(programme=cast.programme, stage=Cohort.Stage.CLOSED)
    EnrolmentFactory(cohort=over, status=Enrolment.Status.REGISTERED)

    assert found("answer") == {asked}


def test_no_pair_yet_is_whoever_has_neither_pair_nor_suggestion(cast, found):
    mentor, mentee = MentorFactory(cohort=cast.cohort), EnrolmentFactory(cohort=cast.cohort)
    make_proposal(MentorFactory(cohort=cast.cohort), EnrolmentFactory(cohort=cast.cohort))
    make_proposal(MentorFactory(cohort=cast.cohort), EnrolmentFactory(cohort=cast.cohort), status="draft")
    EnrolmentFactory(cohort=cast.cohort, status=Enrolment.Status.REGISTERED)
    EnrolmentFactory(cohort=cast.cohort, person__user__is_active=False)
    EnrolmentFactory(cohort=CohortFactory(programme=cast.programme, stage=Cohort.Stage.CLOSED))

    assert found("unpaired") == {mentor, mentee}


def test_whose_pair_has_ended_and_who_looks_again_is_without_one(cast, found):
    end_pairs()
    Membership.objects.filter(enrolment=cast.mentee_place).update(looks_again=True)

    assert cast.mentee_place in found("unpaired")


def test_open_suggestion_shows_both_people_whoever_has_answered(cast, found):
    """Who has answered is for the two alone, so that the list never parts them."""
    proposal = make_proposal(MentorFactory(cohort=cast.cohort), EnrolmentFactory(cohort=cast.cohort))
    both = {side.enrolment for side in proposal.sides.all()}
    before = found("no-reply")
    ProposalSide.objects.filter(proposal=proposal, role="mentor").update(
        answer=ProposalSide.Answer.YES, answered_at=clock.now()
    )

    assert before == found("no-reply") == both


@pytest.mark.parametrize("status", ["draft", "removed", "declined", "lapsed", "accepted"])
def test_suggestion_that_is_not_open_waits_for_no_reply(cast, found, status):
    make_proposal(MentorFactory(cohort=cast.cohort), EnrolmentFactory(cohort=cast.cohort), status=status)

    assert found("no-reply") == set()


def test_no_answer_in_time_is_the_mentee_who_has_nobody_since(cast, found):
    late, with_new = (EnrolmentFactory(cohort=cast.cohort) for _ in range(2))
    for mentee in (late, with_new):
        make_proposal(MentorFactory(cohort=cast.cohort), mentee, status=Proposal.Status.LAPSED)
    make_proposal(MentorFactory(cohort=cast.cohort), with_new)

    assert found("unanswered") == {late}


def test_whoever_left_and_is_still_in_a_pair_is_found_with_the_way_to_end_it(cast, found, sign_in):
    Profile.objects.filter(pk=cast.mentor.pk).update(last_day=in_days(-1))
    page = sign_in(cast.coordinator).get(reverse("admin:programmes_enrolment_change", args=[cast.mentor_place.pk]))
    of_mentee = reverse("admin:programmes_enrolment_change", args=[cast.mentee_place.pk])

    assert found("end-pair") == {cast.mentor_place}
    assert reverse("admin:matching_leaver_end", args=[cast.mentor_place.pk]) in page.content.decode()
    assert "End the pair" not in sign_in(cast.coordinator).get(of_mentee).content.decode()


def test_mentors_who_kept_the_number_that_is_proposed_are_found(cast, found):
    kept = MentorFactory(cohort=cast.cohort)
    MentorFactory(cohort=cast.cohort, capacity=2)
    MentorFactory(cohort=cast.cohort, status=Enrolment.Status.REGISTERED)
    EnrolmentFactory(cohort=cast.cohort)

    assert found("one-mentee") == {kept, cast.mentor_place}


def test_unknown_queue_finds_nothing(found):
    assert found("nonsense") == set()


def test_queue_and_cohort_narrow_one_another(cast, found):
    other = CohortFactory(programme=cast.programme)
    there = EnrolmentFactory(cohort=other, status=Enrolment.Status.REGISTERED)
    EnrolmentFactory(cohort=cast.cohort, status=Enrolment.Status.REGISTERED)

    assert found("answer", cohort=str(other.pk)) == {there}


@pytest.mark.parametrize("work", QUEUES)
def test_list_of_a_queue_asks_little_and_the_same_with_many_rows(cast, sign_in, work):
    client = sign_in(cast.coordinator)
    add_work(cast.cohort, 1)
    with_few = queries(client, work)
    add_work(cast.cohort, 12)

    assert queries(client, work) == with_few <= 15
    assert client.get(PLACES, {"work": work}).context["cl"].result_count >= 12


def queries(client, work: str) -> int:
    client.get(PLACES, {"work": work})
    with CaptureQueriesContext(connection) as captured:
        client.get(PLACES, {"work": work})
    return len(captured)


def add_work(cohort: Cohort, number: int) -> None:
    for _ in range(number):
        EnrolmentFactory(cohort=cohort, status=Enrolment.Status.REGISTERED)
        make_proposal(MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort))
        make_proposal(MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort), status=Proposal.Status.LAPSED)
        gone = MentorFactory(cohort=cohort)
        make_mentorship(gone, EnrolmentFactory(cohort=cohort))
        Profile.objects.filter(pk=gone.person_id).update(last_day=in_days(-1))


def test_only_the_coordinator_of_the_programme_is_led_to_the_end_of_a_pair(cast, sign_in):
    Profile.objects.filter(pk=cast.mentor.pk).update(last_day=in_days(-1))
    CoordinatorFactory(programme=cast.programme, user=cast.other_coordinator.user)
    url = reverse("admin:programmes_enrolment_change", args=[cast.mentor_place.pk])

    assert "End the pair" in sign_in(cast.other_coordinator).get(url).content.decode()
    assert sign_in(cast.site_administrator).get(url).status_code == 403
