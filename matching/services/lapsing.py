"""What time brings to a suggestion: one reminder half-way, and its end where no answer came."""

from uuid import UUID

from matching import emails
from matching.models import Proposal, ProposalSide
from matching.services.closing import close_proposal, tell_closed
from matching.services.inviting import invite_to_choose, invite_to_name
from matching.services.locks import lock_proposal, lock_sides
from matching.services.next_up import follow_up
from matching.services.sending import end_of_asked, reminder_of
from mentoring.lib import clock
from mentoring.lib.promised import promised
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_message

# Of each, at most, in one tick: the mail of others must not wait behind a large round.
AT_ONCE = 200
Answer = ProposalSide.Answer


def tend_suggestions() -> None:
    """Close what got no answer in time, remind of what is open, tell whoever may choose, and let the next best follow
    where a programme wishes it: what the tick does, safe to run twice.

    The next best comes last, as it looks at the most: should it fail of one person, nobody else goes without a mail.
    """
    lapse_due_proposals()
    remind_due_sides()
    invite_to_choose()
    invite_to_name()
    follow_up()


def lapse_due_proposals() -> int:
    """Close each suggestion whose day is over without both answers; returns how many."""
    due = Proposal.objects.due_to_lapse(clock.now()).values_list("pk", flat=True)
    return sum(_lapse(key) for key in list(due[:AT_ONCE]))


def remind_due_sides() -> int:
    """Remind once each one who has not answered by the middle of their time; returns how many."""
    due = ProposalSide.objects.due_to_remind(clock.now()).values_list("pk", flat=True)
    return sum(_remind(key) for key in list(due[:AT_ONCE]))


@in_transaction
def _lapse(proposal_id: UUID) -> bool:
    """Unless an answer closed it a moment ago, and later where one of the two lives further west by now.

    Whoever had said yes is told; the silent one reads it on the page.
    """
    proposal = lock_proposal(Proposal.objects.select_related("cohort").get(pk=proposal_id))
    if proposal.status != Proposal.Status.SENT or promised(proposal.lapses_at) > clock.now():
        return False
    sides = lock_sides(proposal)
    proposal.lapses_at = end_of_asked(proposal, sides)
    if proposal.lapses_at > clock.now():
        proposal.save(update_fields=["lapses_at"])
        return False
    close_proposal(proposal, verb="proposal.lapse", by=None, status=Proposal.Status.LAPSED)
    for side, other in ((sides[0], sides[1]), (sides[1], sides[0])):
        if side.answer == Answer.YES:
            tell_closed(side, about=other)
    return True


@in_transaction
def _remind(side_id: UUID) -> bool:
    """Once, and later where its reader lives elsewhere by now."""
    due = (
        ProposalSide.objects.due_to_remind(clock.now())
        .filter(pk=side_id)
        .select_for_update(of=("self",), skip_locked=True, no_key=True)
    )
    people = ("enrolment__person__user", "enrolment__person__department")
    side = due.select_related("proposal__cohort__programme", *people).first()
    if side is None:
        return False
    other = ProposalSide.objects.select_related(*people).exclude(pk=side.pk).get(proposal=side.proposal_id)
    side.enrolment.cohort = side.proposal.cohort
    moment = reminder_of(side.proposal, side)
    side.reminds_at = moment if moment > clock.now() else None
    side.save(update_fields=["reminds_at"])
    if side.reminds_at is not None:
        return False
    return queue_message(
        kind=emails.SUGGESTION_REMINDER,
        subject=side,
        recipient=side.enrolment.person.user,
        occurrence=promised(side.proposal.reply_by).isoformat(),
        mail=emails.suggestion_reminder(side, other),
    )
