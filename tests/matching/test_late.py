from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.assignment import MAX_SCORE, assign
from matching.late import NOBODY, keep_bonus, place_late
from tests.matching.forced import made


def joined(seed, joiners, *, most=6):
    """A problem whose pairs stand but for the last mentees, who join."""
    problem = made(seed, most=most)
    early = problem.mentee < problem.mentees - joiners
    best = assign(*(part[early] for part in problem[:3]), problem.capacity, mentees=problem.mentees)
    return problem, best.mentor_of


def every_way(problem, free, who):
    """Every way to give these mentees places: {mentee: mentor}."""
    choices = [[NOBODY, *(column for row, column in problem.scores if row == mentee)] for mentee in who]
    for columns in product(*choices):
        taken = np.bincount([column for column in columns if column != NOBODY], minlength=len(free))
        if (taken <= free).all():
            yield {row: column for row, column in zip(who, columns, strict=True) if column != NOBODY}


def total(problem, way):
    return sum(problem.scores[pair] for pair in way.items())


def pairs_of(mentor_of):
    return {row: column for row, column in enumerate(mentor_of.tolist()) if column != NOBODY}


@pytest.mark.parametrize("joiners", [1, 2, 3])
@pytest.mark.parametrize("seed", range(40))
def test_joiners_get_the_best_of_the_free_places_and_nobody_moves(seed, joiners):
    problem, kept = joined(seed, joiners)
    free = problem.capacity - np.bincount(kept[kept >= 0], minlength=len(problem.capacity))
    who = np.flatnonzero(kept == NOBODY).tolist()

    placed = place_late(*problem[:4], kept)

    best = max((len(way), total(problem, way)) for way in every_way(problem, free, who))
    new = {row: column for row, column in pairs_of(placed.mentor_of).items() if row in who}
    assert (placed.cardinality, placed.total) == best == (len(new), total(problem, new))
    assert new in list(every_way(problem, free, who))
    assert (placed.mentor_of[kept != NOBODY] == kept[kept != NOBODY]).all()


def test_one_joiner_gets_the_best_mentor_who_has_a_free_place():
    placed = place_late([0, 0, 1, 1, 1], [0, 1, 0, 1, 2], [9, 8, 9, 5, 3], [1, 1, 1], [0, NOBODY])

    assert placed.mentor_of.tolist() == [0, 1]
    assert (placed.cardinality, placed.total) == (1, 5)


def test_pair_that_stands_needs_no_candidate_and_may_be_one_too_many():
    placed = place_late([2, 2], [0, 1], [9, 4], [1, 1], [0, 0, NOBODY])

    assert placed.mentor_of.tolist() == [0, 0, 1]


def test_nobody_joins_and_nothing_changes():
    kept = np.array([0, 1])

    placed = place_late([0, 1], [0, 1], [1, 1], [1, 1], kept)

    assert (placed.mentor_of.tolist(), placed.cardinality, placed.total) == ([0, 1], 0, 0)
    assert kept.flags.writeable


@pytest.mark.parametrize("objective", ["total", "fair"])
@pytest.mark.parametrize("bonus", [0, 1, 30, MAX_SCORE // 2])
@pytest.mark.parametrize("seed", range(30))
def test_bonus_is_weighed_after_people_in_steps_of_two_points(seed, bonus, objective):
    problem, kept = joined(seed, 2, most=5)
    stands = pairs_of(kept).items()

    def worth(way):
        step = 2 if bonus else 1
        counts = [(problem.scores[pair] + bonus * (pair in stands)) // step for pair in way.items()]
        return len(way), min(counts, default=0) if objective == "fair" else 0, sum(counts)

    (told,) = keep_bonus(*problem[:4], kept, bonuses=[bonus], objective=objective)

    way = pairs_of(told.mentor_of)
    assert worth(way) == max(map(worth, every_way(problem, problem.capacity, range(problem.mentees))))
    assert (told.cardinality, told.total) == (len(way), total(problem, way))
    assert told.moved == len(stands - way.items())


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.lists(st.integers(0, 400), min_size=1, max_size=5))
def test_the_higher_the_bonus_the_fewer_move_and_the_lower_the_total(seed, bonuses):
    problem, kept = joined(seed, 3, most=20)
    problem = problem._replace(score=problem.score // 2 * 2)  # whole steps, so that nothing is rounded

    curve = keep_bonus(*problem[:4], kept, bonuses=[2 * bonus for bonus in sorted(bonuses)])

    assert [told.bonus for told in curve] == [2 * bonus for bonus in sorted(bonuses)]
    assert [told.moved for told in curve] == sorted((told.moved for told in curve), reverse=True)
    assert [told.total for told in curve] == sorted((told.total for told in curve), reverse=True)
    assert len({told.cardinality for told in curve}) == 1


def test_bonus_counts_in_full_where_scores_leave_no_room_above():
    """Both would gain a little by exchanging their mentors, and one of them has the highest score there is."""
    pairs = [0, 0, 1, 1], [0, 1, 0, 1], [MAX_SCORE - 20, MAX_SCORE, MAX_SCORE, MAX_SCORE - 20], [1, 1]

    little, enough = keep_bonus(*pairs, [0, 1], bonuses=[18, 22])

    assert (little.moved, little.total) == (2, 2 * MAX_SCORE)
    assert (enough.moved, enough.total) == (0, 2 * MAX_SCORE - 40)


def test_pair_that_may_stand_no_longer_counts_as_moved():
    (told,) = keep_bonus([0, 1], [1, 1], [5, 7], [1, 1], [0, 1], bonuses=[10])

    assert (told.moved, told.cardinality, told.total) == (1, 1, 7)


@pytest.mark.parametrize("bonus", [-1, MAX_SCORE + 1])
def test_bonus_beyond_all_scores_is_refused(bonus):
    with pytest.raises(ValueError, match=f"The bonus is {bonus}: give whole points from 0 to 1000000"):
        keep_bonus([0], [0], [1], [1], [0], bonuses=[bonus])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (([0], [0], [1], [1], [1]), "kept holds numbers outside -1 to 0"),
        (([0], [0], [1], [1], [-2]), "kept holds numbers outside -1 to 0"),
        (([0], [0], [1], [1], [0.5]), "kept must be a flat list of whole numbers"),
        (([1], [0], [1], [1], [0]), "mentee holds numbers outside 0 to 0"),
        (([0], [0], [1.5], [1], [-1]), "score must be a flat list of whole numbers"),
        (([0], [0], [MAX_SCORE + 1], [1], [-1]), "score holds numbers outside 0 to 1000000"),
        (([0], [1], [1], [1], [-1]), "mentor holds numbers outside 0 to 0"),
    ],
)
def test_bad_input_is_refused_with_advice(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        place_late(*arguments)
    with pytest.raises(ValueError, match=sentence):
        keep_bonus(*arguments, bonuses=[0])
