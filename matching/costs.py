"""What choosing a mentor by hand means for everybody: what a search with that pair in it would reach, in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from numpy.typing import NDArray

from matching.assignment import Assignment, Certificate, blocking_pairs
from matching.candidates import Candidates
from matching.scoring import Key
from matching.services.finding import ListedChoice, assign_among, choose, compare
from matching.services.inputs import Inputs
from matching.shown import points_of_100
from matching.why_not import NOBODY, Answer, Loss, Move, WhyNot

# Mentees times mentors up to which a whole search is made anew for a choice whose cost cannot be read off the prices.
SOLVED_ANEW_UP_TO = 20_000
# Assignments tried at most for each mentor of a page, so that nobody stays without one for a pair the other way round.
TRIED_FOR_A_PAGE = 4

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cost:
    """How a search with this pair in it falls short of the best one, and who would then have somebody else."""

    words: str
    changes: tuple[str, ...] = ()


def costs_of(inputs: Inputs, row: int, columns: Sequence[int]) -> dict[int, Cost]:
    """By mentor, of these columns, who may all be this mentee's and have a place; no query is made.

    The price of a pair (`matching.why_not`) knows nothing of the rule that nobody mentors the one who mentors them.
    It is the truth where the best search and the one with this pair in it both keep that rule by themselves: then
    neither could do better. Otherwise the search is made anew, or, where there are too many people for that, the words
    say “about”, or no more than that the lowest score falls. The fairest choice has prices among the pairs from its
    lowest score up, so they tell what a pair costs that lowers it no further. A stable choice has none: how many would
    rather have each other is counted anew, and left out where there are too many people for that.
    """
    open_to = [column for column in columns if inputs.capacity[column]]
    if not open_to:
        return {}
    choice = choose(inputs, compare(inputs, _unwatched), _unwatched)
    costs = _read_off(inputs, choice, row, open_to)
    others = [column for column in open_to if column not in costs]
    if len(inputs.mentees) * len(inputs.mentors) <= SOLVED_ANEW_UP_TO:
        return costs | {column: _anew(inputs, choice, row, column) for column in others}
    return costs | _roughly(inputs, choice, row, others)


def _read_off(inputs: Inputs, choice: ListedChoice, row: int, columns: Sequence[int]) -> dict[int, Cost]:
    """Of those whose cost the prices of the choice tell exactly."""
    if len(choice.set_aside) or inputs.objective == "stable":
        return {}
    best, costs = choice.assignment, {}
    for column, answer in _priced(inputs, choice.candidates, best, row, columns).items():
        # Fewer people in a fair choice: or as many, with a pair below its lowest score.
        is_told = inputs.objective == "total" or not answer.at_most.people
        if is_told and not crosses(inputs, moved(best, answer)):
            costs[column] = Cost(in_words(answer.at_most), changes(inputs, answer.moves))
    return costs


def _priced(
    inputs: Inputs, candidates: Candidates, best: Assignment, row: int, columns: Sequence[int]
) -> dict[int, Answer]:
    """What each of these costs among the pairs from the lowest score of a choice up, or all where that is no matter."""
    least = best.minimum if best.objective == "fair" and best.minimum is not None else 0
    counts = candidates.score >= least
    mentee, mentor, score = candidates.mentee[counts], candidates.mentor[counts], candidates.score[counts]
    prices = Certificate(best.certificate.mentee, best.certificate.mentor)
    why_not = WhyNot(mentee, mentor, score, inputs.capacity, replace(best, certificate=prices, objective="total"))
    possible = set(mentor[mentee == row].tolist())
    among = [column for column in columns if column in possible]
    answers = zip(among, why_not.pairs([(row, column) for column in among]), strict=True)
    return {column: answer for column, answer in answers if answer is not None}


def _unwatched(done: int, total: int, message: str) -> None:
    """A page waits for no progress."""


# --- the rule that prices do not know ---


def _roughly(inputs: Inputs, choice: ListedChoice, row: int, columns: Sequence[int]) -> dict[int, Cost]:
    """About what each costs, by the prices of the highest total without the rule; of a stable choice nothing."""
    if inputs.objective == "stable" or not columns:
        return {}
    candidates, best = choice.candidates, choice.assignment
    everything = np.ones(len(candidates.score), dtype=np.bool_)
    highest = assign_among(candidates, everything, replace(inputs, objective="total"))
    mine = candidates.mentee == row
    own = dict(zip(candidates.mentor[mine].tolist(), candidates.score[mine].tolist(), strict=True))
    costs = {}
    for column, answer in _priced(inputs, candidates, highest, row, columns).items():
        loss = answer.at_most
        more = Loss(highest.cardinality - best.cardinality, highest.total - best.total)
        loss = Loss(loss.people - more.people, loss.points - more.points)
        lowest = best.minimum if inputs.objective == "fair" and loss.people <= 0 else None
        costs[column] = Cost(_about(loss) if lowest is None or own[column] >= lowest else _lower(lowest))
    return costs


def moved(assignment: Assignment, answer: Answer) -> list[int]:
    """The mentor of each mentee after these moves."""
    mentor_of: list[int] = assignment.mentor_of.tolist()
    for move in answer.moves:
        mentor_of[move.mentee] = move.after
    return mentor_of


def crosses(inputs: Inputs, mentor_of: Sequence[int]) -> bool:
    """Whether somebody would mentor the one who mentors them."""
    both = {side.key for side in inputs.mentee_sides} & {side.key for side in inputs.mentor_sides}
    mentor = {
        inputs.mentee_sides[row].key: inputs.mentor_sides[column].key
        for row, column in enumerate(mentor_of)
        if column != NOBODY and inputs.mentee_sides[row].key in both
    }
    return any(mentor.get(key) == person for person, key in mentor.items())


def _anew(inputs: Inputs, choice: ListedChoice, row: int, column: int) -> Cost:
    """By a search among the others, with one place of the mentor taken, and not by the mentee as their mentor."""
    candidates, best = choice.candidates, choice.assignment
    capacity = list(inputs.capacity)
    capacity[column] -= 1
    keys = [side.key for side in inputs.mentee_sides], [side.key for side in inputs.mentor_sides]
    is_back = _is_of(candidates.mentee, keys[0], keys[1][column]) & _is_of(candidates.mentor, keys[1], keys[0][row])
    others = _only(candidates, (candidates.mentee != row) & ~is_back)
    own = int(candidates.score[(candidates.mentee == row) & (candidates.mentor == column)].sum())
    rest = _rest(replace(inputs, capacity=capacity), others, own)
    told = changes(inputs, _apart(best, rest, row, column))
    loss = Loss(best.cardinality - rest.cardinality - 1, best.total - rest.total - own)
    lowest = own if rest.minimum is None else min(own, rest.minimum)
    if inputs.objective == "stable" and loss.people <= 0:
        return Cost(_regretted(_regrets(inputs, choice, rest, row, column)), told)
    if inputs.objective == "fair" and not loss.people and best.minimum is not None and lowest < best.minimum:
        return Cost(_lower(best.minimum, lowest), told)
    return Cost(in_words(loss), told)


def _rest(inputs: Inputs, others: Candidates, own: int) -> Assignment:
    """The best for the others beside a pair with this score, which a fair choice need not exceed for anybody."""
    rest = choose(inputs, others, _unwatched, tried=TRIED_FOR_A_PAGE).assignment
    if inputs.objective == "fair" and rest.minimum is not None and rest.minimum > own:
        pairs = _only(others, others.score >= own)
        return choose(replace(inputs, objective="total"), pairs, _unwatched, tried=TRIED_FOR_A_PAGE).assignment
    return rest


def _regrets(inputs: Inputs, choice: ListedChoice, rest: Assignment, row: int, column: int) -> int:
    """How many pairs would both rather have each other once this pair is made."""
    among = np.ones(len(choice.candidates.score), dtype=np.bool_)
    among[choice.set_aside] = False
    found, mentor_of = _only(choice.candidates, among), rest.mentor_of.copy()
    mentor_of[row] = column
    return blocking_pairs(
        found.mentee, found.mentor, found.score, inputs.capacity, mentor_of, mentees=len(inputs.mentees)
    )


def _only(candidates: Candidates, keep: NDArray[np.bool_]) -> Candidates:
    return replace(
        candidates, mentee=candidates.mentee[keep], mentor=candidates.mentor[keep], score=candidates.score[keep]
    )


def _apart(best: Assignment, rest: Assignment, row: int, column: int) -> tuple[Move, ...]:
    """Who has somebody else in the rest beside the chosen pair, which comes first."""
    before, after = best.mentor_of.copy(), rest.mentor_of.copy()
    after[row] = column
    others = [mentee for mentee in np.flatnonzero(before != after).tolist() if mentee != row]
    return tuple(Move(mentee, int(before[mentee]), int(after[mentee])) for mentee in (row, *others))


def _is_of(numbers: Ints, keys: Sequence[Key], key: Key) -> NDArray[np.bool_]:
    """Which of these numbers are that of the person with this key."""
    return numbers == (keys.index(key) if key in keys else NOBODY)


# --- words ---


def in_words(loss: Loss) -> str:
    """What a search falls short by."""
    if loss.people > 0:
        words = ngettext("%(count)d mentee fewer with a pair.", "%(count)d mentees fewer with a pair.", loss.people)
        return words % {"count": loss.people}
    if loss.points <= 0:
        return _("No change overall.")
    return _("%(points)s points fewer for all together.") % {"points": points_of_100(loss.points)}


def _about(loss: Loss) -> str:
    if loss.people > 0:
        words = ngettext(
            "About %(count)d mentee fewer with a pair.", "About %(count)d mentees fewer with a pair.", loss.people
        )
        return words % {"count": loss.people}
    if loss.points <= 0:
        return _("About no change overall.")
    return _("About %(points)s points fewer for all together.") % {"points": points_of_100(loss.points)}


def _lower(now: int, then: int | None = None) -> str:
    if then is None:
        return _("The weakest pair would score less than %(now)s of 100.") % {"now": points_of_100(now)}
    numbers = {"now": points_of_100(now), "then": points_of_100(then)}
    return _("The weakest pair would score %(then)s of 100 instead of %(now)s.") % numbers


def _regretted(count: int) -> str:
    if not count:
        return _("Nobody would rather have somebody else.")
    words = ngettext(
        "%(count)d mentee and mentor would both rather have each other.",
        "%(count)d times a mentee and a mentor would both rather have each other.",
        count,
    )
    return words % {"count": count}


def changes(inputs: Inputs, moves: Sequence[Move]) -> tuple[str, ...]:
    """Who makes room, and who has nobody or somebody at last; of the others how many they are."""
    if not moves:
        return ()
    (_mentee, _before, mentor), *others = moves
    told = [_told(inputs, move, mentor) for move in others]
    more = told.count("")
    if more:
        words = ngettext(
            "%(count)d more mentee would have another mentor.",
            "%(count)d more mentees would have another mentor.",
            more,
        )
        told.append(words % {"count": more})
    return tuple(words for words in told if words)


def _told(inputs: Inputs, move: Move, chosen: int) -> str:
    """A sentence about a mentee who makes room, or has nobody before or after."""
    name = inputs.mentees[move.mentee].person.user.name
    if move.before == NOBODY:
        words = _("%(name)s, who has nobody otherwise, would have %(other)s.")
        return _ended_once(words % {"name": name, "other": _mentor(inputs, move.after)})
    names = {"name": name, "mentor": _mentor(inputs, move.before)}
    if move.after == NOBODY:
        return _ended_once(_("%(name)s would have nobody instead of %(mentor)s.") % names)
    if move.before != chosen:
        return ""
    names["other"] = _mentor(inputs, move.after)
    return _ended_once(_("%(name)s would have %(other)s instead of %(mentor)s.") % names)


def _ended_once(sentence: str) -> str:
    """A sentence that ends with a name which has a full stop of its own, such as John Smith Jr."""
    return sentence.removesuffix(".") if sentence.endswith("..") else sentence


def _mentor(inputs: Inputs, column: int) -> str:
    return inputs.mentors[column].person.user.name
