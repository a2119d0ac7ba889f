from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import OptimizeResult
from scipy.sparse import csr_array

from matching.assignment import MAX_SCORE, NotProven
from matching.circles import Circles, form_circles, verify_circles
from matching.integer_programme import Programme, _better


def instance(seed, mentees=6, mentors=3):
    """Random candidate pairs of few people, many of them equal, and sizes that often do not come together."""
    rng = np.random.default_rng(seed)
    count, hosts = int(rng.integers(1, mentees + 1)), int(rng.integers(1, mentors + 1))
    mentee, mentor = np.nonzero(rng.random((count, hosts)) < rng.choice([0.3, 0.7, 1.0]))
    score = rng.integers(0, rng.choice([0, 2, MAX_SCORE]) + 1, len(mentee))
    least = int(rng.integers(1, 4))
    options = {"mentees": count, "mentors": hosts, "least": least, "most": least + int(rng.integers(0, 3))}
    return (mentee, mentor, score), options


def best_of_all(pairs, options):
    """(people, total) of the best circles, trying every mentor, or none, for everybody."""
    scores = dict(zip(zip(*pairs[:2], strict=True), pairs[2].tolist(), strict=True))
    can = [
        [-1] + [one for one in range(options["mentors"]) if (row, one) in scores] for row in range(options["mentees"])
    ]
    best = (0, 0)
    for mentor_of in product(*can):
        sizes = [mentor_of.count(mentor) for mentor in range(options["mentors"])]
        if all(not size or options["least"] <= size <= options["most"] for size in sizes):
            placed = [pair for pair in enumerate(mentor_of) if pair[1] >= 0]
            best = max(best, (len(placed), sum(scores[pair] for pair in placed)))
    return best


def large_instance(seed=3, mentees=240, mentors=40, density=0.23):
    rng = np.random.default_rng(seed)
    mentee, mentor = np.nonzero(rng.random((mentees, mentors)) < density)
    return mentee, mentor, rng.integers(0, MAX_SCORE + 1, len(mentee))


def refused(pairs, wrong, **options):
    with pytest.raises(NotProven) as caught:
        verify_circles(*pairs, wrong, **options)
    return str(caught.value)


def test_instances_hold_everything_that_is_hard():
    found = [instance(seed) for seed in range(200)]
    best = [best_of_all(*each) for each in found]

    assert sum(people == 0 for people, _total in best) > 20
    assert sum(0 < people < options["mentees"] for (people, _), (_, options) in zip(best, found, strict=True)) > 20
    assert sum(people == options["mentees"] for (people, _), (_, options) in zip(best, found, strict=True)) > 20


@pytest.mark.parametrize("seed", range(0, 200, 10))
def test_form_circles_reaches_the_best_of_all_and_says_so(seed):
    for each in range(seed, seed + 10):
        pairs, options = instance(each)

        outcome = form_circles(*pairs, **options)

        assert (outcome.people, outcome.total) == best_of_all(pairs, options)
        assert outcome.proven
        verify_circles(*pairs, outcome, **options)


@pytest.mark.parametrize("seed", range(0, 100, 10))
def test_form_circles_without_time_keeps_the_rules_and_its_bounds_hold(seed):
    for each in range(seed, seed + 10):
        pairs, options = instance(each)

        outcome = form_circles(*pairs, **options, seconds=0)

        people, total = best_of_all(pairs, options)
        verify_circles(*pairs, outcome, **options)
        assert outcome.people <= people <= outcome.most_people
        assert outcome.people < people or outcome.total <= total <= outcome.most_total
        assert outcome.proven <= ((outcome.people, outcome.total) == (people, total))


@pytest.mark.parametrize(("seed", "density"), [(3, 0.23), (4, 0.08)])
def test_form_circles_of_a_large_cohort_is_proven_best(seed, density):
    pairs = large_instance(seed, density=density)

    outcome = form_circles(*pairs, mentees=240, mentors=40)

    sizes = np.bincount(outcome.mentor_of[outcome.mentor_of >= 0])
    assert outcome.proven
    assert outcome.people > 230
    assert set(sizes.tolist()) <= {0, 4, 5, 6, 7, 8}


