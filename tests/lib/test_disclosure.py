import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.lib.disclosure import Leaf, partition, rounded_count, select
from tests.lib.leak_oracle import every_filter, leak

DIMENSIONS = ("department", "grade", "site")
PERSON = st.fixed_dictionaries(
    {"department": st.sampled_from("ABCD"), "grade": st.sampled_from("123"), "site": st.sampled_from("XY")}
)
PEOPLE = st.lists(PERSON, max_size=60)


def population(seed):
    """A skewed workforce of 30 to 60, as real ones are: a few large groups and several small ones."""
    rng = random.Random(seed)
    people = range(rng.randint(30, 60))
    return [
        {"department": rng.choice("AAAABBBCD"), "grade": rng.choice("112"), "site": rng.choice("XXXY")} for _ in people
    ]


# Three weaker rules, as other products have them; each is given every filter, in the same order as a reader.


def threshold_only(people, asked, minimum):
    """Show any group that is large enough by itself."""
    groups = [[n for n, person in enumerate(people) if fits(person, filters)] for filters in asked]
    return [group if len(group) >= minimum else None for group in groups]


def with_remainder(people, asked, minimum):
    """And only if those outside the group are enough, or nobody."""
    shown = threshold_only(people, asked, minimum)
    return [group if group and not 0 < len(people) - len(group) < minimum else None for group in shown]


def without_overlap(people, asked, minimum):
    """And only if the group differs from each shown before by enough people, or by nobody."""
    shown = []
    for group in with_remainder(people, asked, minimum):
        apart = [len(set(group) ^ set(other)) for other in shown if other] if group else []
        shown.append(group if all(not size or size >= minimum for size in apart) else None)
    return shown


WEAKER = {"threshold": threshold_only, "remainder": with_remainder, "overlap": without_overlap}


def fits(person, filters):
    return all(person[dimension] in wanted for dimension, wanted in filters.items())


def members(leaves):
    return None if leaves is None else [member for leaf in leaves for member in leaf.members]


def shown(people, minimum, widest=1):
    leaves = partition(people, DIMENSIONS, minimum)
    return [members(select(leaves, filters)) for filters in every_filter(people, DIMENSIONS, widest)]


def workforce(**counts):
    return [{"department": name} for name, count in counts.items() for _ in range(count)]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(PEOPLE, st.sampled_from([5, 8]))
def test_partition_leaks_nobody_under_any_filter(people, minimum):
    assert leak(len(people), shown(people, minimum, widest=2), minimum) is None


@pytest.mark.parametrize("seeds", [range(40), pytest.param(range(40, 1000), marks=pytest.mark.long)], ids=str)
def test_partition_holds_in_random_populations_where_each_weaker_rule_gives_people_away(seeds):
    caught = dict.fromkeys(WEAKER, 0)
    for seed in seeds:
        people = population(seed)
        asked = list(every_filter(people, DIMENSIONS))

        assert leak(len(people), shown(people, 5), 5) is None
        assert leak(len(people), shown(people, 8), 8) is None

        for name, rule in WEAKER.items():
            caught[name] += leak(len(people), rule(people, asked, 5), 5) is not None

    # What the oracle cannot find fault with is no proof: it has to catch the weaker rules nearly every time.
    assert caught["threshold"] >= 0.95 * len(seeds), caught
    assert caught["remainder"] >= 0.95 * len(seeds), caught
    assert caught["overlap"] >= 0.8 * len(seeds), caught


@settings(max_examples=200, deadline=None, derandomize=True)
@given(PEOPLE, st.sampled_from([5, 8]))
def test_partition_puts_everybody_in_one_cell_that_is_large_enough(people, minimum):
    leaves = partition(people, DIMENSIONS, minimum)

    assert all(len(leaf.members) >= minimum for leaf in leaves)
    assert sorted(members(leaves)) == (list(range(len(people))) if len(people) >= minimum else [])


@settings(max_examples=100, deadline=None, derandomize=True)
@given(PEOPLE)
def test_partition_labels_say_what_the_members_are(people):
    for leaf in partition(people, DIMENSIONS, 5):
        for dimension, values in leaf.label.items():
            assert {people[member][dimension] for member in leaf.members} == values


