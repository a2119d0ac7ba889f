"""Whether an assignment is what it says it is: in whole numbers, from the pairs alone, trusting no solver."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.solving.blocking import blocking
from matching.solving.outcome import OBJECTIVES, Assignment, Bools, Certificate, Cover, Ints, NotProven
from matching.solving.pairs import Block, Pairs, Values, ready_to_add


def prove(pairs: Pairs, assignment: Assignment) -> None:
    """Raise NotProven with the first thing about the assignment that is false or not proven."""
    certificate = getattr(assignment, "certificate", None)
    if not isinstance(assignment, Assignment) or not isinstance(certificate, Certificate):
        raise NotProven("There is no assignment with a certificate to check.")
    objective = assignment.objective
    if type(objective) is not str or objective not in OBJECTIVES:
        raise NotProven(f"There is no objective {objective!r}.")
    own = check_places(pairs, assignment.mentor_of)
    _check_totals(assignment, own[own >= 0])
    if objective == "stable":
        _prove_stable(pairs, assignment)
    elif objective == "fair":
        _prove_fair(pairs, assignment)
    else:
        _prove_total(pairs, assignment)


def _prove_total(pairs: Pairs, assignment: Assignment) -> None:
    if assignment.certificate.everything is not None or assignment.certificate.above is not None:
        raise NotProven("The highest total is proven by prices alone, but there is a cover.")
    _check_all(pairs, [_by_prices(pairs, assignment.certificate, least=0)])
    _check_gap(pairs, assignment)


def _prove_fair(pairs: Pairs, assignment: Assignment) -> None:
    """Nobody could place more; without pairs of the lowest score fewer; with all from it up the total is highest."""
    certificate, placed, least = assignment.certificate, assignment.cardinality, assignment.minimum
    checks = [_by_cover(pairs, "everything", certificate.everything, -1, "everything")]
    if least is not None:
        checks.append(_by_cover(pairs, "above", certificate.above, least, f"pairs above {least}"))
    elif certificate.above is not None:
        raise NotProven("Nobody is placed, but there is a cover of pairs above the lowest score.")
    _check_all(pairs, [*checks, _by_prices(pairs, certificate, least=least or 0)])
    size = _size(pairs, certificate.everything)
    if size != placed:
        raise NotProven(f"The cover of everything allows for {size - placed} more people than are placed.")
    size = _size(pairs, certificate.above)
    if least is not None and size >= placed:
        raise NotProven(f"The cover of pairs above {least} allows for {size} people: a higher minimum may be possible.")
    _check_gap(pairs, assignment)


def _prove_stable(pairs: Pairs, assignment: Assignment) -> None:
    certificate = assignment.certificate
    _check_vector("certificate.mentee", certificate.mentee, 0)
    _check_vector("certificate.mentor", certificate.mentor, 0)
    if certificate.everything is not None or certificate.above is not None:
        raise NotProven("A stable assignment is proven by the pairs alone, but there is a cover.")
    count = blocking(pairs, assignment.mentor_of)
    if count:
        raise NotProven(f"It is not stable: {count} pairs would both rather have each other.")


# --- what it says ---


def check_places(pairs: Pairs, mentor_of: Ints) -> Ints:
    """Raise NotProven unless this is an assignment: candidate pairs alone, no mentor beyond the places given.

    Returns the score (mentees,) of each mentee's own pair, -1 for nobody.
    """
    _check_vector("mentor_of", mentor_of, pairs.mentees)
    outside = np.flatnonzero((mentor_of < -1) | (mentor_of >= len(pairs.capacity)))
    if len(outside):
        raise NotProven(f"Mentee {outside[0]} has mentor {mentor_of[outside[0]]}, who does not exist.")
    own = pairs.own(mentor_of)
    stray = np.flatnonzero((mentor_of >= 0) & (own < 0))
    if len(stray):
        pair = f"Mentee {stray[0]} with mentor {mentor_of[stray[0]]}"
        raise NotProven(f"{pair} is not among the candidate pairs.")
    taken = np.bincount(mentor_of[mentor_of >= 0], minlength=len(pairs.capacity))
    over = np.flatnonzero(taken > pairs.capacity)
    if len(over):
        raise NotProven(f"Mentor {over[0]} has {taken[over[0]]} mentees for {pairs.capacity[over[0]]} places.")
    return own


def _check_vector(name: str, array: Ints | Bools, length: int, dtype: type = np.int64) -> None:
    if not isinstance(array, np.ndarray) or array.dtype != dtype or array.shape != (length,):
        kind = "whole numbers of 64 bits" if dtype is np.int64 else "times yes or no"
        raise NotProven(f"{name} must be {length} {kind}.")


def _check_totals(assignment: Assignment, score: Ints) -> None:
    _check_number("cardinality", assignment.cardinality)
    _check_number("total", assignment.total)
    if assignment.cardinality != len(score):
        raise NotProven(f"It says {assignment.cardinality} people are placed, but {len(score)} are.")
    if assignment.total != score.sum():
        raise NotProven(f"It says the scores add up to {assignment.total}, but they add up to {score.sum()}.")
    lowest = int(score.min()) if len(score) else None
    if assignment.minimum is not None:
        _check_number("minimum", assignment.minimum)
    if assignment.minimum != lowest:
        raise NotProven(f"It says the lowest score is {assignment.minimum}, but it is {lowest}.")


def _check_number(name: str, value: object) -> None:
    if type(value) not in (int, np.int64):  # one that says itself what it is equal to, say
        raise NotProven(f"{name} must be a whole number.")


# --- what proves it ---


@dataclass(frozen=True, slots=True, eq=False)
class _Check:
    """What no pair may be, and what to say of the first one that is: the numbers of its two people filled in."""

    is_wrong: Callable[[Block], Values]
    words: str


def _check_all(pairs: Pairs, checks: list[_Check]) -> None:
    """Look at every pair once. Raises NotProven for the first that is wrong."""
    for block in pairs.blocks():
        for check in checks:
            pair = block.first(check.is_wrong(block))
            if pair:
                raise NotProven(check.words % pair)


def _by_prices(pairs: Pairs, certificate: Certificate, *, least: int) -> _Check:
    """That no pair of this score and above weighs more than the prices of its two people."""
    _check_vector("certificate.mentee", certificate.mentee, pairs.mentees)
    _check_vector("certificate.mentor", certificate.mentor, len(pairs.capacity))
    for name, price in (("mentee", certificate.mentee), ("mentor", certificate.mentor)):
        # No useful price exceeds the heaviest pair, and within this bound no sum of two can wrap around.
        odd = np.flatnonzero((price < 0) | (price > pairs.heaviest))
        if len(odd):
            raise NotProven(f"The price of {name} {odd[0]} is {price[odd[0]]}, outside 0 to {pairs.heaviest}.")
    beyond, mentor = ready_to_add(certificate.mentee - pairs.base, certificate.mentor)

    def is_short(block: Block) -> Values:
        short: Values = block.of_mentee(beyond) + block.of_mentor(mentor) < block.score
        return short & (block.score >= least) if short.any() else short

    return _Check(is_short, "The prices of mentee %d and mentor %d together are below the weight of that pair.")


def _by_cover(pairs: Pairs, name: str, cover: Cover | None, above: int, words: str) -> _Check:
    """That every pair above this score has somebody in the cover."""
    if not isinstance(cover, Cover):
        raise NotProven(f"There is no cover of {words}.")
    _check_vector(f"certificate.{name}.mentee", cover.mentee, pairs.mentees, np.bool_)
    _check_vector(f"certificate.{name}.mentor", cover.mentor, len(pairs.capacity), np.bool_)
    bare_mentee, bare_mentor = ~cover.mentee, ~cover.mentor

    def is_bare(block: Block) -> Values:
        mentee, mentor = block.of_mentee(bare_mentee), block.of_mentor(bare_mentor)
        if not mentee.any():  # where all are placed they are mostly the cover by themselves
            return mentee
        return (mentee & mentor) & (block.score > above)

    return _Check(is_bare, f"The cover of {words} has neither mentee %d nor mentor %d.")


def _size(pairs: Pairs, cover: Cover | None) -> int:
    """How many people a cover lets be placed at most; nobody without one."""
    return int(np.count_nonzero(cover.mentee)) + _per_place(pairs, cover.mentor.tolist()) if cover else 0


def _check_gap(pairs: Pairs, assignment: Assignment) -> None:
    certificate, reached = assignment.certificate, assignment.cardinality * pairs.base + assignment.total
    bound = sum(certificate.mentee.tolist()) + _per_place(pairs, certificate.mentor.tolist())
    if bound != reached:
        raise NotProven(f"The prices allow for {bound - reached} more than the assignment reaches.")


def _per_place(pairs: Pairs, values: list[int]) -> int:
    """A mentor's value once per place, in plain integers: it may pass 64 bits when the values are wrong."""
    return sum(count * value for count, value in zip(pairs.capacity.tolist(), values, strict=True))
