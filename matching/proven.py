"""What is proven of the last search, in words, and no more than that."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from matching.drafts_kept import proven_with_drafts
from matching.models import Proposal, Run


class Suggested(Protocol):
    """Where a suggestion stands, as far as a proof cares."""

    @property
    def mentee(self) -> UUID: ...
    @property
    def mentor(self) -> UUID: ...
    @property
    def status(self) -> str: ...
    @property
    def locked(self) -> bool: ...
    @property
    def origin(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def sent_at(self) -> datetime | None: ...
    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def stands(self) -> bool: ...
    @property
    def is_settled(self) -> bool: ...
    @property
    def is_further(self) -> bool: ...


def proof_of(run: Run | None, suggestions: Sequence[Suggested]) -> str:
    """What is proven of a run, and by what it counted drafts of before.

    The proof holds for the pairs as the search left them; once they differ, it is told as of that search,
    whose day the board names beside it. A search for further mentors and one for those with nobody leave each other's
    pairs alone, so each is held against those of its own kind.

    That a pair is kept or let go since changes nothing, for the pairs are the same.
    """
    if run is None or run.finished_at is None or not run.certificate:
        return ""
    is_further = run.kind == Run.Kind.FURTHER
    of_its_kind = [each for each in suggestions if each.is_further == is_further]
    return f"{_proof(run, run.finished_at, of_its_kind)} {proven_with_drafts(run)}".strip()


def _proof(run: Run, finished: datetime, suggestions: Sequence[Suggested]) -> str:
    older = [each for each in suggestions if each.sent_at and each.sent_at <= finished]
    beside = _was_bound(run, older)
    if not _differs(run, finished, suggestions, older):
        return proof_as_found(run, beside=beside)
    if run.certificate["set_aside"]:
        return _(
            "When it ran, this was proven to be the best result among the pairs left, once nobody mentors the one who"
            " mentors them. Pairs have changed or ended since."
        )
    if beside:
        return _(
            "When it ran, this was proven to be the best result beside the pairs already kept or sent. Pairs have"
            " changed or ended since."
        )
    return _("When it ran, this was proven to be the best result. Pairs have changed or ended since.")


def proof_as_found(run: Run, *, beside: bool) -> str:
    """What was proven of the pairs as the search left them, `beside` others that stood already."""
    if run.certificate["set_aside"]:
        return _("Proven for the pairs left, once nobody mentors the one who mentors them.")
    if run.policy.get("terms", {}).get("choices"):
        # As it is set, be somebody named or not.
        return _("Proven best by fit and wishes together, as this programme weighs them.")
    return _best(run.objective, beside=beside)


def was_beside(run: Run) -> bool:
    """Whether pairs stood already when a search that has finished looked for its own. One query."""
    told = Proposal.objects.told_to_office().filter(cohort=run.cohort_id, is_further=run.kind == Run.Kind.FURTHER)
    return _was_bound(run) or told.filter(sent_at__lte=run.finished_at).exclude(run=run).exists()


def _best(objective: str, *, beside: bool) -> str:
    """What was proven, by what the best choice is; `beside` pairs that stood already."""
    if objective == "stable":
        return _("Proven: no mentee and mentor would both rather have each other than what they have.")
    if objective == "fair":
        if beside:
            return _(
                "Proven: beside the pairs kept or sent before, no other choice places more mentees. Among those that"
                " place as many, none is better for whoever fits least."
            )
        return _(
            "Proven: no other choice places more mentees. Among those that place as many, none is better for whoever"
            " fits least, and none then reaches a higher total."
        )
    if beside:
        return _(
            "Proven: beside the pairs kept or sent before, no other choice places more mentees. Among those that place"
            " as many, none reaches a higher total."
        )
    return _(
        "Proven: no other choice places more mentees. Among those that place as many, none reaches a higher total."
    )


def pairs_found(run: Run) -> dict[str, str]:
    """The mentor's place of each mentee's place, as the search chose and proved them."""
    mentees, mentors = run.certificate.get("mentees", ()), run.certificate.get("mentors", ())
    chosen = zip(mentees, run.certificate.get("mentor_of", ()), strict=True)
    return {mentee: mentors[column] for mentee, column in chosen if column >= 0}


def gone_since(run: Run | None, suggestions: Sequence[Suggested]) -> dict[str, str]:
    """By the place of a mentee whose found pair went without a trace: what can be said of it.

    Only that the mentor is in a pair made by hand since; every other reason reads the same (docs/decisions/0003).
    """
    if run is None or run.finished_at is None:
        return {}
    made_since = [each for each in suggestions if each.created_at > run.finished_at]
    by_hand = {str(each.mentor) for each in made_since if each.stands and each.origin == Proposal.Origin.COORDINATOR}
    traced = {(str(each.mentee), str(each.mentor)) for each in suggestions}
    # Two who are kept apart stand among those that were taken out, and were given nobody by it.
    later = {str(each.mentee) for each in made_since if not _was_taken_out(each)}
    return {
        mentee: _("Their mentor was given to somebody else by hand. Search again, or choose a mentor.")
        if mentor in by_hand
        else _("The pair that was found for them no longer stands. Search again, or choose a mentor.")
        for mentee, mentor in pairs_found(run).items()
        if (mentee, mentor) not in traced and mentee not in later
    }


def _was_taken_out(each: Suggested) -> bool:
    """Whether a coordinator put these two together by hand and took them out, or keeps them apart."""
    is_by_hand = each.origin == Proposal.Origin.COORDINATOR
    return is_by_hand and each.status == Proposal.Status.REMOVED and not each.locked


def _was_bound(run: Run, older: Sequence[Suggested] = ()) -> bool:
    """Whether pairs that were kept, sent or begun stood beside the search: always, where it is for a further one."""
    return run.kind == Run.Kind.FURTHER or bool(older or run.pairs.keys() - set(run.certificate["mentees"]))


def _differs(run: Run, finished: datetime, suggestions: Sequence[Suggested], older: Sequence[Suggested]) -> bool:
    expected = {**run.pairs, **pairs_found(run)}.items()
    standing = {(str(each.mentee), str(each.mentor)) for each in suggestions if each.stands}
    # Of a further mentor there may be several of one mentee, of which those that were kept stood before.
    kept = [each for each in suggestions if run.kind == Run.Kind.FURTHER and each.created_at < run.created_at]
    before = {(str(each.mentee), str(each.mentor)) for each in [*older, *kept]}
    return not expected <= standing or bool(standing - expected - before) or _has_ended(run, finished, older)


def _has_ended(run: Run, finished: datetime, older: Sequence[Suggested]) -> bool:
    """Whether something that was sent before the search has ended since: its places were not free then.

    Where nothing says when, by this: a mentee who waits now and of whom the search knew nothing had somebody then.
    """
    known = set(run.certificate["mentees"])
    return any(
        each.ended_at > finished if each.ended_at else not each.is_settled and str(each.mentee) not in known
        for each in older
        if not each.stands
    )
