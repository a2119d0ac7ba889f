from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import peer_exact
from matching.assignment import MAX_SCORE, NotProven
from matching.peer_circles import MOST_PEOPLE, PeerCircles, form_peer_circles, verify_peer_circles


def instance(seed, people=7):
    """Random pairs of few people, many of them equal, and sizes that often do not come together."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, people + 1))
    one, other = np.nonzero(np.triu(rng.random((count, count)) < rng.choice([0.4, 0.8, 1.0]), 1))
    score = rng.integers(0, rng.choice([0, 2, MAX_SCORE]) + 1, len(one))
    least = int(rng.integers(1, 4))
    return (one, other, score), {"people": count, "least": least, "most": least + int(rng.integers(0, 3))}


def cohort(people, density=1.0, seed=5):
    rng = np.random.default_rng(seed)
    one, other = np.nonzero(np.triu(rng.random((people, people)) < density, 1))
    return one, other, rng.integers(0, MAX_SCORE + 1, len(one))


def partitions(people):
    """Every way to split people into groups."""
    if not people:
        yield []
        return
    first, *others = people
    for groups in partitions(others):
        yield [[first], *groups]
        for index, group in enumerate(groups):
            yield [*groups[:index], [first, *group], *groups[index + 1 :]]


def best_of_all(pairs, options):
    """(people, total) of the best circles, trying every way to split everybody; groups that are no circle fall out."""
    scores = dict(zip(zip(*pairs[:2], strict=True), pairs[2].tolist(), strict=True))
    worth = {}

    def total_of(group):
        key = tuple(group)
        if key not in worth:
            inside = [(one, other) for one in key for other in key if one < other]
            can = options["least"] <= len(key) <= options["most"] and all(pair in scores for pair in inside)
            worth[key] = (len(key), sum(map(scores.get, inside))) if can else (0, 0)
        return worth[key]

    found = ([total_of(group) for group in groups] for groups in partitions(list(range(options["people"]))))
    return max((sum(size for size, _ in each), sum(total for _, total in each)) for each in found)


def refused(pairs, wrong, **options):
    with pytest.raises(NotProven) as caught:
        verify_peer_circles(*pairs, wrong, **options)
    return str(caught.value)


@pytest.fixture
def by_solver(monkeypatch):
    """As if there were many people, and few circles they could form."""
    monkeypatch.setattr(peer_exact, "FEW_PEOPLE", 0)


@pytest.fixture
def by_search(monkeypatch):
    """As if there were many people and many circles they could form."""
    monkeypatch.setattr(peer_exact, "FEW_PEOPLE", 0)
    monkeypatch.setattr(peer_exact, "FEW_CIRCLES", -1)
    monkeypatch.setattr(peer_exact, "FEW_GROUPS", -1)


SEEDS = range(0, 200, 10)


def test_instances_hold_everything_that_is_hard():
    found = [instance(seed) for seed in range(200)]
    best = [best_of_all(*each) for each in found]

    assert sum(people == 0 for people, _total in best) > 20
    assert sum(0 < people < options["people"] for (people, _), (_, options) in zip(best, found, strict=True)) > 20
    assert sum(people == options["people"] for (people, _), (_, options) in zip(best, found, strict=True)) > 20


@pytest.mark.parametrize("seed", SEEDS)
def test_form_peer_circles_of_few_people_reaches_the_best_of_all(seed):
    for each in range(seed, seed + 10):
        pairs, options = instance(each)

        outcome = form_peer_circles(*pairs, **options)

        assert (outcome.people, outcome.total) == best_of_all(pairs, options)
        assert outcome.proven
        verify_peer_circles(*pairs, outcome, **options)


@pytest.mark.parametrize(("people", "seed"), [(8, 1), (8, 2), (9, 1), (9, 2)])
def test_form_peer_circles_of_up_to_nine_people_reaches_the_best_of_all(people, seed):
    pairs = cohort(people, density=0.9, seed=seed)
    options = {"people": people, "least": 2, "most": 4}

    outcome = form_peer_circles(*pairs, **options)

    assert (outcome.people, outcome.total) == best_of_all(pairs, options)


@pytest.mark.usefixtures("by_solver")
@pytest.mark.parametrize("seed", SEEDS)
def test_form_peer_circles_of_few_possible_circles_reaches_the_best_of_all(seed):
    for each in range(seed, seed + 10):
        pairs, options = instance(each)

        outcome = form_peer_circles(*pairs, **options)

        assert (outcome.people, outcome.total) == best_of_all(pairs, options)
        assert outcome.proven


@pytest.mark.usefixtures("by_solver")
@pytest.mark.parametrize("seed", SEEDS)
def test_form_peer_circles_without_time_keeps_the_rules_and_its_bounds_hold(seed):
    for each in range(seed, seed + 10):
        assert_honest(*instance(each), seconds=0)


@pytest.mark.usefixtures("by_search")
@pytest.mark.parametrize("seed", SEEDS)
def test_form_peer_circles_by_search_keeps_the_rules_and_its_bounds_hold(seed):
    for each in range(seed, seed + 10):
        assert_honest(*instance(each))


def assert_honest(pairs, options, **limit):
    outcome = form_peer_circles(*pairs, **options, **limit)

    people, total = best_of_all(pairs, options)
    verify_peer_circles(*pairs, outcome, **options)
    assert outcome.people <= people <= outcome.most_people
    assert outcome.people < people or outcome.total <= total <= outcome.most_total
    assert outcome.proven <= ((outcome.people, outcome.total) == (people, total))


@pytest.mark.usefixtures("by_search")
def test_search_is_seldom_far_from_the_best():
    """A measure of how good it is: of two hundred small cohorts, those where it places fewer or reaches less."""
    reached = [form_peer_circles(*pairs, **options) for pairs, options in map(instance, range(200))]
    best = [best_of_all(*instance(seed)) for seed in range(200)]

    fewer = sum(outcome.people < people for outcome, (people, _total) in zip(reached, best, strict=True))
    less = sum((each.people, each.total) < most for each, most in zip(reached, best, strict=True))
    assert fewer <= 5
    assert less <= 20


@pytest.mark.parametrize("people", [9, 11, 18, 30, 100])
def test_form_peer_circles_places_all_who_fit_each_other(people):
    outcome = form_peer_circles(*cohort(people))

    sizes = np.bincount(outcome.circle_of)
    assert outcome.people == outcome.most_people == people
    assert sizes.min() >= 4
    assert sizes.max() <= 8


def test_form_peer_circles_of_a_large_cohort_tells_the_gap():
    pairs = cohort(240, density=0.9)

    outcome = form_peer_circles(*pairs)

    assert outcome.people == outcome.most_people == 240
    assert 0.7 * outcome.most_total < outcome.total < outcome.most_total
    assert not outcome.proven
    verify_peer_circles(*pairs, outcome)


@pytest.mark.parametrize("seed", [1, 6])
def test_form_peer_circles_dissolves_circles_where_that_places_more(seed):
    """Where seven in ten pairs must stay apart, one person or two are left until others' circles are made anew."""
    outcome = form_peer_circles(*cohort(240, density=0.3, seed=seed))

    assert outcome.people == outcome.most_people == 240


