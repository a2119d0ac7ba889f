"""All mentors for one mentee, as a coordinator chooses among them: the fit, and what the choice means for everybody."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from matching.board import ROWS, Rows
from matching.candidates import candidate_pairs
from matching.costs import Cost, costs_of
from matching.costs_large import costs_at_large
from matching.exchanging import Draft, Exchange, exchanges_of, open_drafts_of
from matching.explain import explain_pair
from matching.models import policy_of
from matching.scoring import score_pair
from matching.services.inputs import Inputs, read_inputs
from matching.services.kept import inputs_as_if_unpaired
from matching.services.standing import Member, Side, Standing, read_standing
from matching.shown import Person, person_of, points_of_100
from matching.why import Sentence, Stored, in_words, skill_names, stored
from matching.words import fit_word
from participants.card import department_of
from programmes.models import Enrolment, Role

# Mentees times mentors up to which a page works out what a choice means for everybody from a list of all pairs: about a
# second for 1,000 by 600. Up to the second number without one, exactly or by bounds (docs/decisions/0046).
WORKED_OUT_UP_TO, BY_BOUNDS_UP_TO = 2_000_000, 15_000_000
NOT_WORKED_OUT = Cost("")


@dataclass(frozen=True, slots=True)
class Option:
    """A mentor who may be chosen, or the one word why not."""

    place: UUID
    mentor: Person
    fit_word: str
    points: str
    why: list[Sentence]
    # What it means for everybody; empty where that is too much to work out.
    cost: str
    # Who else would then have another mentor, in sentences.
    changes: tuple[str, ...]
    # Whose draft gives way, where the mentor has no other place.
    gives_way: str
    # With whom the mentee could exchange mentors instead; None where that cannot be.
    exchange: Exchange | None
    is_now: bool
    refusal: str
    is_untrained: bool


@dataclass(frozen=True, slots=True)
class Choices:
    mentee: Person
    # Whether one may be chosen now.
    is_open: bool
    options: Rows[Option]
    is_worked_out: bool
    # While the mentee is in a pair, kept or sent, and may have no other beside it: nothing can be chosen.
    is_for_reading: bool = False
    # What people named counts in a search, and shows in nothing here.
    is_without_wishes: bool = False

    @property
    def possible(self) -> list[Option]:
        """Those whom no rule forbids, the best fit first, be a place left or not."""
        return [option for option in self.options.rows if option.points]

    @property
    def ruled_out(self) -> list[str]:
        """The names of others in the order of the alphabet, which tells nothing of any of them."""
        return sorted(option.mentor.name for option in self._others if not option.is_untrained)

    @property
    def untrained(self) -> list[str]:
        """The names of those without the training that the programme asks its mentors for, in the same order."""
        return sorted(option.mentor.name for option in self._others if option.is_untrained)

    @property
    def _others(self) -> list[Option]:
        return [option for option in self.options.rows if not option.points]


def choices_for(mentee: Enrolment, *, page: int = 1, looked_for: str = "") -> Choices:
    """The mentors of the mentee's cohort, the best fit first, those ruled out last; one page of them.

    For a mentee who may have no other, all is worked out as if nobody of the cohort had been paired.
    """
    standing = read_standing(mentee.cohort)
    is_for_reading = _has_enough(mentee, standing)
    if is_for_reading:
        inputs = inputs_as_if_unpaired(mentee.cohort, standing)
    else:
        inputs = read_inputs(mentee.cohort, standing=standing, further=mentee.pk in standing.settled())
    row = next((number for number, place in enumerate(inputs.mentees) if place.pk == mentee.pk), None)
    person = person_of(mentee.person)
    if row is None:
        return Choices(person, is_open=False, options=Rows([], 0, page), is_worked_out=False)
    scores = _scores(inputs, row)
    columns = _columns(inputs, mentee, scores, looked_for)
    shown = columns[ROWS * (page - 1) : ROWS * page]
    # By how much a choice of the search falls short of the best fit would tell of wishes.
    has_wishes = bool(policy_of(mentee.cohort.programme).namers)
    is_worked_out = not has_wishes and inputs.pairs <= BY_BOUNDS_UP_TO
    possible = [column for column in shown if column in scores and inputs.capacity[column]]
    cost = costs_of if inputs.pairs <= WORKED_OUT_UP_TO else costs_at_large
    costs = cost(inputs, row, possible) if is_worked_out else {}
    # Of some choices nothing can be told without a list of all pairs.
    is_worked_out = is_worked_out and (bool(costs) or not possible or inputs.pairs <= WORKED_OUT_UP_TO)
    drafts = [] if is_for_reading else _drafts(mentee, inputs, standing)
    options = _options(inputs, mentee, {column: scores.get(column) for column in shown}, costs, row, drafts)
    if is_for_reading:
        now = _mentors_of(mentee, standing)
        options = [replace(option, is_now=option.place in now) for option in options]
    rows = Rows(options, len(columns), page)
    return Choices(
        person,
        is_open=not is_for_reading,
        options=rows,
        is_worked_out=is_worked_out,
        is_for_reading=is_for_reading,
        is_without_wishes=has_wishes,
    )


def _has_enough(mentee: Enrolment, standing: Standing) -> bool:
    """Whether the mentee has as many mentors, or is asked about them, as they would like and may have."""
    had = standing.mentors_had()[mentee.pk]
    return had > 0 and had >= min(mentee.capacity, mentee.cohort.programme.mentors_each)


def _mentors_of(mentee: Enrolment, standing: Standing) -> set[UUID]:
    """The places of the mentors in this mentee's pairs, and in suggestions that a search leaves alone.

    By places: of two people each may be the other one's mentor.
    """
    both: list[tuple[UUID, Member | Side]] = [(member.mentorship, member) for member in standing.members]
    both += [(side.proposal, side) for side in standing.sides if side.is_held]
    own = {key for key, each in both if each.enrolment == mentee.pk}
    return {each.enrolment for key, each in both if key in own and each.role == Role.MENTOR}


def _drafts(mentee: Enrolment, inputs: Inputs, standing: Standing) -> list[Draft]:
    """Those that a choice for this mentee may change."""
    first = standing.first_drafts()
    stay = first if inputs.is_further else set()
    return [draft for draft in open_drafts_of(mentee.cohort, first) if draft.proposal not in stay]


def _columns(inputs: Inputs, mentee: Enrolment, scores: Mapping[int, int], looked_for: str) -> list[int]:
    """The mentors whose name or department holds these words, the best fit first; nobody is their own mentor."""
    named = [column for column, place in enumerate(inputs.mentors) if _is_named(place, looked_for)]
    columns = [column for column in named if inputs.mentors[column].person_id != mentee.person_id]
    return sorted(columns, key=lambda column: (-scores.get(column, -1), inputs.mentors[column].person.user.name))


def _options(
    inputs: Inputs,
    mentee: Enrolment,
    shown: Mapping[int, int | None],
    costs: Mapping[int, Cost],
    row: int,
    drafts: list[Draft],
) -> list[Option]:
    """One for each mentor shown, whose score is None where a rule forbids the pair."""
    exchanges = exchanges_of(inputs, row, [column for column in shown if shown[column] is not None], drafts)
    reasons = {column: _reasons(inputs, row, column) for column, score in shown.items() if score is not None}
    names = skill_names(reasons.values())
    return [
        Option(
            place=inputs.mentors[column].pk,
            mentor=person_of(inputs.mentors[column].person),
            fit_word="" if score is None else fit_word(score),
            points="" if score is None else points_of_100(score),
            why=in_words(reasons.get(column, ()), names, style=mentee.cohort.programme.style),
            cost=costs.get(column, NOT_WORKED_OUT).words,
            changes=costs.get(column, NOT_WORKED_OUT).changes,
            gives_way=_gives_way(drafts, mentee, inputs, column),
            exchange=exchanges.get(column),
            is_now=any(draft.mentee == mentee.pk and draft.mentor == inputs.mentors[column].pk for draft in drafts),
            refusal=_refusal(score is not None, inputs.capacity[column]),
            is_untrained=inputs.is_untrained(column),
        )
        for column, score in shown.items()
    ]


def _scores(inputs: Inputs, row: int) -> dict[int, int]:
    """By mentor, of those whom no rule forbids."""
    possible = candidate_pairs([inputs.mentee_sides[row]], inputs.mentor_sides, **inputs.rules)
    return dict(zip(possible.mentor.tolist(), possible.score.tolist(), strict=True))


def _is_named(place: Enrolment, words: str) -> bool:
    return words.lower() in f"{place.person.user.name}\n{department_of(place.person)}".lower()


def _refusal(is_possible: bool, places: int) -> str:
    """One word for every rule, what coordinators took out themselves among them (docs/decisions/0003). Those who lack
    a training are told apart by it (docs/decisions/0042).
    """
    if not is_possible:
        return _("Ruled out")
    return "" if places else _("No place left")


def _reasons(inputs: Inputs, row: int, column: int) -> Stored:
    mentee, mentor = inputs.mentee_sides[row], inputs.mentor_sides[column]
    return stored(explain_pair(score_pair(mentee, mentor, inputs.weights), mentee, mentor))


def _gives_way(drafts: list[Draft], mentee: Enrolment, inputs: Inputs, column: int) -> str:
    mentor = inputs.mentors[column].pk
    of_mentor = [draft for draft in drafts if draft.mentor == mentor and draft.mentee != mentee.pk]
    return of_mentor[0].mentee_name if of_mentor and len(of_mentor) >= inputs.capacity[column] else ""
