from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.assignment import MAX_SCORE, Assignment, Certificate, NotProven, assign, verify
from matching.solving import sources
from tests.matching.solving.instances import changed, instance, is_as_good, optimum, refused


def solved(seed=4):
    mentee, mentor, score, capacity, mentees = instance(seed)
    return (mentee, mentor, score, capacity), assign(mentee, mentor, score, capacity, mentees=mentees)


SEEDS = range(400)


@pytest.mark.parametrize("seed", range(1000, 1200, 10))
def test_largest_instances_equal_the_dense_solver_too(seed):
    """Two hundred of up to 300 mentees and 300 mentors."""
    for each in range(seed, seed + 10):
        mentee, mentor, score, capacity, mentees = instance(each, most=301)

        result = assign(mentee, mentor, score, capacity, mentees=mentees)

        assert (result.cardinality, result.total) == optimum(mentee, mentor, score, capacity, mentees)
        verify(mentee, mentor, score, capacity, result, mentees=mentees)


def test_instances_hold_everything_that_is_hard():
    found = [instance(seed) for seed in SEEDS]

    assert sum(not len(mentee) for mentee, *_rest in found) > 5
    assert sum(not sum(capacity) for *_rest, capacity, _mentees in found) > 5
    assert sum(0 in capacity for *_rest, capacity, _mentees in found) > 100
    assert sum(0 < sum(capacity) < mentees for *_rest, capacity, mentees in found) > 100
    assert sum(len(set(score)) < len(score) for _mentee, _mentor, score, *_rest in found) > 200


@pytest.mark.parametrize("shortlist", [1, 3, sources.SHORTLIST])
@pytest.mark.parametrize("seed", SEEDS[::4])
def test_assign_reaches_the_optimum_of_a_dense_solver(monkeypatch, seed, shortlist):
    """Also where the solver is given few pairs at first, and the prices have to find the others."""
    monkeypatch.setattr(sources, "SHORTLIST", shortlist)

    for each in range(seed, seed + 4):
        mentee, mentor, score, capacity, mentees = instance(each)
        result = assign(mentee, mentor, score, capacity, mentees=mentees)
        assert (result.cardinality, result.total) == optimum(mentee, mentor, score, capacity, mentees)
        verify(mentee, mentor, score, capacity, result, mentees=mentees)


@pytest.mark.parametrize(("highest", "places"), [(0, 1), (3, 1), (MAX_SCORE, 1), (3, 3)])
def test_assign_of_more_pairs_than_the_shortlist_reaches_the_optimum(highest, places):
    """Everybody fits everybody, all alike at worst: a shortlist of each is never enough at first."""
    rng = np.random.default_rng(highest + places)
    mentee, mentor = np.nonzero(np.ones((150, 120)))
    score, capacity = rng.integers(0, highest + 1, len(mentee)), rng.integers(0, places + 1, 120)

    result = assign(mentee, mentor, score, capacity)

    assert (result.cardinality, result.total) == optimum(mentee, mentor, score, capacity, 150)


def test_assign_prefers_more_people_over_a_higher_total():
    result = assign([0, 0, 1], [0, 1, 0], [MAX_SCORE, 0, 0], [1, 1])

    assert result.mentor_of.tolist() == [1, 0]
    assert (result.cardinality, result.total) == (2, 0)


def test_assign_fills_all_places_of_a_mentor():
    result = assign([0, 1, 2], [0, 0, 0], [5, 9, 7], [2])

    assert result.mentor_of.tolist() == [-1, 0, 0]
    assert (result.cardinality, result.total) == (2, 16)


def test_assign_leaves_out_people_without_a_pair_or_place():
    result = assign([0, 1], [0, 1], [3, 4], [0, 1], mentees=4)

    assert result.mentor_of.tolist() == [-1, 1, -1, -1]