def test_form_peer_circles_keeps_apart_who_is_no_pair():
    """Two groups of four; across, only persons 0 and 4 fit each other."""
    inside = [(one, other) for group in (range(4), range(4, 8)) for one in group for other in group if one < other]
    one, other = zip(*inside, (0, 4), strict=True)

    outcome = form_peer_circles(one, other, [1] * 12 + [MAX_SCORE])

    assert outcome.circle_of.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert (outcome.people, outcome.total, outcome.proven) == (8, 12, True)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(15, 40), st.floats(0.1, 1.0), st.integers(1, 6), st.integers(0, 5))
def test_no_circle_breaks_a_rule(seed, people, density, least, more):
    one, other, score = cohort(people, density, seed)

    outcome = form_peer_circles(one, other, score, people=people, least=least, most=least + more, seconds=0)

    allowed = set(zip(one.tolist(), other.tolist(), strict=True))
    for circle in range(outcome.circle_of.max() + 1):
        inside = np.flatnonzero(outcome.circle_of == circle).tolist()
        assert least <= len(inside) <= least + more
        assert {(a, b) for a in inside for b in inside if a < b} <= allowed
    assert outcome.most_people <= people


@pytest.mark.long
@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(2, 24), st.randoms(use_true_random=False))
def test_form_peer_circles_depends_neither_on_order_nor_on_direction(seed, people, random):
    one, other, score = cohort(people, 0.6, seed)
    order = list(range(len(one)))
    random.shuffle(order)
    turned = np.array([random.random() < 0.5 for _ in order], dtype=bool)
    here, there = np.where(turned, other[order], one[order]), np.where(turned, one[order], other[order])

    first = form_peer_circles(one, other, score, people=people, least=2, most=4)
    second = form_peer_circles(here, there, score[order], people=people, least=2, most=4)

    assert first.circle_of.tolist() == second.circle_of.tolist()
    assert (first.total, first.most_total) == (second.total, second.most_total)


