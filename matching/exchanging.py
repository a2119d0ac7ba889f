"""What it means that two mentees of drafts exchange their mentors while everybody else stays, in words."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from matching.candidates import candidate_pairs
from matching.models import Proposal, ProposalSide
from matching.services.inputs import Inputs
from matching.shown import points_of_100
from programmes.models import Cohort, Role

# The score of each pair that no rule forbids, by the numbers of its mentee and its mentor.
Scores = Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Draft:
    proposal: UUID
    score: int
    mentee: UUID
    mentee_name: str
    mentor: UUID


@dataclass(frozen=True, slots=True)
class Exchange:
    """With the mentee of which draft, and what it means for all."""

    draft: UUID
    mentee: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    """The points that the two drafts have now and would have, the lower first in each."""

    draft: Draft
    now: tuple[int, ...]
    then: tuple[int, ...]

    @property
    def loss(self) -> int:
        return sum(self.now) - sum(self.then)


def open_drafts_of(cohort: Cohort, first: Container[UUID]) -> list[Draft]:
    """The drafts that a choice may change: last those of mentees who have nobody else, by their keys (`first`), and of
    the same kind the less fit before the others.
    """
    drafts = Proposal.objects.drafts_of(cohort).filter(locked=False)
    sides = ProposalSide.objects.filter(proposal__in=drafts).order_by("proposal__score", "proposal")
    pairs: dict[UUID, dict[str, tuple[UUID, str, int]]] = {}
    for proposal, score, role, place, name in sides.values_list(
        "proposal", "proposal__score", "role", "enrolment", "enrolment__person__user__name"
    ):
        pairs.setdefault(proposal, {})[role] = (place, name, score)
    return [
        Draft(proposal, pair[Role.MENTEE][2], *pair[Role.MENTEE][:2], pair[Role.MENTOR][0])
        for proposal, pair in sorted(pairs.items(), key=lambda each: each[0] in first)
    ]


def exchanges_of(inputs: Inputs, row: int, columns: Iterable[int], drafts: list[Draft]) -> dict[int, Exchange]:
    """By mentor, of these columns, whose places are all in drafts: the exchange that costs least; no query is made.

    None for a mentee without a draft. As everybody else stays, the price is what the scores of the two pairs add up to
    now less what those of the new ones do: what `WhyNot.swap` tells of a proven choice, and true of any drafts.
    """
    own = next((draft for draft in drafts if draft.mentee == inputs.mentees[row].pk), None)
    column_of = {place.pk: column for column, place in enumerate(inputs.mentors)}
    row_of = {place.pk: number for number, place in enumerate(inputs.mentees)}
    if own is None or own.mentor not in column_of:
        return {}
    of_mentor = {
        column: [draft for draft in drafts if draft.mentor == inputs.mentors[column].pk and draft.mentee in row_of]
        for column in columns
        if column != column_of[own.mentor]
    }
    full = {column: held for column, held in of_mentor.items() if held and len(held) >= inputs.capacity[column] > 0}
    others = {row_of[draft.mentee] for held in full.values() for draft in held}
    scores = _scores(inputs, [row, *sorted(others)], [column_of[own.mentor], *full])
    found = {}
    for column, held in full.items():
        changes = [_change(scores, row, column, own, draft, row_of, column_of) for draft in held]
        possible = [change for change in changes if change is not None]
        if possible:
            found[column] = _exchange(min(possible, key=lambda change: change.loss))
    return found


def _scores(inputs: Inputs, rows: list[int], columns: list[int]) -> dict[tuple[int, int], int]:
    sides = [inputs.mentee_sides[row] for row in rows], [inputs.mentor_sides[column] for column in columns]
    found = candidate_pairs(*sides, **inputs.rules)
    pairs = zip(found.mentee.tolist(), found.mentor.tolist(), found.score.tolist(), strict=True)
    return {(rows[row], columns[column]): score for row, column, score in pairs}


def _change(
    scores: Scores,
    row: int,
    column: int,
    own: Draft,
    draft: Draft,
    row_of: Mapping[UUID, int],
    column_of: Mapping[UUID, int],
) -> _Change | None:
    """None where a rule forbids one of the new pairs."""
    other, left = row_of[draft.mentee], column_of[own.mentor]
    then = [scores.get((row, column)), scores.get((other, left))]
    if None in then:
        return None
    now = scores.get((row, left), own.score), scores.get((other, column), draft.score)
    return _Change(draft, tuple(sorted(now)), tuple(sorted(score for score in then if score is not None)))


def _exchange(change: _Change) -> Exchange:
    words = [_in_words(change.draft.mentee_name, change.loss)]
    if change.then[0] < change.now[0]:
        numbers = {"now": points_of_100(change.now[0]), "then": points_of_100(change.then[0])}
        words.append(_("The less good of the two pairs would fit %(then)s of 100 instead of %(now)s.") % numbers)
    return Exchange(change.draft.proposal, change.draft.mentee_name, tuple(words))


def _in_words(name: str, loss: int) -> str:
    values = {"name": name, "points": points_of_100(abs(loss))}
    if not loss:
        return _("Exchange with %(name)s: no change overall.") % values
    if loss < 0:
        return _("Exchange with %(name)s: %(points)s points more for all together.") % values
    return _("Exchange with %(name)s: %(points)s points fewer for all together.") % values
