"""What a coordinator does with drafts: take out, put back, keep, and pair two people by hand, or keep two apart."""

from collections.abc import Container, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from matching.candidates import candidate_pairs
from matching.models import PROPOSAL_MOVES, Proposal, ProposalQuerySet, ProposalSide
from matching.services.inputs import Inputs, read_inputs
from matching.services.locks import lock_proposal
from matching.services.runs import described_pair, is_searching
from matching.services.standing import Standing, read_standing
from matching.services.written import drop_drafts
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import ALREADY_CHANGED, Refused
from mentoring.lib.moves import check_move
from mentoring.lib.transactions import in_transaction
from programmes.models import Cohort, Enrolment, Role
from programmes.services import lock_cohort

Status = Proposal.Status


@in_transaction
def remove_proposal(*, proposal: Proposal, by: User) -> Proposal:
    """Take a draft out; these two are not suggested to each other again in this cohort. Refused once it was sent."""
    proposal = lock_proposal(proposal)
    check_move(PROPOSAL_MOVES, proposal.status, Status.REMOVED)
    proposal.status, proposal.locked = Status.REMOVED, False
    proposal.save(update_fields=["status", "locked"])
    record_event(verb="proposal.remove", subject=proposal, by=by)
    return proposal


@in_transaction
def restore_proposal(*, proposal: Proposal, by: User) -> Proposal:
    """Put back what was taken out.

    Refused while a search is on its way, when one of the two no longer takes part or is in another pair by now, when a
    rule forbids the pair by now, in one word for every rule but training, and when the mentor's places are in other
    drafts.
    """
    proposal = _lock_to_review(proposal)
    check_move(PROPOSAL_MOVES, proposal.status, Status.DRAFT)
    proposal.status, proposal.locked = Status.DRAFT, False
    proposal.save(update_fields=["status", "locked"])
    places = {side.role: side.enrolment_id for side in proposal.sides.all()}
    # Only now: while it was taken out, that alone kept the two apart.
    standing = read_standing(proposal.cohort)
    inputs = _inputs_for(places[Role.MENTEE], proposal.cohort, standing)
    row, column = _find_both(inputs, mentee=places[Role.MENTEE], mentor=places[Role.MENTOR])
    _check_possible(inputs, [(row, column)], _("This pair is ruled out. Please choose another mentor."))
    drafts = _movable_beside(inputs, proposal.cohort, standing).exclude(pk=proposal.pk)
    if drafts.filter(sides__enrolment=places[Role.MENTEE]).exists():
        raise Refused(_("This mentee is in another pair by now. Take that one out first."))
    if inputs.capacity[column] <= drafts.filter(sides__enrolment=places[Role.MENTOR]).count():
        raise Refused(_("All places of this mentor are in other pairs. Take one of those out first."))
    if proposal.is_further != inputs.is_further:
        proposal.is_further = inputs.is_further
        proposal.save(update_fields=["is_further"])
    record_event(verb="proposal.restore", subject=proposal, by=by)
    return proposal


@in_transaction
def veto_pair(*, mentee: Enrolment, mentor: Enrolment, by: User) -> Proposal:
    """Keep two people apart in this cohort as if a draft of them had been taken out; where there is one, it is.

    Refused while a search is on its way, where one of the two waits for nobody, and where a rule forbids the pair
    already, in one word for every rule but training.
    """
    cohort = lock_cohort(mentee.cohort)
    _check_no_search(cohort)
    drafts = Proposal.objects.drafts_of(cohort).filter(sides__enrolment=mentee)
    if draft := drafts.filter(pk__in=ProposalSide.objects.filter(enrolment=mentor).values("proposal")).first():
        return remove_proposal(proposal=draft, by=by)
    inputs = _inputs_for(mentee.pk, cohort, read_standing(cohort))
    row, column = _find_both(inputs, mentee=mentee.pk, mentor=mentor.pk)
    _check_possible(inputs, [(row, column)], _("This pair is ruled out already."))
    proposal = _write_by_hand(cohort, inputs, row, column, status=Status.REMOVED)
    record_event(verb="proposal.veto", subject=proposal, by=by)
    return proposal


