import pytest

from matching.models import Membership, Mentorship, Proposal
from matching.services import accept_proposal
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from programmes.services import close_cohort, withdraw_enrolment
from tests.factories import make_proposal
from tests.matching.people import mentee_of, mentor_of, open_cohort

Status = Proposal.Status


def statuses(cohort):
    return sorted(Proposal.objects.filter(cohort=cohort).values_list("status", flat=True))


def kinds():
    return sorted(OutgoingMessage.objects.values_list("kind", "address"))


def test_closing_a_cohort_ends_its_pairs_and_open_suggestions_alone(cast):
    for status in (Status.DRAFT, Status.REMOVED, Status.SENT, Status.DECLINED):
        make_proposal(mentor_of(cast.cohort), mentee_of(cast.cohort), status=status)
    other, _by = open_cohort(stage="running")
    elsewhere = make_proposal(mentor_of(other), mentee_of(other))

    close_cohort(cohort=cast.cohort, by=cast.coordinator.user)

    cast.mentorship.refresh_from_db()
    elsewhere.refresh_from_db()
    assert cast.mentorship.status == "ended"
    assert not Membership.objects.filter(ended_at=None).exists()
    assert statuses(cast.cohort) == ["declined", "declined", "removed"]
    assert elsewhere.status == "sent"


def test_closing_a_cohort_mails_nobody_about_suggestions(cast):
    make_proposal(mentor_of(cast.cohort), mentee_of(cast.cohort))

    close_cohort(cohort=cast.cohort, by=cast.coordinator.user)

    assert kinds() == []


def test_suggestion_of_a_closed_cohort_cannot_be_answered(cast):
    mentor = mentor_of(cast.cohort)
    proposal = make_proposal(mentor, mentee_of(cast.cohort))
    close_cohort(cohort=cast.cohort, by=cast.coordinator.user)

    with pytest.raises(Refused, match="no longer open"):
        accept_proposal(proposal=proposal, by=mentor.person.user)


def test_giving_a_place_back_closes_its_suggestions_and_tells_the_other(cast):
    leaving, mentee = mentor_of(cast.cohort, capacity=2), mentee_of(cast.cohort)
    make_proposal(leaving, mentee_of(cast.cohort), status=Status.DRAFT)
    sent = make_proposal(leaving, mentee)

    withdraw_enrolment(enrolment=leaving, by=leaving.person.user)

    assert list(Proposal.objects.values_list("pk", "status")) == [(sent.pk, "declined")]
    assert kinds() == [("suggestion_closed", mentee.person.user.email)]


def test_giving_a_place_back_ends_its_pair_and_tells_the_other(cast):
    withdraw_enrolment(enrolment=cast.mentee_place, by=cast.mentee.user)

    assert Mentorship.objects.get().status == "ended"
    assert kinds() == [("pair_ended", cast.mentor.user.email)]


def test_giving_a_place_back_leaves_the_other_places_of_the_person(cast):
    other = mentor_of(cast.cohort, person=cast.mentee)
    proposal = make_proposal(other, mentee_of(cast.cohort))

    withdraw_enrolment(enrolment=cast.mentee_place, by=cast.mentee.user)

    proposal.refresh_from_db()
    assert proposal.status == "sent"
