from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import several
from matching.assignment import MAX_SCORE, NotProven, assign
from matching.several import Prices, Several, assign_several, verify_several


def instance(seed, largest=9):
    """Random candidate pairs with many ties, people without places or pairs, and nobody at all."""
    rng = np.random.default_rng(seed)
    mentees, mentors = rng.integers(1, largest, 2)
    mentee, mentor = np.nonzero(rng.random((mentees, mentors)) < rng.choice([0.1, 0.3, 0.6, 1.0]))
    score = rng.integers(0, rng.choice([0, 2, MAX_SCORE]) + 1, len(mentee))
    return mentee, mentor, score, rng.integers(0, 4, mentors), rng.integers(0, 4, mentees)


def small_instance(seed):
    """The same with few enough pairs to try every choice of them."""
    mentee, mentor, score, capacity, wanted = instance(seed, largest=5)
    keep = np.sort(np.random.default_rng(seed).permutation(len(mentee))[:9])
    return mentee[keep], mentor[keep], score[keep], capacity, wanted


def best_of_all(mentee, mentor, score, capacity, wanted):
    """(mentees with anybody, pairs, total) of the best choice, trying every one."""
    best = (0, 0, 0)
    for choice in product([False, True], repeat=len(mentee)):
        chosen = np.array(choice, dtype=bool)
        asked = np.bincount(mentee[chosen], minlength=len(wanted))
        taken = np.bincount(mentor[chosen], minlength=len(capacity))
        if (asked <= wanted).all() and (taken <= capacity).all():
            best = max(best, (int((asked > 0).sum()), int(chosen.sum()), int(score[chosen].sum())))
    return best


def reached(outcome):
    return outcome.supported, outcome.pairs, outcome.total


def refused(arguments, wrong):
    with pytest.raises(NotProven) as caught:
        verify_several(*arguments, wrong)
    return str(caught.value)


def changed(array, index, value):
    copy = array.copy()
    copy[index] = value
    return copy


def test_instances_hold_everything_that_is_hard():
    found = [instance(seed) for seed in range(400)]

    assert sum(not len(mentee) for mentee, *_rest in found) > 5
    assert sum(0 in capacity for *_rest, capacity, _wanted in found) > 100
    assert sum(0 in wanted for *_rest, wanted in found) > 100
    assert sum(sum(capacity) < sum(wanted) for *_rest, capacity, wanted in found) > 100
    assert sum(len(set(score)) < len(score) for _mentee, _mentor, score, *_rest in found) > 200


@pytest.mark.parametrize("seed", range(0, 300, 10))
def test_assign_several_reaches_the_best_of_all_choices(seed):
    for each in range(seed, seed + 10):
        arguments = small_instance(each)

        outcome = assign_several(*arguments)

        assert reached(outcome) == best_of_all(*arguments)
        verify_several(*arguments, outcome)


@pytest.mark.parametrize("seed", range(0, 400, 20))
def test_assign_several_with_one_wanted_each_is_assign(seed):
    for each in range(seed, seed + 20):
        mentee, mentor, score, capacity, wanted = instance(each, largest=25)

        outcome = assign_several(mentee, mentor, score, capacity, np.ones_like(wanted))

        single = assign(mentee, mentor, score, capacity, mentees=len(wanted))
        assert reached(outcome) == (single.cardinality, single.cardinality, single.total)


@pytest.mark.parametrize("shortlist", [1, 2])
@pytest.mark.parametrize("seed", range(0, 200, 20))
def test_assign_several_finds_the_pairs_that_the_solver_was_not_given_at_first(monkeypatch, seed, shortlist):
    for each in range(seed, seed + 20):
        arguments = instance(each, largest=15)
        full = assign_several(*arguments)

        monkeypatch.setattr(several, "SHORTLIST", shortlist)
        short = assign_several(*arguments)
        monkeypatch.undo()

        assert reached(short) == reached(full)


def test_assign_several_gives_everybody_a_first_mentor_before_a_second():
    outcome = assign_several([0, 0, 1], [0, 1, 0], [MAX_SCORE, MAX_SCORE, 0], [1, 1], [2, 1])

    assert list(zip(outcome.mentee, outcome.mentor, strict=True)) == [(0, 1), (1, 0)]
    assert reached(outcome) == (2, 2, MAX_SCORE)


def test_assign_several_makes_more_pairs_before_a_higher_total():
    """Mentor 0 is all that mentee 1 fits, and one of two that mentee 0 fits."""
    outcome = assign_several([0, 0, 1, 2], [0, 1, 0, 1], [MAX_SCORE, 0, 0, 0], [1, 2], [1, 1, 1])

    assert reached(outcome) == (3, 3, 0)