def test_form_circles_that_is_stopped_says_how_far_it_may_be_from_the_best():
    pairs = large_instance()
    best = form_circles(*pairs, mentees=240, mentors=40)

    stopped = form_circles(*pairs, mentees=240, mentors=40, seconds=0)

    assert not stopped.proven
    assert (stopped.people, stopped.total) < (best.people, best.total)
    assert stopped.people > 200
    assert stopped.most_people >= best.people
    assert stopped.most_total >= best.total
    verify_circles(*pairs, stopped, mentees=240, mentors=40)


def test_form_circles_without_time_fills_the_only_circle_with_the_best_and_knows_it():
    outcome = form_circles(range(20), [0] * 20, range(20), seconds=0)

    assert np.flatnonzero(outcome.mentor_of == 0).tolist() == list(range(12, 20))
    assert (outcome.people, outcome.total, outcome.proven) == (8, sum(range(12, 20)), True)


@pytest.mark.parametrize("answer", [[1.0, 1.0], [0.0, 0.0], None])
def test_answer_of_the_solver_that_breaks_a_rule_or_is_worse_does_not_count(answer):
    """Of two columns one may be chosen; the second is known."""
    one = np.ones(2, dtype=np.int64)
    programme = Programme(one, one, csr_array(one[np.newaxis]), low=np.zeros(1, dtype=int), high=one[:1])
    known, x = np.array([False, True]), answer and np.array(answer)

    assert _better(programme, known, OptimizeResult(x=x)).tolist() == [False, True]


def test_form_circles_opens_none_for_too_few_people():
    outcome = form_circles([0, 1, 2], [0, 0, 0], [5, 5, 5])

    assert outcome.mentor_of.tolist() == [-1, -1, -1]
    assert (outcome.people, outcome.total, outcome.proven) == (0, 0, True)


def test_form_circles_takes_a_lower_total_to_place_more_people():
    """Mentee 0 would score most in a circle that then takes mentee 1 from the other, which could not open."""
    outcome = form_circles([0, 0, 1, 1, 2, 3], [0, 1, 0, 1, 1, 1], [9, 0, 9, 0, 0, 0], least=2, most=4)

    assert (outcome.mentor_of.tolist(), outcome.total) == ([0, 0, 1, 1], 18)

    outcome = form_circles([0, 0, 1, 1, 2], [0, 1, 0, 1, 1], [9, 0, 9, 0, 0], least=2, most=4)

    assert (outcome.mentor_of.tolist(), outcome.total) == ([1, 1, 1], 0)


@pytest.mark.parametrize("options", [{}, {"mentees": 3}, {"mentors": 2}, {"mentees": 3, "mentors": 2}])
def test_form_circles_without_pairs_places_nobody(options):
    outcome = form_circles([], [], [], **options)

    assert outcome.mentor_of.tolist() == [-1] * options.get("mentees", 0)
    assert (outcome.people, outcome.total, outcome.proven) == (0, 0, True)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_form_circles_does_not_depend_on_the_order_of_pairs(seed, random):
    (mentee, mentor, score), options = instance(seed, mentees=20, mentors=5)
    order = list(range(len(mentee)))
    random.shuffle(order)

    first = form_circles(mentee, mentor, score, **options)
    second = form_circles(mentee[order], mentor[order], score[order], **options)

    assert first.mentor_of.tolist() == second.mentor_of.tolist()
    assert (first.total, first.most_total) == (second.total, second.most_total)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.data())