@in_transaction
def allow_pair(*, proposal: Proposal, by: User) -> None:
    """Let a search suggest two people again whose draft was taken out, or who were kept apart, as if they had not been.

    It is deleted as a draft is. Refused while a search is on its way, and for anything else: what was kept and lost
    one of its people keeps nobody apart.
    """
    proposal = _lock_to_review(proposal)
    check_move(PROPOSAL_MOVES, proposal.status, Status.DRAFT)
    if proposal.locked:
        raise Refused(ALREADY_CHANGED)
    proposal.status = Status.DRAFT
    proposal.save(update_fields=["status"])
    record_event(verb="proposal.allow", subject=proposal, by=by)
    drop_drafts(Proposal.objects.filter(pk=proposal.pk))


@in_transaction
def keep_proposal(*, proposal: Proposal, by: User, keep: bool) -> Proposal:
    """Let the next search keep this draft, or let it go again. Refused once it was sent or taken out."""
    proposal = _lock_to_review(proposal)
    if proposal.status != Status.DRAFT:
        raise Refused(ALREADY_CHANGED)
    if proposal.locked != keep:
        proposal.locked = keep
        proposal.save(update_fields=["locked"])
        record_event(verb="proposal.keep" if keep else "proposal.let_go", subject=proposal, by=by)
    return proposal


@in_transaction
def pair_by_hand(*, mentee: Enrolment, mentor: Enrolment, by: User) -> Proposal:
    """Draft a pair of the coordinator's own choice; the next search keeps it. The mentee's other draft gives way.

    Where all of the mentor's places are in drafts, the one of them that fits least and is not kept gives way too; but
    nobody's only draft gives way to a further mentor of somebody else. Refused while a search is on its way, to a
    mentee who has as many mentors as they would like, where a rule forbids the pair, in one word for every rule but
    training, and where no place is left.
    """
    cohort = lock_cohort(mentee.cohort)
    _check_no_search(cohort)
    standing = read_standing(cohort)
    inputs = _inputs_for(mentee.pk, cohort, standing)
    row, column = _find_both(inputs, mentee=mentee.pk, mentor=mentor.pk)
    _check_possible(inputs, [(row, column)], _("This pair is ruled out. Please choose another mentor."))
    movable, first = _movable_beside(inputs, cohort, standing), standing.first_drafts()
    drop_drafts(movable.filter(sides__enrolment=mentee))
    _make_room(movable.filter(sides__enrolment=mentor), inputs.capacity[column], first)
    proposal = _write_by_hand(cohort, inputs, row, column, locked=True)
    record_event(verb="proposal.pair", subject=proposal, by=by)
    return proposal


@in_transaction
def exchange_mentors(*, mentee: Enrolment, other: Proposal, by: User) -> list[Proposal]:
    """Give this mentee the mentor of another draft, and its mentee the mentor of theirs; the next search keeps both.

    Refused while a search is on its way, once one of the two drafts was kept, sent or changed, where a rule forbids one
    of the new pairs, in one word for every rule but training, and where one of the mentors has no place left: then
    nothing changes.
    """
    cohort = lock_cohort(mentee.cohort)
    _check_no_search(cohort)
    drafts = Proposal.objects.drafts_of(cohort).filter(locked=False)
    mentees, mentors = _both_of(drafts.filter(Q(pk=other.pk) | Q(sides__enrolment=mentee)).distinct())
    if len(mentees) != 2 or len(set(mentees)) < 2 or len(set(mentors)) < 2 or mentee.pk not in mentees:
        raise Refused(ALREADY_CHANGED)
    standing = read_standing(cohort)
    inputs = _inputs_for(mentee.pk, cohort, standing)
    pairs = zip(mentees, reversed(mentors), strict=True)
    crossed = [_find_both(inputs, mentee=one, mentor=another) for one, another in pairs]
    _check_possible(inputs, crossed, _("This exchange is ruled out. Please choose another mentor."))
    drop_drafts(drafts.filter(sides__enrolment__in=mentees))
    movable, first = _movable_beside(inputs, cohort, standing), standing.first_drafts()
    for _row, column in crossed:
        _make_room(movable.filter(sides__enrolment=inputs.mentors[column]), inputs.capacity[column], first)
    made = [_write_by_hand(cohort, inputs, row, column, locked=True) for row, column in crossed]
    for proposal in made:
        record_event(verb="proposal.pair", subject=proposal, by=by)
    return made


