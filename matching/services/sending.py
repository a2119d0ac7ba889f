"""Suggestions go to both people, with a day by which they are asked to answer."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from matching import emails
from matching.models import PROPOSAL_MOVES, Membership, Proposal, ProposalSide
from matching.reply import days_to_choose, end_of, reminder
from matching.services.locks import lock_proposal, lock_sides
from matching.services.possible import no_longer_possible
from matching.services.runs import is_searching
from matching.services.standing import read_standing
from matching.services.written import drop_drafts
from matching.shown_drafts import changed_since
from matching.trained import trained_as_asked
from matching.why import skill_names
from mentoring.accounts.models import User
from mentoring.audit.services import record_event, record_events
from mentoring.lib import clock
from mentoring.lib.errors import ALREADY_CHANGED, Refused
from mentoring.lib.moves import check_move
from mentoring.lib.promised import promised
from mentoring.lib.reader import zone_of
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_message
from programmes.models import Cohort, Enrolment, Role
from programmes.services import lock_cohort, start_running

# What is written on a suggestion when both are asked.
ASKED = ["status", "sent_at", "reply_by", "lapses_at"]


class OthersToSend(Refused):
    """What would go out is not what was shown before, so nothing was sent."""


@in_transaction
def send_proposals(*, cohort: Cohort, by: User, reply_by: date | None = None, shown: str = "") -> int:
    """Send every draft of the cohort to both people and let the cohort run; returns how many were sent.

    Both are asked to answer by `reply_by`, ten days from now where none is given. A draft that became impossible since
    the search (`possible`), or with somebody whose account has closed, is taken out; where none is left, nothing else
    changes. Refused while a search is on its way, when there is no draft, for a day that leaves too little or too much
    time, and once the cohort nears its end. Where `shown` has the marks of the drafts that somebody saw before
    (`shown_drafts`), it is refused with OthersToSend, and nothing changes, unless just those would go out.
    """
    reply_by = _checked(reply_by)
    cohort = lock_cohort(cohort)
    if cohort.stage == Cohort.Stage.CLOSING:
        raise Refused(_("This cohort is coming to its end, so nothing new is suggested."))
    if is_searching(cohort):
        raise Refused(_("A search for pairs is on its way. Please wait until it is done."))
    if not Proposal.objects.drafts_of(cohort).exists():
        raise Refused(_("There is no suggestion to send."))
    drafts = _lock_drafts(cohort)
    if shown and (changed := changed_since(shown, [draft.pk for draft in drafts])):
        raise OthersToSend(changed)
    if not drafts:
        return 0
    if cohort.stage != Cohort.Stage.RUNNING:
        cohort = start_running(cohort=cohort, by=by)
    _mark_sent(drafts, cohort, reply_by)
    record_events(verb="proposal.send", subjects=drafts, by=by)
    names = skill_names(proposal.reasons for proposal in drafts)
    mentors = _mentors_of(drafts, cohort)
    for proposal in drafts:
        _write_to_both(proposal, names, mentors)
    return len(drafts)


@in_transaction
def send_again(*, proposal: Proposal, by: User, reply_by: date | None = None) -> Proposal:
    """Ask both once more, by a new day, where no answer had come in time; what one of them had said is asked anew.

    Refused for any other suggestion, when one of the two no longer takes part, when the mentee has somebody else (or as
    many as they would like, where that may be more), when they have nobody but a draft, when the mentor has not the
    training that the programme asks for, and when it became impossible: nobody reads whether that is for their
    reporting line, a place or a private list.
    """
    reply_by = _checked(reply_by)
    proposal = lock_proposal(proposal)
    check_move(PROPOSAL_MOVES, proposal.status, Proposal.Status.SENT)
    # A draft goes out with all the others, and who asked for themselves can ask anew.
    if proposal.status != Proposal.Status.LAPSED or proposal.origin == Proposal.Origin.REQUEST:
        raise Refused(ALREADY_CHANGED)
    sides = lock_sides(proposal)
    _check_both_free(proposal.cohort, sides)
    _check_trained(sides)
    _check_may_meet(proposal)
    for side in sides:
        side.answer, side.answered_at = ProposalSide.Answer.WAITING, None
    send_one(proposal, sides, reply_by, verb="proposal.send_again", by=by)
    return proposal


def send_one(proposal: Proposal, sides: Sequence[ProposalSide], reply_by: date, *, verb: str, by: User | None) -> None:
    """Ask both of this one, locked with its sides; part of the caller's transaction, who looked at every rule."""
    mark_asked(proposal, sides, reply_by)
    proposal.save(update_fields=ASKED)
    ProposalSide.objects.bulk_update(sides, ["answer", "answered_at", "reminds_at"])
    record_event(verb=verb, subject=proposal, by=by)
    _write_to_both(proposal, skill_names([proposal.reasons]), _mentors_of([proposal], proposal.cohort), sides)