@settings(max_examples=100, deadline=None, derandomize=True)
@given(PEOPLE, st.randoms(use_true_random=False))
def test_partition_does_not_depend_on_the_order_of_people(people, rng):
    shuffled = rng.sample(people, len(people))

    def cells(crowd):
        return [(leaf.label, len(leaf.members)) for leaf in partition(crowd, DIMENSIONS, 5)]

    assert cells(people) == cells(shuffled)


def test_partition_puts_small_groups_together():
    people = workforce(IT=6, Law=3, Sales=2)

    assert partition(people, ["department"], 5) == [
        Leaf({"department": frozenset({"IT"})}, tuple(range(6))),
        Leaf({"department": frozenset({"Law", "Sales"})}, tuple(range(6, 11))),
    ]


def test_partition_lets_the_smallest_group_join_those_too_few():
    people = workforce(IT=6, HR=7, Law=2, Ads=6)

    values = [leaf.label["department"] for leaf in partition(people, ["department"], 5)]

    assert values == [{"HR"}, {"IT"}, {"Ads", "Law"}]


@pytest.mark.parametrize("counts", [{"IT": 9}, {"IT": 6, "Law": 4}, {"IT": 3, "Law": 3}])
def test_partition_does_not_cut_where_one_group_would_remain(counts):
    people = workforce(**counts)

    assert partition(people, ["department"], 5) == [Leaf({}, tuple(range(len(people))))]


def test_partition_cuts_by_the_next_dimension_inside_each_cell():
    people = [{"department": d, "site": s} for d, s in zip("AAAAABBBBBBBBBB", "XXXXYXXXXXYYYYY", strict=True)]

    labels = [leaf.label for leaf in partition(people, ["department", "site"], 5)]

    a, b = frozenset("A"), frozenset("B")
    assert labels == [
        {"department": a},
        {"department": b, "site": frozenset("X")},
        {"department": b, "site": frozenset("Y")},
    ]


def test_partition_of_too_few_people_is_empty():
    assert partition(workforce(IT=4), ["department"], 5) == []
    assert partition([], ["department"], 5) == []


@pytest.mark.parametrize("minimum", [-1, 0, 4])
def test_partition_refuses_a_minimum_below_the_floor(minimum):
    with pytest.raises(ValueError, match="protects nobody: use 5 or more"):
        partition(workforce(IT=40), ["department"], minimum)


def test_partition_refuses_a_person_without_a_value():
    with pytest.raises(ValueError, match="Person 1 has no site"):
        partition([{"site": "X"}, {"department": "IT"}], ["site"], 5)


def test_select_takes_whole_cells_or_nothing():
    leaves = partition(workforce(IT=6, Law=3, Sales=2), ["department"], 5)

    assert select(leaves, {}) == tuple(leaves)
    assert select(leaves, {"department": {"IT"}}) == (leaves[0],)
    assert select(leaves, {"department": {"Law"}}) is None
    assert select(leaves, {"department": {"Law", "Sales"}}) == (leaves[1],)
    assert select(leaves, {"site": {"Leeds"}}) is None
    assert select([], {}) is None


def test_oracle_finds_the_difference_of_two_groups():
    assert leak(7, [range(7), range(6)], 5) == 1
    assert leak(12, [range(12), range(6)], 5) is None


def test_oracle_finds_a_person_behind_three_overlapping_groups():
    released = [{*range(6)}, {*range(6, 12)}, {*range(1, 12)}]

    assert leak(12, released, 5) == 1


def test_oracle_passes_over_what_was_not_released():
    assert leak(5, [None, []], 5) is None


@pytest.mark.parametrize(("count", "expected"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (12, 10), (13, 15)])
def test_rounded_count_goes_to_the_nearest_five(count, expected):
    assert rounded_count(count) == expected


def test_rounded_count_refuses_less_than_nobody():
    with pytest.raises(ValueError, match="below zero"):
        rounded_count(-1)