def test_assign_several_pairs_nobody_twice_with_one_mentor():
    outcome = assign_several([0], [0], [5], [3], [3])

    assert (outcome.mentee.tolist(), outcome.mentor.tolist()) == ([0], [0])
    assert reached(outcome) == (1, 1, 5)


@pytest.mark.parametrize(("capacity", "wanted"), [([], []), ([], [2]), ([2, 0], []), ([2, 0], [1, 0, 3])])
def test_assign_several_without_pairs_pairs_nobody(capacity, wanted):
    outcome = assign_several([], [], [], capacity, wanted)

    assert reached(outcome) == (0, 0, 0)
    verify_several([], [], [], capacity, wanted, outcome)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_assign_several_does_not_depend_on_the_order_of_pairs(seed, random):
    mentee, mentor, score, capacity, wanted = instance(seed, largest=20)
    order = list(range(len(mentee)))
    random.shuffle(order)

    first = assign_several(mentee, mentor, score, capacity, wanted)
    second = assign_several(mentee[order], mentor[order], score[order], capacity, wanted)

    assert first.mentee.tolist() == second.mentee.tolist()
    assert first.mentor.tolist() == second.mentor.tolist()
    assert first.prices.mentee.tolist() == second.prices.mentee.tolist()
    assert first.prices.mentor.tolist() == second.prices.mentor.tolist()


def test_assign_several_leaves_its_input_untouched_and_its_outcome_fixed():
    arguments = instance(4)
    before = [each.copy() for each in arguments]

    outcome = assign_several(*arguments)

    assert all((old == new).all() for old, new in zip(before, arguments, strict=True))
    with pytest.raises(ValueError, match="read-only"):
        outcome.mentee[0] = 0


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.data())
def test_no_prices_prove_less_than_the_best(seed, data):
    """Whatever prices somebody makes up: with a worse choice of pairs they never add up."""
    arguments = small_instance(seed)
    outcome = assign_several(*arguments)
    if not outcome.pairs:
        return
    left_out = data.draw(st.integers(0, outcome.pairs - 1))
    score = dict(zip(zip(*arguments[:2], strict=True), arguments[2], strict=True))
    mentee, mentor = np.delete(outcome.mentee, left_out), np.delete(outcome.mentor, left_out)
    total = sum(int(score[pair]) for pair in zip(mentee, mentor, strict=True))
    prices = Prices(
        mentee=np.array([data.draw(st.integers(-MAX_SCORE, MAX_SCORE)) for _ in arguments[4]], dtype=np.int64),
        mentor=np.array([data.draw(st.integers(0, MAX_SCORE)) for _ in arguments[3]], dtype=np.int64),
    )
    worse = Several(mentee, mentor, len(set(mentee.tolist())), len(mentee), total, outcome.prices)

    assert "more than the outcome reaches" in refused(arguments, worse)
    assert refused(arguments, replace(worse, prices=prices))


# Mentor 0 has one place, for mentee 0 or 1; mentor 1 has one for mentee 1, who wants two.
PAIRS = ([0, 1, 1], [0, 0, 1], [10, 20, 30], [1, 1], [1, 2])


def right():
    return assign_several(*PAIRS)


def test_verify_several_accepts_an_optimum_it_did_not_find():
    base = 2 * MAX_SCORE + 1
    prices = Prices(mentee=np.array([10 - 10, 0]), mentor=np.array([base + 20, base + 30]))
    outcome = Several(np.array([0, 1]), np.array([0, 1]), supported=2, pairs=2, total=40, prices=prices)

    with pytest.raises(NotProven, match="The prices allow for 10 more"):
        verify_several(*PAIRS, outcome)
    verify_several(*PAIRS, replace(outcome, prices=replace(prices, mentee=np.array([-10, 0]))))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"mentee": [0, 2]}, "Mentee 2 with mentor 1 is not among the candidate pairs that have a place."),
        ({"mentor": [0, -1]}, "Mentee 1 with mentor -1 is not among the candidate pairs that have a place."),
        ({"mentor": [1, 1]}, "Mentee 0 with mentor 1 is not among the candidate pairs that have a place."),
        ({"mentee": [1, 0], "mentor": [1, 0]}, "Mentee 0 with mentor 0 is there twice or out of order."),
        ({"mentee": [0, 0], "mentor": [0, 0]}, "Mentee 0 with mentor 0 is there twice or out of order."),
        ({"mentee": [0, 1], "mentor": [0, 0]}, "Mentor 0 is in 2 pairs and has place for 1."),
        ({"mentee": [0]}, "mentee and mentor must be whole numbers of 64 bits, one of each per pair."),
        ({"mentee": [0.0, 1.0]}, "mentee and mentor must be whole numbers of 64 bits, one of each per pair."),
    ],
)
def test_verify_several_says_which_pair_fails(wrong, sentence):
    lists = {name: np.array(values) for name, values in wrong.items()}

    assert refused(PAIRS, replace(right(), **lists)) == sentence


