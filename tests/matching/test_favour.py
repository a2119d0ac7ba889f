"""Pairs that count for more than they fit, in every way in which pairs are scored."""

import numpy as np
import pytest

from matching.assignment import MAX_SCORE
from matching.candidates import Comparison
from matching.everybody import Everybody
from matching.favour import Favour
from matching.scoring import MenteeSide, MentorSide, Style, Weights

WEIGHTS = Weights()


def people():
    mentees = [MenteeSide(key=f"mentee {number}", wanted=("a", "b")[: 1 + number % 2]) for number in range(5)]
    mentors = [MentorSide(key=f"mentor {number}", offered=frozenset("ab"[number % 2 :])) for number in range(4)]
    return mentees, mentors


def compared(favour, excluded=frozenset()):
    rules = {"weights": WEIGHTS, "lines": {}, "excluded": excluded, "style": Style.CLASSIC}
    return Comparison(*people(), **rules, favour=favour)


def table(comparison):
    """{(mentee, mentor): score} of all candidate pairs."""
    found = comparison.block(0, comparison.mentees)
    return dict(zip(zip(found.mentee.tolist(), found.mentor.tolist(), strict=True), found.score.tolist(), strict=True))


@pytest.mark.parametrize("bonus", [1, 50_000, MAX_SCORE])
def test_the_pairs_favoured_count_for_more_and_all_in_steps_of_two_points(bonus):
    plain = table(compared(None))

    raised = table(compared(Favour(bonus, {"mentee 0": "mentor 1", "mentee 3": "mentor 3"})))

    for pair, score in plain.items():
        assert raised[pair] == (score + bonus * (pair in {(0, 1), (3, 3)})) // 2


def test_no_bonus_leaves_every_point():
    assert table(compared(Favour(0, {"mentee 0": "mentor 1"}))) == table(compared(None))


def test_every_way_to_score_says_the_same():
    comparison = compared(Favour(50_000, {"mentee 0": "mentor 1", "mentee 2": "mentor 0"}))
    scores = table(comparison)
    mentee, mentor = (np.array(numbers) for numbers in zip(*scores, strict=True))
    some = Everybody(comparison, [1] * 4).tables(np.array([1, 0, 1, 0, 0], bool), np.array([0, 1, 0, 1], bool))

    found = {
        (one, other): int(block.score[row, column])
        for block in some
        for row, one in enumerate(block.mentee.tolist())
        for column, other in enumerate(block.mentor.tolist())
    }

    assert comparison.scores(mentee, mentor).tolist() == list(scores.values())
    assert found == {pair: scores[pair] for pair in [(0, 1), (0, 3), (2, 1), (2, 3)]}


def test_whoever_is_not_there_leaves_nothing():
    assert table(compared(Favour(50_000, {"mentee 9": "mentor 1", "mentee 1": "mentor 9"}))) == table(compared(None))


def test_pair_that_is_ruled_out_stays_so():
    apart = frozenset({frozenset({"mentee 0", "mentor 1"})})

    scores = table(compared(Favour(50_000, {"mentee 0": "mentor 1"}), excluded=apart))

    assert (0, 1) not in scores
