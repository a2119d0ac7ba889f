"""Candidate pairs at random, and every assignment there is where they are few."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from matching.assignment import MAX_SCORE, NotProven, verify


def instance(seed, most=25):
    """Random candidate pairs: many ties, scarce places, mentors without places, mentees without pairs, nobody."""
    rng = np.random.default_rng(seed)
    mentees, mentors = rng.integers(1, most, 2)
    density = rng.choice([0, 0.1, 0.4, 1.0], p=[0.04, 0.32, 0.32, 0.32])
    highest = rng.choice([0, 2, MAX_SCORE])
    mentee, mentor = np.nonzero(rng.random((mentees, mentors)) < density)
    score = rng.integers(0, highest + 1, len(mentee))
    capacity = rng.integers(0, rng.choice([2, 4]), mentors)
    return mentee, mentor, score, capacity, int(mentees)


def small(seed):
    """As `instance`, for up to 6 mentees and 4 mentors, some scores far above others, so that a high total tempts."""
    rng = np.random.default_rng(seed)
    mentees, mentors = int(rng.choice([1, 2, 3, 4, 4, 5, 6])), int(rng.choice([1, 2, 3, 4, 4, 4]))
    mentee, mentor = np.nonzero(rng.random((mentees, mentors)) < rng.choice([0.4, 0.8, 1.0]))
    score = rng.integers(0, rng.choice([1, 4, 10, 10]), len(mentee)) ** 3
    capacity = rng.choice([0, 1, 1, 1, 2], mentors)
    return mentee, mentor, score, capacity, mentees


def optimum(mentee, mentor, score, capacity, mentees):
    """(people placed, total score) of the best assignment, by a dense solver that shares nothing with ours."""
    dense = np.zeros((mentees, len(capacity)))
    dense[mentee, mentor] = MAX_SCORE * (mentees + 1) + score
    seats = np.repeat(dense, capacity, axis=1)
    row, column = linear_sum_assignment(seats, maximize=True)
    worth = seats[row, column]
    placed = int((worth > 0).sum())
    return placed, int(worth.sum()) - placed * MAX_SCORE * (mentees + 1)


def every_assignment(mentee, mentor, score, capacity, mentees) -> Iterator[dict[int, tuple[int, int]]]:
    """All there are: the mentor and the score of each mentee who has one."""
    options = [[] for _ in range(mentees)]
    for row, column, points in zip(mentee.tolist(), mentor.tolist(), score.tolist(), strict=True):
        options[row].append((column, points))

    def onwards(row, left):
        if row == mentees:
            yield {}
            return
        yield from onwards(row + 1, left)
        for column, points in options[row]:
            if left[column]:
                after = [places - (number == column) for number, places in enumerate(left)]
                for rest in onwards(row + 1, after):
                    yield {row: (column, points), **rest}

    yield from onwards(0, capacity.tolist())


def partners(assignment, mentees):
    """An assignment of `every_assignment` as `mentor_of`."""
    mentor_of = np.full(mentees, -1)
    for row, (column, _points) in assignment.items():
        mentor_of[row] = column
    return mentor_of


def blocked(mentee, mentor, score, capacity, assignment):
    """The pairs that block, counted one by one from what each side has."""
    held = {column: [] for column in range(len(capacity))}
    for column, points in assignment.values():
        held[column].append(points)
    pairs = zip(mentee.tolist(), mentor.tolist(), score.tolist(), strict=True)
    return [
        (row, column)
        for row, column, points in pairs
        if (row not in assignment or points > assignment[row][1])
        and (len(held[column]) < capacity[column] or any(points > other for other in held[column]))
    ]


def refused(arguments, wrong, mentees=None):
    with pytest.raises(NotProven) as caught:
        verify(*arguments, wrong, mentees=mentees or len(wrong.mentor_of))
    return str(caught.value)


def is_as_good(arguments, mentor_of, result):
    """Whether these partners, too, keep to pairs and places and reach the same, counted one by one."""
    scores = {(row, column): score for row, column, score in zip(*arguments[:3], strict=True)}
    chosen = [(row, column) for row, column in enumerate(mentor_of.tolist()) if column != -1]
    taken = Counter(column for _row, column in chosen)
    return (
        all(pair in scores for pair in chosen)
        and all(count <= arguments[3][column] for column, count in taken.items())
        and (len(chosen), sum(scores[pair] for pair in chosen)) == (result.cardinality, result.total)
        and min((scores[pair] for pair in chosen), default=None) == result.minimum
    )


def changed(array, index, value):
    copy = array.copy()
    copy[index] = value
    return copy