def test_verify_several_says_who_has_more_than_they_want():
    outcome = assign_several([0, 0], [0, 1], [1, 2], [1, 1], [2])

    assert refused(([0, 0], [0, 1], [1, 2], [1, 1], [1]), outcome) == "Mentee 0 is in 2 pairs and wants 1."


class Flattering(int):
    """A number that says it is equal to any other."""

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = int.__hash__


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"supported": 1}, "It says supported is 1, but it is 2."),
        ({"pairs": 3}, "It says pairs is 3, but it is 2."),
        ({"total": 41}, "It says total is 41, but it is 40."),
        ({"total": Flattering(41)}, "It says total is 41, but it is 40."),
        ({"prices": None}, "There is no outcome with prices to check."),
    ],
)
def test_verify_several_takes_no_word_for_a_number(wrong, sentence):
    assert refused(PAIRS, replace(right(), **wrong)) == sentence
    assert refused(PAIRS, None) == "There is no outcome with prices to check."


@pytest.mark.parametrize(
    ("side", "price", "sentence"),
    [
        ("mentor", [-1, 0], "The price of mentor 0 is -1, outside 0 to 4000032."),
        ("mentor", [2**63 - 1, 0], "The price of mentor 0 is 9223372036854775807, outside 0 to 4000032."),
        ("mentee", [0, -(2**63)], "The price of mentee 1 is -9223372036854775808, outside -2000001 to 2000031."),
        ("mentee", [0], "prices.mentee must be 2 whole numbers of 64 bits."),
    ],
)
def test_verify_several_says_which_price_fails(side, price, sentence):
    outcome = right()

    assert refused(PAIRS, replace(outcome, prices=replace(outcome.prices, **{side: np.array(price)}))) == sentence


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.data())
def test_other_prices_are_refused_or_prove_the_same(seed, data):
    arguments = instance(seed)
    outcome = assign_several(*arguments)
    side = data.draw(st.sampled_from(["mentee", "mentor"]))
    prices = getattr(outcome.prices, side)
    index = data.draw(st.integers(0, len(prices) - 1))
    other = changed(prices, index, prices[index] + data.draw(st.sampled_from([-MAX_SCORE, -1, 1, 2**40])))

    try:
        verify_several(*arguments, replace(outcome, prices=replace(outcome.prices, **{side: other})))
    except NotProven:
        return
    assert reached(outcome) == reached(assign_several(*arguments))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (([0, 0], [0, 0], [1, 2], [1], [1]), "The pair mentee 0 with mentor 0 is given more than once: keep one"),
        (([1], [0], [1], [1], [1]), "mentee holds numbers outside 0 to 0: .* say for each how many mentors are wanted"),
        (([0], [1], [1], [1], [1]), "mentor holds numbers outside 0 to 0: number mentors from 0 and give each"),
        (([0], [0], [MAX_SCORE + 1], [1], [1]), "score holds numbers outside 0 to 1000000: scale scores"),
        (([0], [0], [1], [-1], [1]), "capacity holds a negative number: give 0"),
        (([0], [0], [1], [1], [-1]), "wanted holds a negative number: give 0"),
        (([0], [0], [0.5], [1], [1]), "score holds float64 values: give whole numbers"),
        (([True], [0], [1], [1], [1]), "mentee holds bool values: give whole numbers"),
        (([[0]], [0], [1], [1], [1]), "mentee has 2 dimensions: give a flat list"),
        (([0, 1], [0], [1], [1], [1]), "mentee, mentor and score differ in length: give one entry of each"),
        (([0], [0], [1], [1], np.array([2**64 - 1])), "wanted holds numbers of more than 63 bits: give smaller ones"),
    ],
)
def test_bad_input_is_refused_with_advice(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        assign_several(*arguments)


def test_more_places_than_there_are_pairs_make_no_difference():
    outcome = assign_several([0], [0], [7], [2**62], [2**62])

    assert reached(outcome) == (1, 1, 7)
