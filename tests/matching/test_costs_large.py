"""What a choice by hand costs everybody where pairs are too many for a list, beside what a list tells."""

import pytest

from matching import costs_large
from matching.costs import costs_of
from matching.costs_large import costs_at_large
from matching.why_not import Answer, Loss
from tests.matching.test_costs import at_random, in_words, inputs_of, possible

FAR = 10**9
WORSE = ", or fewer mentees would have a pair."


@pytest.mark.parametrize("seed", range(12))
def test_highest_total_costs_what_the_best_search_with_the_pair_loses(monkeypatch, seed):
    monkeypatch.setattr(costs_large, "NEAR", FAR)
    inputs = at_random(seed, both=0, objective="total")

    for row in (0, 4):
        found = costs_at_large(inputs, row, possible(inputs, row))
        assert {column: cost.words for column, cost in found.items()} == {
            column: in_words(inputs, row, column) for column in possible(inputs, row)
        }


@pytest.mark.parametrize("seed", range(12))
def test_fairest_choice_costs_the_same_or_is_said_to_be_worse_for_whoever_fits_least(monkeypatch, seed):
    monkeypatch.setattr(costs_large, "NEAR", FAR)
    inputs = at_random(seed, both=0, objective="fair")

    for row in (0, 4):
        found = costs_at_large(inputs, row, possible(inputs, row))
        assert list(found) == possible(inputs, row)
        for column, cost in found.items():
            truth = in_words(inputs, row, column)
            is_worse = truth.startswith("The weakest pair") or "fewer with a pair" in truth
            assert cost.words.endswith(WORSE) if is_worse else cost.words == truth


def priced(monkeypatch, inputs, row, near):
    """The answers on which the words go."""
    found, within = {}, costs_large._priced

    def noted(*asked):
        found.update(within(*asked))
        return found

    monkeypatch.setattr(costs_large, "NEAR", near)
    with monkeypatch.context() as patch:
        patch.setattr(costs_large, "_priced", noted)
        costs_at_large(inputs, row, possible(inputs, row))
    return found


@pytest.mark.parametrize("near", [1, 50_000])
@pytest.mark.parametrize("objective", ["total", "fair"])
@pytest.mark.parametrize("seed", range(12))
def test_truth_lies_between_the_bounds(monkeypatch, seed, objective, near):
    inputs = at_random(seed, both=0, objective=objective)

    for row in range(5):
        truth, found = (priced(monkeypatch, inputs, row, within) for within in (FAR, near))
        assert found.keys() == truth.keys()
        assert all(answer.is_exact for answer in truth.values())
        for column, answer in found.items():
            assert answer.at_least <= truth[column].at_most <= answer.at_most


def test_fewer_pairs_are_listed_where_too_many_are_near(monkeypatch):
    inputs = at_random(3, both=0, objective="total")
    truth = priced(monkeypatch, inputs, 0, FAR)

    monkeypatch.setattr(costs_large, "MOST", 1)

    found = priced(monkeypatch, inputs, 0, FAR)
    assert found.keys() == truth.keys()
    assert all(answer.at_least <= truth[column].at_most <= answer.at_most for column, answer in found.items())


def test_nothing_is_told_of_a_stable_choice_or_where_two_would_mentor_each_other():
    stable = at_random(0, both=0, objective="stable")
    two = inputs_of({"ana": ["speaking"], "ben": ["planning"]}, {"ana": ["planning"], "ben": ["speaking"], "cem": []})

    assert costs_at_large(stable, 0, possible(stable, 0)) == {}
    assert costs_of(two, 0, possible(two, 0))
    assert costs_at_large(two, 0, possible(two, 0)) == {}


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (Loss(0, 0), Loss(0, 0), "No change overall."),
        (Loss(0, 3_000), Loss(0, 3_000), "0.3 points fewer for all together."),
        (Loss(0, 0), Loss(0, 3_000), "Between 0 and 0.3 points fewer for all together."),
        (Loss(0, 12_000), Loss(0, 31_000), "Between 1.2 and 3.1 points fewer for all together."),
        (Loss(0, 0), Loss(1, -500_000), "At most 1 mentee fewer with a pair."),
        (Loss(1, 0), Loss(2, 0), "At most 2 mentees fewer with a pair."),
    ],
)
def test_bounds_are_told_in_words(least, most, words):
    assert costs_large._between(Answer(least, most, ())) == words
