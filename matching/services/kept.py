"""Pairs that the coordinator keeps, through one search and the next."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.utils.timezone import get_default_timezone, localdate
from django.utils.translation import gettext as _

from matching.favour import CLEARLY
from matching.models import PROPOSAL_MOVES, Proposal, ProposalQuerySet, ProposalSide, Run, policy_of
from matching.services.inputs import Inputs, read_inputs
from matching.services.possible import no_longer_possible
from matching.services.seals import goes_by_past
from matching.services.standing import Standing, read_standing
from matching.services.written import LEFT, REPLACED, drop_drafts
from mentoring.audit.services import record_events
from mentoring.lib.errors import Refused
from mentoring.lib.moves import check_move
from mentoring.lib.seen import seen_of
from programmes.models import Cohort, Enrolment, Role


def drop_kept(cohort: Cohort) -> int:
    """Take out the kept drafts of a locked cohort that can come to nothing; they stay locked, for the board to tell.

    One of their people has no place any more, or a closed account.
    """
    kept = Proposal.objects.drafts_of(cohort).filter(locked=True)
    here = Enrolment.objects.matchable(cohort).values("pk")
    gone = ProposalSide.objects.filter(proposal__in=kept).exclude(enrolment__in=here)
    lost = list(kept.filter(pk__in=gone.values("proposal")))
    for proposal in lost:
        check_move(PROPOSAL_MOVES, proposal.status, Proposal.Status.REMOVED)
    Proposal.objects.filter(pk__in=[proposal.pk for proposal in lost]).update(status=Proposal.Status.REMOVED)
    record_events(verb="proposal.drop", subjects=lost, by=None)
    return len(lost)


def free_forbidden(cohort: Cohort, drafts: str = Run.Drafts.ANEW) -> None:
    """Before a search: both of a kept draft who may not be suggested to each other any more are looked at like others.

    Kept are those that the coordinator keeps, or all, as `drafts` says. Nothing tells of it, as nobody reads why.
    """
    kept = Proposal.objects.drafts_of(cohort)
    if drafts != Run.Drafts.ALL:
        kept = kept.filter(locked=True)
    gone = no_longer_possible(cohort, list(kept.values_list("pk", flat=True)))
    drop_drafts(Proposal.objects.filter(pk__in=gone))


def inputs_of(run: Run) -> Inputs:
    """What a search knows, its cohort's drafts of before as it is to treat them; of one that has finished what it would
    know today, which is the same where nothing changed.
    """
    standing = read_standing(run.cohort)
    if not goes_by_past(run):
        standing = standing.without_past()
    if run.kind == Run.Kind.FURTHER:
        return read_inputs(run.cohort, standing=standing, with_named=True, further=True, on=_day_of(run))
    before = Proposal.objects.drafts_of(run.cohort).exclude(run=run)
    if run.drafts == Run.Drafts.ALL:
        held = _holding(standing, set(before.values_list("pk", flat=True)))
        return read_inputs(run.cohort, standing=held, with_named=True, on=_day_of(run))
    inputs = read_inputs(run.cohort, standing=standing, with_named=True, on=_day_of(run))
    if run.drafts == Run.Drafts.ANEW:
        return inputs
    if run.finished_at is None:
        return inputs.favouring(pairs_of_drafts(before.filter(locked=False)), CLEARLY)
    told = run.certificate["drafts"]
    return inputs.favouring(told["pairs"], told["bonus"])


def inputs_today(cohort: Cohort, standing: Standing) -> Inputs:
    """What a search that keeps no draft would know today, but for whom people named: for a page."""
    return read_inputs(cohort, standing=standing, wishes_of={side.person for side in standing.movable_sides()})


def inputs_beside(cohort: Cohort, standing: Standing, today: Inputs) -> Inputs:
    """What one that keeps all drafts would know, where the other (`inputs_today`) is at hand: people are read once."""
    drafts = {side.proposal for side in standing.movable_sides()}
    gone = no_longer_possible(cohort, drafts, standing=standing, apart=today.excluded)
    return today.beside(_holding(standing, drafts - gone), policy_of(cohort.programme).terms)


def inputs_as_if_unpaired(cohort: Cohort, standing: Standing) -> Inputs:
    """What a search would know today had nobody of the cohort a mentor, nor been asked about one, but for whom people
    named: for a page.

    Who are together may be so, whatever one of them wished or took back in private since, or that would show; other
    rules hold.
    """
    together = standing.paired_here()
    inputs = read_inputs(cohort, standing=standing.without_couples(together))
    return replace(inputs, already=inputs.already - together, excluded=inputs.excluded - together)


def _holding(standing: Standing, drafts: Collection[UUID]) -> Standing:
    """With all these drafts as if the coordinator kept each of them, but for those of further mentors: a first comes
    before a second.
    """
    return standing.holding(standing.first_drafts().intersection(drafts))


def _day_of(run: Run) -> date:
    """The day on which it was asked for, where the company is: a training that ends later changes no proof."""
    return localdate(run.created_at, get_default_timezone())


def movable_drafts(cohort: Cohort) -> ProposalQuerySet:
    """Those that a search may choose anew."""
    return Proposal.objects.drafts_of(cohort).filter(locked=False)


def drafts_seen(cohort: Cohort, movable: Iterable[UUID]) -> str:
    """What a page shows of those, given by their keys, for its form to bring back."""
    return seen_of("drafts", cohort.pk, *sorted(map(str, movable)))


def check_seen(cohort: Cohort, seen: str) -> None:
    """Refuse to choose drafts anew that nobody has looked at: others than a page showed, where it says which. In a
    locked cohort.
    """
    if seen and seen != drafts_seen(cohort, movable_drafts(cohort).values_list("pk", flat=True)):
        raise Refused(
            _(
                "The suggestions not sent yet are others than your page showed, so no search was made: it might choose "
                "them anew. Please look at them, then press the button once more."
            )
        )


def movable_firsts(cohort: Cohort) -> ProposalQuerySet:
    """Those of them that are of no further mentor: of which the page before a search says what would become."""
    return movable_drafts(cohort).filter(is_further=False)


def make_way(run: Run) -> None:
    """Take the drafts of before out of the way of those that a search writes, in its locked cohort.

    Where it keeps all, those alone whose people have no place any more, or a closed account. One for further mentors
    leaves the drafts of whoever has nobody else.
    """
    old = movable_drafts(run.cohort)
    if run.kind == Run.Kind.FURTHER:
        old = old.exclude(pk__in=read_standing(run.cohort).first_drafts())
    if run.drafts != Run.Drafts.ALL:
        drop_drafts(old, fate=REPLACED)
        return
    here = Enrolment.objects.matchable(run.cohort).values("pk")
    gone = ProposalSide.objects.filter(proposal__in=old).exclude(enrolment__in=here)
    drop_drafts(old.filter(pk__in=list(gone.values_list("proposal", flat=True))))


def drop_crowded_out(run: Run) -> None:
    """Take out drafts of further mentors, as things stand now, whose place went to one that this search wrote, where it
    kept the others.
    """
    if run.drafts == Run.Drafts.ALL:
        drop_further_without_place(run.cohort, fate=REPLACED)


def drop_further_without_place(cohort: Cohort, *, fate: str = LEFT) -> None:
    """The same of a locked cohort in which somebody with nobody was just given a place."""
    drafts = Proposal.objects.drafts_of(cohort)
    movable = set(drafts.filter(locked=False).values_list("pk", flat=True))
    if further := movable - read_standing(cohort).first_drafts():
        gone = further & no_longer_possible(cohort, list(drafts.values_list("pk", flat=True)))
        drop_drafts(drafts.filter(pk__in=gone), fate=fate)


def draft_pairs(run: Run) -> dict[str, str]:
    """The mentor's place of each mentee's place, in the drafts of a cohort that are of the kind this search writes."""
    further = run.kind == Run.Kind.FURTHER
    return pairs_of_drafts(Proposal.objects.drafts_of(run.cohort).filter(is_further=further))


def pairs_of_drafts(drafts: ProposalQuerySet) -> dict[str, str]:
    """The same of these drafts."""
    return pairs_of(ProposalSide.objects.filter(proposal__in=drafts).values_list("proposal", "role", "enrolment"))


def pairs_of(sides: Iterable[tuple[UUID, str, UUID]]) -> dict[str, str]:
    """The same of both sides of each: its suggestion, the role and the place."""
    places: dict[UUID, dict[str, str]] = {}
    for proposal, role, place in sides:
        places.setdefault(proposal, {})[role] = str(place)
    return {pair[Role.MENTEE]: pair[Role.MENTOR] for pair in places.values()}