def _checked(reply_by: date | None) -> date:
    usual, first, last = days_to_choose(clock.today())
    if reply_by is not None and not first <= reply_by <= last:
        raise Refused(_("Please choose a day from 3 to 30 days ahead."))
    return reply_by or usual


def _check_both_free(cohort: Cohort, sides: Sequence[ProposalSide]) -> None:
    approved = set(Enrolment.objects.matchable(cohort).filter(proposal_sides__in=sides).values_list("pk", flat=True))
    if {side.enrolment_id for side in sides} - approved:
        raise Refused(_("One of the two no longer takes part."))
    mentee = next(side.enrolment for side in sides if side.role == Role.MENTEE)
    drafted = Proposal.objects.drafts_of(cohort).filter(sides__enrolment=mentee, locked=False).count()
    had = read_standing(cohort).mentors_had()[mentee.pk]
    # Beside their only draft this one would make a second mentor of it, which is not for this page to do.
    if had + drafted >= mentee.mentors_wished or (drafted and not had):
        raise Refused(_("This mentee has another mentor or suggestion by now."))


def _check_trained(sides: Sequence[ProposalSide]) -> None:
    """Told by itself, as it is about the mentor alone (docs/decisions/0042)."""
    if Enrolment.objects.filter(~trained_as_asked(), proposal_sides__in=sides).exists():
        raise Refused(
            _(
                "This mentor has no mentor training of the level that this programme asks for, or it is over. Once it "
                "is noted you can send this again; or find pairs again."
            )
        )


def _check_may_meet(proposal: Proposal) -> None:
    if no_longer_possible(proposal.cohort, [proposal.pk]):
        raise Refused(_("These two are not suggested to each other any more. Please find pairs again."))


def _lock_drafts(cohort: Cohort) -> list[Proposal]:
    drafts = Proposal.objects.drafts_of(cohort)
    drop_drafts(drafts.unanswerable())
    sides = ProposalSide.objects.select_related("enrolment__person__user", "enrolment__person__department")
    locked = list(drafts.select_for_update(no_key=True).order_by("pk").prefetch_related(Prefetch("sides", sides)))
    gone = no_longer_possible(cohort, [draft.pk for draft in locked])
    drop_drafts(Proposal.objects.filter(pk__in=gone))
    return [draft for draft in locked if draft.pk not in gone]


def _mark_sent(drafts: list[Proposal], cohort: Cohort, reply_by: date) -> None:
    for proposal in drafts:
        for side in proposal.sides.all():
            side.proposal, side.enrolment.cohort = proposal, cohort
        mark_asked(proposal, proposal.sides.all(), reply_by)
    Proposal.objects.bulk_update(drafts, ASKED, batch_size=500)
    sides = [side for proposal in drafts for side in proposal.sides.all()]
    ProposalSide.objects.bulk_update(sides, ["reminds_at"], batch_size=500)


def mark_asked(proposal: Proposal, sides: Collection[ProposalSide], reply_by: date) -> None:
    """Open it until the day is over for both and for the company, and plan the one reminder of each."""
    proposal.status, proposal.sent_at, proposal.reply_by = Proposal.Status.SENT, clock.now(), reply_by
    proposal.lapses_at = end_of_asked(proposal, sides)
    for side in sides:
        side.reminds_at = reminder_of(proposal, side)


def end_of_asked(proposal: Proposal, sides: Iterable[ProposalSide]) -> datetime:
    """When the day to answer by is over for the company and for both, wherever they live by now."""
    zones = [zone_of(side.enrolment.person.user) for side in sides]
    return end_of(promised(proposal.reply_by), [*zones, timezone.get_default_timezone()])


def reminder_of(proposal: Proposal, side: ProposalSide) -> datetime:
    """When one of the two is reminded of what they were sent, on the clocks where they live by now."""
    zone = zone_of(side.enrolment.person.user)
    return reminder(timezone.localdate(promised(proposal.sent_at), zone), promised(proposal.reply_by), zone)


def _mentors_of(proposals: Collection[Proposal], cohort: Cohort) -> Counter[UUID]:
    """In how many open pairs the mentee's place of each is; nothing is asked where a mentee has one mentor at most."""
    if cohort.programme.mentors_each == 1:
        return Counter()
    pairs = Membership.objects.filter(
        enrolment__proposal_sides__proposal__in=proposals, role=Role.MENTEE, ended_at=None
    ).distinct()
    return Counter(place for _pair, place in pairs.values_list("pk", "enrolment"))


def _write_to_both(
    proposal: Proposal, names: dict[str, str], mentors: Counter[UUID], sides: Iterable[ProposalSide] = ()
) -> None:
    one, other = sides or proposal.sides.all()
    for side, suggested in ((one, other), (other, one)):
        queue_message(
            kind=emails.SUGGESTION,
            subject=proposal,
            recipient=side.enrolment.person.user,
            occurrence=f"send-{promised(proposal.sent_at).isoformat()}",
            mail=emails.suggestion(side, suggested, names, mentors=mentors[side.enrolment_id]),
        )
