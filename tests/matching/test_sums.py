"""Points add up to the same whole numbers, whoever is looked at together, and nothing is what most people have."""

import numpy as np
import pytest

from matching.sums import one_each, sums


def numbers(seed, mentees=30, things=40, mentors=20):
    """Of mentees few numbers other than nothing, some below it, as large as points get; of mentors any."""
    rng = np.random.default_rng(seed)
    some = rng.integers(-200_000, 200_000, (mentees, things)) * (rng.random((mentees, things)) < 0.2)
    return some.astype(np.float32), rng.integers(0, 2, (things, mentors)).astype(np.float32)


@pytest.mark.parametrize("seed", range(10))
def test_all_and_single_pairs_and_any_mentors_get_what_the_whole_product_says(seed):
    some, others = numbers(seed)
    rng, added = np.random.default_rng(seed), sums([(some[:, :9], others[:9]), (some[:, 9:], others[9:])])
    exact = some.astype(np.int64) @ others.astype(np.int64)
    mentees, mentors = (np.sort(rng.choice(count, 7, replace=False)) for count in exact.shape)
    pairs = rng.integers(0, exact.shape[0], 50), rng.integers(0, exact.shape[1], 50)

    assert np.array_equal(added.of_all(np.arange(len(some))), exact)
    assert np.array_equal(added.among(mentors).of_all(mentees), exact[np.ix_(mentees, mentors)])
    assert np.array_equal(added.of_pairs(*pairs), exact[pairs])
    assert added.of_all(mentees).dtype == added.of_pairs(*pairs).dtype == np.float32


def test_nothing_is_not_kept():
    some, others = numbers(3)

    assert sums([(some, others)]).mentees.nnz == np.count_nonzero(some)


def test_whoever_has_one_of_few_values_gets_the_row_of_that_value():
    value, points = np.array([2, 0, 2]), np.array([[1, 2], [3, 4], [5, 6]], dtype=np.float32)

    assert sums([(one_each(value, 3), points)]).of_all(np.arange(3)).tolist() == [[5, 6], [1, 2], [5, 6]]


def test_nobody_and_nothing_add_up_to_nothing():
    nothing = sums([(np.zeros((3, 0), dtype=np.float32), np.zeros((0, 2), dtype=np.float32))])
    nobody = np.zeros(0, dtype=np.int64)

    assert nothing.of_all(np.arange(3)).tolist() == [[0, 0]] * 3
    assert nothing.of_pairs(np.arange(2), np.arange(2)).tolist() == [0, 0]
    assert nothing.of_all(nobody).shape == (0, 2)
    assert nothing.of_pairs(nobody, nobody).shape == (0,)
