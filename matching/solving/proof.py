"""Whether an assignment is what it says it is: in whole numbers, from the pairs alone, trusting no solver."""

import numpy as np

from matching.solving.blocking import blocking
from matching.solving.outcome import OBJECTIVES, Assignment, Bools, Certificate, Cover, Ints, NotProven
from matching.solving.problem import Problem


def prove(problem: Problem, assignment: Assignment) -> None:
    """Raise NotProven with the first thing about the assignment that is false or not proven."""
    certificate = getattr(assignment, "certificate", None)
    if not isinstance(assignment, Assignment) or not isinstance(certificate, Certificate):
        raise NotProven("There is no assignment with a certificate to check.")
    objective = assignment.objective
    if type(objective) is not str or objective not in OBJECTIVES:
        raise NotProven(f"There is no objective {objective!r}.")
    check_places(problem, assignment.mentor_of)
    _check_totals(problem, assignment)
    if objective == "stable":
        _prove_stable(problem, assignment)
    elif objective == "fair":
        _prove_fair(problem, assignment)
    else:
        _prove_total(problem, assignment)


def _prove_total(problem: Problem, assignment: Assignment) -> None:
    if assignment.certificate.everything is not None or assignment.certificate.above is not None:
        raise NotProven("The highest total is proven by prices alone, but there is a cover.")
    _prove_prices(problem, assignment, least=0)


def _prove_fair(problem: Problem, assignment: Assignment) -> None:
    """Nobody could place more; without pairs of the lowest score fewer; with all from it up the total is highest."""
    certificate, placed, least = assignment.certificate, assignment.cardinality, assignment.minimum
    size = _check_cover(problem, "everything", certificate.everything, -1, "everything")
    if size != placed:
        raise NotProven(f"The cover of everything allows for {size - placed} more people than are placed.")
    if least is not None:
        words = f"pairs above {least}"
        size = _check_cover(problem, "above", certificate.above, least, words)
        if size >= placed:
            raise NotProven(f"The cover of {words} allows for {size} people: a higher minimum may be possible.")
    elif certificate.above is not None:
        raise NotProven("Nobody is placed, but there is a cover of pairs above the lowest score.")
    _prove_prices(problem, assignment, least=least or 0)


def _prove_stable(problem: Problem, assignment: Assignment) -> None:
    certificate = assignment.certificate
    _check_vector("certificate.mentee", certificate.mentee, 0)
    _check_vector("certificate.mentor", certificate.mentor, 0)
    if certificate.everything is not None or certificate.above is not None:
        raise NotProven("A stable assignment is proven by the pairs alone, but there is a cover.")
    count = blocking(problem, assignment.mentor_of)
    if count:
        raise NotProven(f"It is not stable: {count} pairs would both rather have each other.")


# --- what it says ---


def check_places(problem: Problem, mentor_of: Ints) -> None:
    """Raise NotProven unless this is an assignment: candidate pairs alone, no mentor beyond the places given."""
    _check_vector("mentor_of", mentor_of, problem.mentees)
    outside = np.flatnonzero((mentor_of < -1) | (mentor_of >= problem.mentors))
    if len(outside):
        raise NotProven(f"Mentee {outside[0]} has mentor {mentor_of[outside[0]]}, who does not exist.")
    stray = np.flatnonzero((mentor_of >= 0) & (problem.own(mentor_of) < 0))
    if len(stray):
        pair = f"Mentee {stray[0]} with mentor {mentor_of[stray[0]]}"
        raise NotProven(f"{pair} is not among the candidate pairs.")
    taken = np.bincount(mentor_of[mentor_of >= 0], minlength=problem.mentors)
    over = np.flatnonzero(taken > problem.capacity)
    if len(over):
        raise NotProven(f"Mentor {over[0]} has {taken[over[0]]} mentees for {problem.capacity[over[0]]} places.")


def _check_vector(name: str, array: Ints | Bools, length: int, dtype: type = np.int64) -> None:
    if not isinstance(array, np.ndarray) or array.dtype != dtype or array.shape != (length,):
        kind = "whole numbers of 64 bits" if dtype is np.int64 else "times yes or no"
        raise NotProven(f"{name} must be {length} {kind}.")


def _check_totals(problem: Problem, assignment: Assignment) -> None:
    _check_number("cardinality", assignment.cardinality)
    _check_number("total", assignment.total)
    score = problem.score[problem.chosen(assignment.mentor_of)]
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


def _prove_prices(problem: Problem, assignment: Assignment, *, least: int) -> None:
    """That no assignment of pairs of this score and above weighs more."""
    certificate = assignment.certificate
    _check_vector("certificate.mentee", certificate.mentee, problem.mentees)
    _check_vector("certificate.mentor", certificate.mentor, problem.mentors)
    _check_prices(problem, certificate, least)
    _check_gap(problem, assignment)


def _check_prices(problem: Problem, certificate: Certificate, least: int) -> None:
    highest = problem.base + int(problem.score.max()) if len(problem) else 0
    for name, price in (("mentee", certificate.mentee), ("mentor", certificate.mentor)):
        # No useful price exceeds the heaviest pair, and within this bound no sum of two can wrap around.
        odd = np.flatnonzero((price < 0) | (price > highest))
        if len(odd):
            raise NotProven(f"The price of {name} {odd[0]} is {price[odd[0]]}, outside 0 to {highest}.")
    worth = (certificate.mentee - problem.base)[problem.mentee] + certificate.mentor[problem.mentor]
    short = np.flatnonzero((worth < problem.score) & (problem.score >= least))
    if len(short):
        pair = f"mentee {problem.mentee[short[0]]} and mentor {problem.mentor[short[0]]}"
        raise NotProven(f"The prices of {pair} together are below the weight of that pair.")


def _check_gap(problem: Problem, assignment: Assignment) -> None:
    certificate, reached = assignment.certificate, assignment.cardinality * problem.base + assignment.total
    bound = sum(certificate.mentee.tolist()) + _per_place(problem, certificate.mentor.tolist())
    if bound != reached:
        raise NotProven(f"The prices allow for {bound - reached} more than the assignment reaches.")


def _check_cover(problem: Problem, name: str, cover: Cover | None, above: int, words: str) -> int:
    """How many places this cover has; raises NotProven unless it covers the pairs above this score."""
    if not isinstance(cover, Cover):
        raise NotProven(f"There is no cover of {words}.")
    _check_vector(f"certificate.{name}.mentee", cover.mentee, problem.mentees, np.bool_)
    _check_vector(f"certificate.{name}.mentor", cover.mentor, problem.mentors, np.bool_)
    bare = ~cover.mentee[problem.mentee]
    bare &= ~cover.mentor[problem.mentor]
    bare &= problem.score > above
    left = np.flatnonzero(bare)
    if len(left):
        pair = f"mentee {problem.mentee[left[0]]} nor mentor {problem.mentor[left[0]]}"
        raise NotProven(f"The cover of {words} has neither {pair}.")
    return int(np.count_nonzero(cover.mentee)) + _per_place(problem, cover.mentor.tolist())


def _per_place(problem: Problem, values: list[int]) -> int:
    """A mentor's value once per place, in plain integers: it may pass 64 bits when the values are wrong."""
    return sum(count * value for count, value in zip(problem.capacity.tolist(), values, strict=True))