@pytest.mark.parametrize("people", [None, 0, 3, 20])
def test_form_peer_circles_without_pairs_places_nobody(people):
    outcome = form_peer_circles([], [], [], people=people)

    assert outcome.circle_of.tolist() == [-1] * (people or 0)
    assert (outcome.people, outcome.total, outcome.proven) == (0, 0, True)


def test_form_peer_circles_of_one_each_places_everybody():
    outcome = form_peer_circles([0], [1], [5], people=3, least=1, most=1)

    assert outcome.circle_of.tolist() == [0, 1, 2]
    assert (outcome.total, outcome.proven) == (0, True)


PAIRS = ([0, 0, 1, 2, 2], [1, 2, 2, 3, 4], [1, 2, 3, 4, 5])
RIGHT = PeerCircles(np.array([0, 0, 1, -1, 1]), people=4, total=6, most_people=5, most_total=15)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"circle_of": np.array([0, 0, 1, 1])}, "There is no outcome to check, with the circle of 5 people."),
        ({"circle_of": np.array([1, 1, 0, -1, 0])}, "Circles must be numbered from 0 by their first person, with"),
        ({"circle_of": np.array([0, 0, 2, -1, 2])}, "Circles must be numbered from 0 by their first person, with"),
        ({"circle_of": np.array([0, 0, 1, -2, 1])}, "Circles must be numbered from 0 by their first person, with"),
        ({"circle_of": np.array([0, 0, 1, 2, 1])}, "Circle 2 has 1 people."),
        ({"circle_of": np.array([0, 0, 1, 1, 1])}, "People 3 and 4 share a circle and are no pair of the list."),
        ({"circle_of": np.array([0, 0, -1, -1, -1])}, "It says people is 4, but it is 2."),
        ({"people": 5}, "It says people is 5, but it is 4."),
        ({"total": 7}, "It says total is 7, but it is 6."),
        ({"total": True}, "total must be a whole number."),
        ({"most_people": 3}, "It says people can be 3 at most, but it is 4."),
        ({"most_total": 5}, "It says total can be 5 at most, but it is 6."),
    ],
)
def test_verify_peer_circles_says_what_fails(wrong, sentence):
    verify_peer_circles(*PAIRS, RIGHT, least=2, most=3)

    assert refused(PAIRS, replace(RIGHT, **wrong), least=2, most=3).startswith(sentence)


def test_verify_peer_circles_refuses_what_is_no_outcome():
    assert refused(PAIRS, None) == "There is no outcome to check, with the circle of 5 people."


@pytest.mark.parametrize(
    ("arguments", "options", "sentence"),
    [
        (([0, 1], [1, 0], [1, 2]), {}, "The pair person 0 with person 1 is given more than once: keep one"),
        (([3], [3], [1]), {}, "Person 3 is paired with themselves: keep pairs of two people"),
        (([-1], [0], [1]), {}, "one holds numbers outside 0 to 0: number people from 0, or pass how many"),
        (([0], [2], [1]), {"people": 2}, "other holds numbers outside 0 to 1: number people from 0, or pass how many"),
        (([0], [1], [MAX_SCORE + 1]), {}, "score holds numbers outside 0 to 1000000: scale scores"),
        (([0, 1], [1], [1]), {}, "one, other and score differ in length: give one entry of each"),
        (([0], [1], [1]), {"people": "2"}, "people is '2': give a whole number, 0 or more"),
        (([0], [1], [1]), {"least": 0}, "least is 0: give a whole number, 1 or more"),
        (([0], [1], [1]), {"most": 3}, "most is 3: give a whole number, 4 or more"),
        (([0], [1], [1]), {"seconds": -1}, "seconds is -1: give how long the search may take, 0 or more"),
        (([0], [1], [1]), {"people": MOST_PEOPLE + 1}, "There are 2001 people, more than 2000: split them"),
    ],
)
def test_bad_input_is_refused_with_advice(arguments, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        form_peer_circles(*arguments, **options)
