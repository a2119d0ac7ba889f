"""Two ways to part the same people, held against every sum and difference of their groups."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.beside import may_stand_beside

PARTED = st.integers(0, 24).flatmap(
    lambda people: st.tuples(*[st.lists(st.integers(0, 3), min_size=people, max_size=people)] * 2)
)


def numbered(groups):
    """The same from 0, every number in use."""
    return [sorted(set(groups)).index(group) for group in groups]


def fewest_spoken_of(one, other):
    """The fewest people of whom a sum of groups of the one, less a sum of groups of the other, can be made up."""
    choices = product(*[(0, 1)] * (len(set(one)) + len(set(other))))
    of_one = len(set(one))
    counts = (
        sum(chosen[ours] != chosen[of_one + theirs] for ours, theirs in zip(one, other, strict=True))
        for chosen in choices
    )
    return min((count for count in counts if count), default=None)


@given(parted=PARTED, least=st.integers(1, 8))
@settings(max_examples=150, deadline=None)
def test_two_partings_stand_beside_each_other_where_no_difference_speaks_of_a_few(parted, least):
    one, other = map(numbered, parted)
    fewest = fewest_spoken_of(one, other)

    assert may_stand_beside(one, other, least) == (fewest is None or fewest >= least)


# Ten of Sales are all at Leeds; of ten in Legal so many are there too, and the rest at York.
@pytest.mark.parametrize(("of_legal", "may"), [(0, True), (1, False), (4, False), (5, True), (9, False), (10, True)])
def test_place_within_which_a_department_lies_but_for_a_few_is_not_shown_beside_it(of_legal, may):
    departments = [0] * 10 + [1] * 10
    sites = numbered(["Leeds"] * 10 + ["Leeds"] * of_legal + ["York"] * (10 - of_legal))

    assert may_stand_beside(departments, sites, 5) == may


def test_many_groups_of_many_people_may_stand_beside_each_other():
    people = range(5_000)

    assert may_stand_beside([number % 200 for number in people], [number * 7 // 50 % 100 for number in people], 5)
