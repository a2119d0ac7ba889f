"""Whatever is changed about an assignment of any objective is refused, unless what it says is still true and proven."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.assignment import Assignment, Certificate, Cover, assign, verify
from mentoring.lib.env import BASE_DIR
from tests.matching.solving.instances import blocked, changed, instance, is_as_good, refused

OBJECTIVES = ("total", "fair", "stable")
# Three want the one place of mentor 0; mentee 2 alone could have mentor 1, for less. Mentor 2 has no place.
PAIRS = ([0, 1, 2, 2, 2], [0, 0, 0, 1, 2], [60, 50, 80, 30, 99], [1, 1, 0])
FAIR = assign(*PAIRS, objective="fair")
STABLE = assign(*PAIRS, objective="stable")
TOTAL = assign(*PAIRS)


def cover(mentee, mentor):
    return Cover(mentee=np.array(mentee, dtype=bool), mentor=np.array(mentor, dtype=bool))


def with_certificate(assignment, **parts):
    return replace(assignment, certificate=replace(assignment.certificate, **parts))


def solved(objective, seed):
    mentee, mentor, score, capacity, mentees = instance(seed, most=9)
    result = assign(mentee, mentor, score, capacity, mentees=mentees, objective=objective)
    return (mentee, mentor, score, capacity), result


@pytest.mark.parametrize("objective", OBJECTIVES)
@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), delta=st.integers(-(2**62), 2**62).filter(bool))
def test_any_other_figure_is_refused(objective, seed, delta):
    arguments, result = solved(objective, seed)
    lowest = delta if result.minimum is None else result.minimum + delta

    assert "but" in refused(arguments, replace(result, cardinality=result.cardinality + delta))
    assert "but" in refused(arguments, replace(result, total=result.total + delta))
    assert "but it is" in refused(arguments, replace(result, minimum=lowest))
    if result.minimum is not None:
        assert "but it is" in refused(arguments, replace(result, minimum=None))


@pytest.mark.parametrize("objective", OBJECTIVES)
@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000))
def test_any_other_objective_is_refused(objective, seed):
    """Even where the assignment is the best by the other one, too: the certificate does not say so."""
    arguments, result = solved(objective, seed)

    for other in [*OBJECTIVES, "best", None]:
        if other != objective:
            assert refused(arguments, replace(result, objective=other))


@pytest.mark.parametrize("objective", OBJECTIVES)
@settings(max_examples=80, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), data=st.data())
def test_any_other_partner_is_refused(objective, seed, data):
    arguments, result = solved(objective, seed)
    mentee = data.draw(st.integers(0, len(result.mentor_of) - 1))
    mentor = data.draw(st.integers(-3, len(arguments[3]) + 2).filter(lambda m: m != result.mentor_of[mentee]))
    other = changed(result.mentor_of, mentee, mentor)
    still_true = is_as_good(arguments, other, result)

    if still_true and objective == "stable":
        scores = {(row, column): score for row, column, score in zip(*arguments[:3], strict=True)}
        made = {row: (column, scores[row, column]) for row, column in enumerate(other.tolist()) if column >= 0}
        still_true = not blocked(*arguments, made)
    if still_true:
        verify(*arguments, replace(result, mentor_of=other), mentees=len(other))
    else:
        assert refused(arguments, replace(result, mentor_of=other))


@pytest.mark.parametrize("objective", ["total", "fair"])
@settings(max_examples=80, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), data=st.data())
def test_any_other_price_that_somebody_pays_is_refused(objective, seed, data):
    arguments, result = solved(objective, seed)
    side = data.draw(st.sampled_from(["mentee", "mentor"]))
    prices = getattr(result.certificate, side)
    index = data.draw(st.integers(0, len(prices) - 1))
    delta = data.draw(st.one_of(st.integers(-9, 9), st.integers(-(2**62), 2**62)).filter(bool))

    if side == "mentee" or arguments[3][index]:
        wrong = with_certificate(result, **{side: changed(prices, index, prices[index] + delta)})
        assert refused(arguments, wrong)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), data=st.data())
def test_any_other_cover_is_refused_unless_it_is_one(seed, data):
    arguments, result = solved("fair", seed)
    mentee, mentor, score, capacity = arguments
    name = data.draw(st.sampled_from(["everything", "above"] if result.cardinality else ["everything"]))
    side = data.draw(st.sampled_from(["mentee", "mentor"]))
    kept = getattr(result.certificate, name)
    index = data.draw(st.integers(0, len(getattr(kept, side)) - 1))
    other = replace(kept, **{side: changed(getattr(kept, side), index, not getattr(kept, side)[index])})
    wrong = with_certificate(result, **{name: other})
    size = int(other.mentee.sum() + capacity[other.mentor].sum())
    above = -1 if name == "everything" else result.minimum
    covers = all(
        other.mentee[row] or other.mentor[column]
        for row, column, points in zip(mentee.tolist(), mentor.tolist(), score.tolist(), strict=True)
        if points > above
    )

    if covers and (size == result.cardinality if name == "everything" else size < result.cardinality):
        verify(*arguments, wrong, mentees=len(result.mentor_of))
    else:
        assert refused(arguments, wrong)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"everything": None}, "There is no cover of everything."),
        ({"above": None}, "There is no cover of pairs above 30."),
        ({"above": ([], [])}, "There is no cover of pairs above 30."),
        ({"everything": cover([0, 0, 1], [0, 1, 1])}, "The cover of everything has neither mentee 0 nor mentor 0."),
        ({"everything": cover([1, 1, 1], [0, 0, 0])}, "The cover of everything allows for 1 more people than"),
        ({"everything": cover([0, 0, 1], [1, 1, 1])}, "The cover of everything allows for 1 more people than"),
        ({"above": cover([1, 0, 1], [0, 0, 1])}, "The cover of pairs above 30 has neither mentee 1 nor mentor 0."),
        (
            {"above": cover([0, 0, 1], [1, 0, 0])},
            "The cover of pairs above 30 allows for 2 people: a higher minimum may",
        ),
        ({"above": cover([0, 0], [1, 0, 1])}, "certificate.above.mentee must be 3 times yes or no."),
        ({"above": cover([0, 0, 0], [1])}, "certificate.above.mentor must be 3 times yes or no."),
        ({"mentee": np.array([0, 0])}, "certificate.mentee must be 3 whole numbers of 64 bits."),
        ({"mentor": np.zeros(3)}, "certificate.mentor must be 3 whole numbers of 64 bits."),
    ],
)
def test_verify_says_what_is_wrong_with_a_fair_certificate(wrong, sentence):
    assert refused(PAIRS, with_certificate(FAIR, **wrong)).startswith(sentence)


def test_a_cover_of_numbers_is_no_cover():
    kept = FAIR.certificate.above
    other = Cover(mentee=kept.mentee.astype(np.int64), mentor=kept.mentor)

    assert refused(PAIRS, with_certificate(FAIR, above=other)).startswith("certificate.above.mentee must be 3 times")


def test_a_minimum_below_the_highest_is_refused():
    """The assignment of the highest total, said to be the fair one, with covers that are true where they can be."""
    pairs = ([0, 0, 1, 1], [0, 1, 0, 1], [90, 40, 40, 10], [1, 1])
    best, fair = assign(*pairs), assign(*pairs, objective="fair")
    everything = fair.certificate.everything

    for above in (cover([0, 0], [1, 0]), cover([1, 0], [0, 0]), cover([1, 1], [0, 0]), fair.certificate.above):
        wrong = with_certificate(replace(best, objective="fair"), everything=everything, above=above)
        assert "above" in refused(pairs, wrong)


def test_fewer_people_than_could_be_placed_are_refused():
    """A pair is left out, and all else is true of what is left."""
    pairs = ([0, 1], [0, 1], [50, 40], [1, 1])
    fair = assign(*pairs, objective="fair")
    above = cover([0, 0], [0, 0])
    wrong = replace(fair, mentor_of=np.array([0, -1]), cardinality=1, total=50, minimum=50)

    assert refused(pairs, with_certificate(wrong, above=above)).startswith("The cover of everything allows for 1 more")


def test_a_lower_total_with_the_same_minimum_is_refused():
    pairs = ([0, 0, 1, 1, 2], [0, 1, 0, 1, 2], [50, 70, 90, 20, 5], [1, 1, 1])
    fair = assign(*pairs, objective="fair")
    wrong = replace(fair, mentor_of=np.array([0, 1, 2]), total=75)

    assert refused(pairs, wrong) == "The prices allow for 90 more than the assignment reaches."


def test_nobody_placed_has_no_cover_above():
    pairs = ([0], [0], [7], [0])
    fair = assign(*pairs, objective="fair")

    wrong = with_certificate(fair, above=fair.certificate.everything)

    assert refused(pairs, wrong) == "Nobody is placed, but there is a cover of pairs above the lowest score."


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        (TOTAL, {"above": cover([0] * 3, [0] * 3)}, "The highest total is proven by prices alone, but there is"),
        (STABLE, {"everything": cover([1] * 3, [0] * 3)}, "A stable assignment is proven by the pairs alone, but"),
        (STABLE, {"mentee": np.zeros(3, np.int64)}, "certificate.mentee must be 0 whole numbers of 64 bits."),
        (STABLE, {"mentor": np.zeros(3, np.int64)}, "certificate.mentor must be 0 whole numbers of 64 bits."),
    ],
)
def test_what_an_objective_does_not_need_is_refused(right, wrong, sentence):
    assert refused(PAIRS, with_certificate(right, **wrong)).startswith(sentence)


def test_an_assignment_that_some_would_leave_is_refused():
    wrong = replace(TOTAL, objective="stable", certificate=STABLE.certificate)

    assert refused(PAIRS, wrong) == "It is not stable: 1 pairs would both rather have each other."


def test_what_is_stable_by_other_ties_is_accepted():
    pairs, none = ([0, 1], [0, 0], [5, 5], [1]), np.zeros(0, np.int64)

    verify(*pairs, Assignment(np.array([-1, 0]), 1, 5, Certificate(none, none), 5, "stable"))


def test_what_is_proven_cannot_be_changed():
    parts = [FAIR.certificate, FAIR.certificate.everything, FAIR.certificate.above]
    arrays = [FAIR.mentor_of, *(array for part in parts for array in (part.mentee, part.mentor))]

    assert not any(array.flags.writeable for array in arrays)


PROGRAMME = """
import json
from matching.assignment import assign
from tests.matching.solving.instances import instance
from tests.matching.solving.test_proof import as_text
print(json.dumps([as_text(seed) for seed in range(40)]))
"""


def as_text(seed):
    mentee, mentor, score, capacity, mentees = instance(seed)
    found = [assign(mentee, mentor, score, capacity, mentees=mentees, objective=each) for each in OBJECTIVES]
    return [
        [each.mentor_of.tolist(), each.minimum, each.certificate.mentee.tolist(), each.certificate.mentor.tolist()]
        for each in found
    ]


def test_another_process_finds_the_same():
    environment = {**os.environ, "PYTHONHASHSEED": "7", "OMP_NUM_THREADS": "1"}

    told = subprocess.run(
        [sys.executable, "-c", PROGRAMME], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )

    assert json.loads(told.stdout) == [as_text(seed) for seed in range(40)]
