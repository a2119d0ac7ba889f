import pytest

from matching.models import Proposal
from matching.reports import mails_to_send
from matching.services import not_to_send, remove_proposal, send_proposals, start_run
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Cohort
from tests.factories import at, make_proposal
from tests.matching.people import mentee_of, mentor_of, open_cohort, pairs_of

pytestmark = pytest.mark.django_db
Status = Proposal.Status


def draft_in(cohort, **mentee):
    return make_proposal(mentor_of(cohort), mentee_of(cohort, **mentee), status=Status.DRAFT)


def test_remove_proposal_takes_a_draft_out():
    cohort, by = open_cohort()
    proposal = draft_in(cohort)

    remove_proposal(proposal=proposal, by=by)

    proposal.refresh_from_db()
    assert (proposal.status, proposal.sent_at) == ("removed", None)
    assert list(AuditEvent.objects.values_list("verb", "subject_id", "actor_id")) == [
        ("proposal.remove", proposal.pk, by.pk)
    ]


def test_send_proposals_drops_the_draft_of_somebody_whose_account_closed():
    cohort, by = open_cohort()
    kept, dropped = draft_in(cohort), draft_in(cohort)
    gone = dropped.sides.get(role="mentor").enrolment.person.user
    gone.is_active = False
    gone.save()

    announced = mails_to_send(cohort, not_to_send(cohort))
    sent = send_proposals(cohort=cohort, by=by)

    assert (announced.suggestions, announced.mails, sent) == (1, 2, 1)
    assert list(Proposal.objects.values_list("pk", "status")) == [(kept.pk, "sent")]
    assert OutgoingMessage.objects.count() == 2


@pytest.mark.parametrize("status", [Status.REMOVED, Status.SENT, Status.ACCEPTED, Status.DECLINED])
def test_remove_proposal_refuses_what_is_no_draft(status):
    cohort, by = open_cohort()
    proposal = make_proposal(mentor_of(cohort), mentee_of(cohort), status=status)

    with pytest.raises(Refused, match="already changed"):
        remove_proposal(proposal=proposal, by=by)
    proposal.refresh_from_db()
    assert proposal.status == status


def test_send_proposals_sends_every_draft_to_both_and_lets_the_cohort_run():
    cohort, by = open_cohort()
    drafts = [draft_in(cohort), draft_in(cohort)]
    gone = make_proposal(mentor_of(cohort), mentee_of(cohort), status=Status.REMOVED)

    with clock.standing_at(at("2026-03-02 09:00")):
        count = send_proposals(cohort=cohort, by=by)

    cohort.refresh_from_db()
    gone.refresh_from_db()
    assert (count, cohort.stage, gone.status) == (2, "running", "removed")
    assert set(Proposal.objects.exclude(pk=gone.pk).values_list("status", "sent_at")) == {
        ("sent", at("2026-03-02 09:00"))
    }
    messages = OutgoingMessage.objects.filter(kind="suggestion")
    assert {(message.subject_id, message.address) for message in messages} == {
        (draft.pk, side.enrolment.person.user.email) for draft in drafts for side in draft.sides.all()
    }
    assert AuditEvent.objects.filter(verb="proposal.send").count() == 2


def test_send_proposals_sends_later_drafts_of_a_running_cohort():
    cohort, by = open_cohort(stage=Cohort.Stage.RUNNING)
    draft_in(cohort)

    assert send_proposals(cohort=cohort, by=by) == 1
    cohort.refresh_from_db()
    assert cohort.stage == "running"


def test_send_proposals_refuses_with_nothing_to_send():
    cohort, by = open_cohort()

    with pytest.raises(Refused, match="There is no suggestion to send"):
        send_proposals(cohort=cohort, by=by)
    cohort.refresh_from_db()
    assert cohort.stage == "matching"


def test_send_proposals_refuses_while_a_search_is_on_its_way():
    cohort, by = open_cohort()
    draft_in(cohort)
    start_run(cohort=cohort, by=by)

    with pytest.raises(Refused, match="search for pairs is on its way"):
        send_proposals(cohort=cohort, by=by)
    assert pairs_of(cohort, Status.SENT) == set()


@pytest.mark.parametrize("stage", [Cohort.Stage.CLOSING, Cohort.Stage.CLOSED, Cohort.Stage.ARCHIVED])
def test_send_proposals_of_a_cohort_that_ends_changes_nothing(stage):
    cohort, by = open_cohort(stage=stage)
    draft_in(cohort)

    with pytest.raises(Refused):
        send_proposals(cohort=cohort, by=by)
    assert not OutgoingMessage.objects.exists()
    assert Proposal.objects.get().status == "draft"


def test_somebody_without_an_address_gets_no_mail():
    cohort, by = open_cohort()
    draft_in(cohort, person__user__email=None)

    send_proposals(cohort=cohort, by=by)

    assert OutgoingMessage.objects.count() == 1