def _both_of(drafts: QuerySet[Proposal]) -> tuple[list[UUID], list[UUID]]:
    """The places of the mentees and of the mentors of drafts, in the same order."""
    sides = ProposalSide.objects.filter(proposal__in=drafts).order_by("proposal")
    found = list(sides.values_list("role", "enrolment"))
    mentees, mentors = ([place for role, place in found if role == each] for each in (Role.MENTEE, Role.MENTOR))
    return mentees, mentors


def is_ruled_out(inputs: Inputs, row: int, column: int) -> bool:
    """Whether a rule forbids this pair, whichever rule it is."""
    possible = candidate_pairs([inputs.mentee_sides[row]], [inputs.mentor_sides[column]], **inputs.rules)
    return not len(possible.score)


def _check_possible(inputs: Inputs, pairs: Sequence[tuple[int, int]], otherwise: str) -> None:
    """Refuse pairs that a rule forbids: `otherwise` is said of every rule but the training of a mentor alone."""
    if any(inputs.is_untrained(column) for _row, column in pairs):
        raise Refused(
            _(
                "This mentor has no mentor training of the level that this programme asks for, or it is over. Please "
                "choose another mentor."
            )
        )
    if any(is_ruled_out(inputs, row, column) for row, column in pairs):
        raise Refused(otherwise)


def _lock_to_review(proposal: Proposal) -> Proposal:
    proposal = lock_proposal(proposal)
    _check_no_search(proposal.cohort)
    return proposal


def _check_no_search(cohort: Cohort) -> None:
    """Under the lock of the cohort, which a search takes to begin and to end."""
    if is_searching(cohort):
        raise Refused(_("A search for pairs is on its way. Please wait until it is done."))


def _inputs_for(mentee: UUID, cohort: Cohort, standing: Standing) -> Inputs:
    """What a search would know that is for this mentee: for those with nobody, or for further mentors."""
    return read_inputs(cohort, standing=standing, further=mentee in standing.settled())


def _movable_beside(inputs: Inputs, cohort: Cohort, standing: Standing) -> ProposalQuerySet:
    """The drafts that nobody keeps; where it is about a further mentor, without those of whoever has nobody else."""
    movable = Proposal.objects.drafts_of(cohort).filter(locked=False)
    return movable.exclude(pk__in=standing.first_drafts()) if inputs.is_further else movable


def _find_both(inputs: Inputs, *, mentee: UUID, mentor: UUID) -> tuple[int, int]:
    """Where these two places stand among those that a search would know."""
    rows = [row for row, place in enumerate(inputs.mentees) if place.pk == mentee]
    columns = [column for column, place in enumerate(inputs.mentors) if place.pk == mentor]
    if not rows or not columns:
        raise Refused(_("One of the two no longer takes part, or is in another pair by now."))
    return rows[0], columns[0]


def _make_room(drafts: ProposalQuerySet, places: int, first: Container[UUID]) -> None:
    """Among the drafts of one mentor, of whose `places` none is taken, offered or kept; those of mentees who have
    nobody else (`first`) go last.
    """
    if not places:
        raise Refused(_("No place of this mentor is left. Please choose another mentor."))
    too_many = drafts.count() - places + 1
    least = sorted(drafts.order_by("score", "pk").values_list("pk", flat=True), key=lambda draft: draft in first)
    drop_drafts(Proposal.objects.filter(pk__in=least[: max(0, too_many)]))


def _write_by_hand(cohort: Cohort, inputs: Inputs, row: int, column: int, **state: Any) -> Proposal:
    proposal = described_pair(inputs, row, column)
    proposal.cohort, proposal.created_at = cohort, clock.now()
    proposal.origin, proposal.is_further = Proposal.Origin.COORDINATOR, inputs.is_further
    for name, value in state.items():
        setattr(proposal, name, value)
    proposal.save(force_insert=True)
    places = (inputs.mentors[column], inputs.mentees[row])
    ProposalSide.objects.bulk_create(
        ProposalSide(proposal=proposal, enrolment=place, role=place.role) for place in places
    )
    return proposal