def test_verify_circles_refuses_another_partner_unless_it_is_as_good(seed, data):
    pairs, options = instance(seed)
    outcome = form_circles(*pairs, **options)
    index = data.draw(st.integers(0, options["mentees"] - 1))
    other = outcome.mentor_of.copy()
    other[index] = data.draw(st.integers(-3, options["mentors"] + 2).filter(lambda mentor: mentor != other[index]))
    scores = dict(zip(zip(*pairs[:2], strict=True), pairs[2].tolist(), strict=True))
    placed = [(row, column) for row, column in enumerate(other.tolist()) if column != -1]
    sizes = [sum(column == mentor for _row, column in placed) for mentor in range(options["mentors"])]
    lawful = all(pair in scores for pair in placed) and all(
        not size or options["least"] <= size <= options["most"] for size in sizes
    )

    if lawful and (len(placed), sum(map(scores.get, placed))) == (outcome.people, outcome.total):
        verify_circles(*pairs, replace(outcome, mentor_of=other), **options)
    else:
        assert refused(pairs, replace(outcome, mentor_of=other), **options)


PAIRS = ([0, 1, 2, 0], [0, 0, 0, 1], [5, 6, 7, 9])
RIGHT = Circles(np.array([0, 0, 0]), people=3, total=18, most_people=3, most_total=18)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"mentor_of": np.array([0, 0])}, "There is no outcome to check, with the mentor of 3 people."),
        ({"mentor_of": np.array([0, 0, 1])}, "Mentee 2 with mentor 1 is not among the candidate pairs."),
        ({"mentor_of": np.array([0, 0, -2])}, "Mentee 2 with mentor -2 is not among the candidate pairs."),
        ({"mentor_of": np.array([1, 0, 0])}, "The circle of mentor 1 has 1 people."),
        ({"mentor_of": np.array([0, 0, -1])}, "It says people is 3, but it is 2."),
        ({"people": 4}, "It says people is 4, but it is 3."),
        ({"total": 19}, "It says total is 19, but it is 18."),
        ({"total": 18.0}, "total must be a whole number."),
        ({"most_people": None}, "most_people must be a whole number."),
        ({"most_people": 2}, "It says people can be 2 at most, but it is 3."),
        ({"most_total": 17}, "It says total can be 17 at most, but it is 18."),
    ],
)
def test_verify_circles_says_what_fails(wrong, sentence):
    verify_circles(*PAIRS, RIGHT, least=2, most=3)

    assert refused(PAIRS, replace(RIGHT, **wrong), least=2, most=3) == sentence


def test_verify_circles_refuses_a_circle_that_is_too_large_and_no_outcome():
    assert refused(PAIRS, RIGHT, least=2, most=2) == "The circle of mentor 0 has 3 people."
    assert refused(PAIRS, None) == "There is no outcome to check, with the mentor of 3 people."


@pytest.mark.parametrize(
    ("arguments", "options", "sentence"),
    [
        (([0, 0], [0, 0], [1, 2]), {}, "The pair mentee 0 with mentor 0 is given more than once: keep one"),
        (([0], [-1], [1]), {}, "mentor holds numbers outside 0 to -1: number mentors from 0, or pass how many"),
        (([2], [0], [1]), {"mentees": 2}, "mentee holds numbers outside 0 to 1: number mentees from 0, or pass how"),
        (([0], [0], [-1]), {}, "score holds numbers outside 0 to 1000000: scale scores"),
        (([0, 1], [0], [1]), {}, "mentee, mentor and score differ in length: give one entry of each"),
        (([0], [0], [1]), {"mentees": -1}, "mentees is -1: give a whole number, 0 or more"),
        (([0], [0], [1]), {"mentors": 2.5}, "mentors is 2.5: give a whole number, 0 or more"),
        (([0], [0], [1]), {"least": 0}, "least is 0: give a whole number, 1 or more"),
        (([0], [0], [1]), {"least": 9}, "most is 8: give a whole number, 9 or more"),
        (([0], [0], [1]), {"most": True}, "most is True: give a whole number, 4 or more"),
        (([0], [0], [1]), {"seconds": -1}, "seconds is -1: give how long the search may take, 0 or more"),
        (([0], [0], [1]), {"seconds": float("nan")}, "seconds is nan: give how long the search may take, 0 or more"),
        (([0], [0], [1]), {"seconds": "9"}, "seconds is '9': give how long the search may take, 0 or more"),
    ],
)
def test_bad_input_is_refused_with_advice(arguments, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        form_circles(*arguments, **options)
