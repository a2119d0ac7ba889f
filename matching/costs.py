"""What choosing a mentor by hand means for everybody: what a search with that pair in it would reach, in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from numpy.typing import NDArray

from matching.assignment import Assignment
from matching.scoring import Key
from matching.services.finding import Choice, assign_among, choose, compare
from matching.services.inputs import Inputs
from matching.shown import points_of_100
from matching.why_not import NOBODY, Answer, Loss, Move, WhyNot

# Mentees times mentors up to which a whole search is made anew for a choice whose cost cannot be read off the prices.
SOLVED_ANEW_UP_TO = 20_000

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
    say “about”.
    """
    if not columns:
        return {}
    candidates = compare(inputs, _unwatched)
    choice = choose(inputs, candidates, _unwatched)
    is_small = len(inputs.mentees) * len(inputs.mentors) <= SOLVED_ANEW_UP_TO
    if len(choice.set_aside) and is_small:
        return {column: _anew(inputs, choice, row, column) for column in columns}
    best = _without_the_rule(inputs, choice)
    why_not = WhyNot(candidates.mentee, candidates.mentor, candidates.score, inputs.capacity, best)
    answers = zip(columns, why_not.pairs([(row, column) for column in columns]), strict=True)
    costs = {}
    for column, answer in answers:
        if answer is None:  # no place, and so no choice
            continue
        loss = _beside(choice, best, answer.at_most)
        if not len(choice.set_aside) and not _crosses(inputs, _moved(best, answer)):
            costs[column] = Cost(_in_words(loss), _changes(inputs, answer.moves))
        else:
            costs[column] = _anew(inputs, choice, row, column) if is_small else Cost(_about(loss))
    return costs


def _unwatched(done: int, total: int, message: str) -> None:
    """A page waits for no progress."""


# --- the rule that prices do not know ---


def _without_the_rule(inputs: Inputs, choice: Choice) -> Assignment:
    """The best of all candidates, whoever then mentors whom."""
    if not len(choice.set_aside):
        return choice.assignment
    return assign_among(choice.candidates, np.ones(len(choice.candidates.score), dtype=np.bool_), inputs.capacity)


def _beside(choice: Choice, best: Assignment, loss: Loss) -> Loss:
    """Of a loss against the best without the rule what remains of it against the best with it."""
    people, points = best.cardinality - choice.assignment.cardinality, best.total - choice.assignment.total
    return Loss(loss.people - people, loss.points - points)


def _moved(assignment: Assignment, answer: Answer) -> list[int]:
    """The mentor of each mentee after these moves."""
    mentor_of: list[int] = assignment.mentor_of.tolist()
    for move in answer.moves:
        mentor_of[move.mentee] = move.after
    return mentor_of


def _crosses(inputs: Inputs, mentor_of: Sequence[int]) -> bool:
    """Whether somebody would mentor the one who mentors them."""
    both = {side.key for side in inputs.mentee_sides} & {side.key for side in inputs.mentor_sides}
    mentor = {
        inputs.mentee_sides[row].key: inputs.mentor_sides[column].key
        for row, column in enumerate(mentor_of)
        if column != NOBODY and inputs.mentee_sides[row].key in both
    }
    return any(mentor.get(key) == person for person, key in mentor.items())


def _anew(inputs: Inputs, choice: Choice, row: int, column: int) -> Cost:
    """By a search among the others, with one place of the mentor taken, and not by the mentee as their mentor."""
    candidates, best = choice.candidates, choice.assignment
    capacity = list(inputs.capacity)
    capacity[column] -= 1
    keys = [side.key for side in inputs.mentee_sides], [side.key for side in inputs.mentor_sides]
    is_back = _is_of(candidates.mentee, keys[0], keys[1][column]) & _is_of(candidates.mentor, keys[1], keys[0][row])
    keep = (candidates.mentee != row) & ~is_back
    others = replace(
        candidates, mentee=candidates.mentee[keep], mentor=candidates.mentor[keep], score=candidates.score[keep]
    )
    rest = choose(replace(inputs, capacity=capacity), others, _unwatched).assignment
    own = candidates.score[(candidates.mentee == row) & (candidates.mentor == column)].sum()
    return Cost(_in_words(Loss(best.cardinality - rest.cardinality - 1, best.total - rest.total - int(own))))


def _is_of(numbers: Ints, keys: Sequence[Key], key: Key) -> NDArray[np.bool_]:
    """Which of these numbers are that of the person with this key."""
    return numbers == (keys.index(key) if key in keys else NOBODY)


# --- words ---


def _in_words(loss: Loss) -> str:
    if loss.people > 0:
        words = ngettext("%(count)d mentee fewer with a pair.", "%(count)d mentees fewer with a pair.", loss.people)
        return words % {"count": loss.people}
    if loss.points <= 0:
        return _("As good for everybody.")
    return _("%(points)s points fewer in all.") % {"points": points_of_100(loss.points)}


def _about(loss: Loss) -> str:
    if loss.people > 0:
        words = ngettext(
            "About %(count)d mentee fewer with a pair.", "About %(count)d mentees fewer with a pair.", loss.people
        )
        return words % {"count": loss.people}
    if loss.points <= 0:
        return _("About as good for everybody.")
    return _("About %(points)s points fewer in all.") % {"points": points_of_100(loss.points)}


def _changes(inputs: Inputs, moves: Sequence[Move]) -> tuple[str, ...]:
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
        return _("%(name)s, who has nobody otherwise, would have %(other)s.") % {
            "name": name,
            "other": _mentor(inputs, move.after),
        }
    names = {"name": name, "mentor": _mentor(inputs, move.before)}
    if move.after == NOBODY:
        return _("%(name)s would have nobody instead of %(mentor)s.") % names
    if move.before != chosen:
        return ""
    names["other"] = _mentor(inputs, move.after)
    return _("%(name)s would have %(other)s instead of %(mentor)s.") % names


def _mentor(inputs: Inputs, column: int) -> str:
    return inputs.mentors[column].person.user.name