@pytest.mark.parametrize(("capacity", "mentees"), [([], 0), ([], 3), ([2, 0], 0), ([2, 0], 3)])
def test_assign_without_pairs_places_nobody(capacity, mentees):
    result = assign([], [], [], capacity, mentees=mentees)

    assert result.mentor_of.tolist() == [-1] * mentees
    assert (result.cardinality, result.total) == (0, 0)
    assert result.certificate.mentor.tolist() == [0] * len(capacity)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_assign_does_not_depend_on_the_order_of_pairs(seed, random):
    mentee, mentor, score, capacity, mentees = instance(seed)
    order = list(range(len(mentee)))
    random.shuffle(order)

    first = assign(mentee, mentor, score, capacity, mentees=mentees)
    second = assign(mentee[order], mentor[order], score[order], capacity, mentees=mentees)

    assert first.mentor_of.tolist() == second.mentor_of.tolist()
    assert first.certificate.mentee.tolist() == second.certificate.mentee.tolist()
    assert first.certificate.mentor.tolist() == second.certificate.mentor.tolist()


def test_assign_leaves_its_input_untouched_and_its_result_fixed():
    (mentee, mentor, score, capacity), result = solved()
    before = mentee.copy(), mentor.copy(), score.copy(), capacity.copy()

    assign(mentee, mentor, score, capacity)

    assert all((old == new).all() for old, new in zip(before, (mentee, mentor, score, capacity), strict=True))
    with pytest.raises(ValueError, match="read-only"):
        result.mentor_of[0] = 0


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.data())
def test_verify_refuses_any_corrupted_price(seed, data):
    arguments, result = solved(seed)
    side = data.draw(st.sampled_from(["mentee", "mentor"]))
    prices = getattr(result.certificate, side)
    index = data.draw(st.integers(0, len(prices) - 1))
    delta = data.draw(st.integers(-(2**62), 2**62).filter(bool))
    corrupted = replace(result.certificate, **{side: changed(prices, index, prices[index] + delta)})
    costless = side == "mentor" and arguments[3][index] == 0 and delta > 0

    if not costless:
        assert refused(arguments, replace(result, certificate=corrupted))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.data())
def test_verify_refuses_any_other_total_or_partner(seed, data):
    arguments, result = solved(seed)
    mentee = data.draw(st.integers(0, len(result.mentor_of) - 1))
    mentor = data.draw(st.integers(-3, len(arguments[3]) + 2).filter(lambda m: m != result.mentor_of[mentee]))
    other = changed(result.mentor_of, mentee, mentor)

    assert "but" in refused(arguments, replace(result, total=result.total + 1))
    assert "but" in refused(arguments, replace(result, cardinality=result.cardinality - 1))
    if is_as_good(arguments, other, result):
        verify(*arguments, replace(result, mentor_of=other), mentees=len(other))
    else:
        assert refused(arguments, replace(result, mentor_of=other))


PAIRS = ([0, 1], [0, 0], [10, 20], [1])
PROOF = Certificate(mentee=np.array([0, 10]), mentor=np.array([MAX_SCORE + 11]))
RIGHT = Assignment(mentor_of=np.array([-1, 0]), cardinality=1, total=20, certificate=PROOF, minimum=20)


def test_verify_accepts_an_optimum_it_did_not_find():
    verify(*PAIRS, RIGHT)


class Flattering(int):
    """A number that says it is equal to any other."""

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = int.__hash__


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        replace(RIGHT, certificate=None),
        replace(RIGHT, total=Flattering(7)),
        replace(RIGHT, cardinality=True),
        replace(RIGHT, total="20"),
        replace(RIGHT, minimum=20.0),
        replace(RIGHT, minimum=Flattering(7)),
        replace(RIGHT, objective=None),
        replace(RIGHT, objective="best"),
    ],
)
def test_verify_takes_no_word_for_a_proof(wrong):
    with pytest.raises(NotProven):
        verify(*PAIRS, wrong)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"mentor_of": np.array([-1, 1])}, "Mentee 1 has mentor 1, who does not exist."),
        ({"mentor_of": np.array([0, 0])}, "Mentor 0 has 2 mentees for 1 places."),
        ({"mentor_of": np.array([0])}, "mentor_of must be 2 whole numbers of 64 bits."),
        ({"mentor_of": np.array([-1.0, 0.0])}, "mentor_of must be 2 whole numbers of 64 bits."),
        ({"cardinality": 2}, "It says 2 people are placed, but 1 are."),
        ({"total": 21}, "It says the scores add up to 21, but they add up to 20."),
        ({"minimum": 10}, "It says the lowest score is 10, but it is 20."),
        ({"minimum": None}, "It says the lowest score is None, but it is 20."),
        (
            {"mentor_of": np.array([0, -1]), "total": 10, "minimum": 10},
            "The prices allow for 10 more than the assignment reaches.",
        ),
    ],
)
def test_verify_says_what_fails(wrong, sentence):
    assert refused(PAIRS, replace(RIGHT, **wrong), mentees=2) == sentence


@pytest.mark.parametrize(
    ("mentee", "mentor", "sentence"),
    [
        ([-1, 10], [MAX_SCORE + 11], "The price of mentee 0 is -1, outside 0 to 1000021."),
        ([0, 10], [2**63 - 1], "The price of mentor 0 is 9223372036854775807, outside 0 to 1000021."),
        ([0, 9], [MAX_SCORE + 11], "The prices of mentee 1 and mentor 0 together are below the weight of that pair."),
        ([1, 10], [MAX_SCORE + 11], "The prices allow for 1 more than the assignment reaches."),
        ([0], [MAX_SCORE + 11], "certificate.mentee must be 2 whole numbers of 64 bits."),
    ],
)
def test_verify_says_which_price_fails(mentee, mentor, sentence):
    prices = Certificate(mentee=np.array(mentee), mentor=np.array(mentor))

    assert refused(PAIRS, replace(RIGHT, certificate=prices)) == sentence


def test_verify_refuses_a_pair_that_was_no_candidate():
    pairs = ([0, 1], [0, 0], [10, 20], [1, 1])
    proof = replace(PROOF, mentor=PROOF.mentor.repeat(2))

    sentence = refused(pairs, replace(RIGHT, mentor_of=np.array([-1, 1]), certificate=proof))

    assert sentence == "Mentee 1 with mentor 1 is not among the candidate pairs."


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (([0, 0], [0, 0], [1, 2], [1]), "The pair mentee 0 with mentor 0 is given more than once: keep one"),
        (([-1], [0], [1], [1]), "mentee holds numbers outside 0 to -1: number mentees from 0"),
        (([0], [1], [1], [1]), "mentor holds numbers outside 0 to 0: number mentors from 0 and give each a capacity"),
        (([0], [0], [MAX_SCORE + 1], [1]), "score holds numbers outside 0 to 1000000: scale scores"),
        (([0], [0], [-1], [1]), "score holds numbers outside 0 to 1000000: scale scores"),
        (([0], [0], [1], [-1]), "capacity holds a negative number: give 0"),
        (([0], [0], [0.5], [1]), "score holds float64 values: give whole numbers"),
        (([True], [0], [1], [1]), "mentee holds bool values: give whole numbers"),
        (([[0]], [0], [1], [1]), "mentee has 2 dimensions: give a flat list"),
        (([0, 1], [0], [1], [1]), "differ in length: give one entry of each"),
    ],
)
def test_bad_input_is_refused_with_advice(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        assign(*arguments)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"mentees": 0}, "mentee holds numbers outside 0 to -1: .* or pass how many there are as mentees"),
        ({"mentees": -1}, "mentees is -1: pass how many mentees there are, 0 to 1099511627776"),
        ({"mentees": 2**70}, "mentees is 1180591620717411303424: pass how many"),
        ({"mentees": 2.7}, "mentees is 2.7: pass how many mentees there are, a whole number"),
        ({"mentees": "4"}, "mentees is '4': pass how many mentees there are, a whole number"),
        ({"objective": "sum"}, "There is no objective 'sum': use one of total, fair, stable"),
    ],
)
def test_bad_options_are_refused_with_advice(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        assign([0], [0], [1], [1], **options)


def test_more_people_than_floats_can_tell_apart_are_refused():
    with pytest.raises(ValueError, match="too many people for one exact run: split the cohort"):
        assign([0], [0], [1], [2**40], mentees=2**40)
