import numpy as np
import pytest

from bench.why_not import OWN, SKILLS, make, measure
from matching.assignment import MAX_SCORE


@pytest.mark.parametrize("listed", [0, 4])
def test_measure_chooses_builds_and_asks(listed):
    found = measure(mentees=30, mentors=20, listed=listed, seed=1, repeats=10)

    assert (found["bench"], found["pairs"]) == ("why_not", 30 * (listed or 20))
    assert found["cardinality"] > 20
    assert min(found["choose_seconds"], found["build_seconds"]) >= 0
    for figures in (found["pair_ms"], found["row_ms"], found["late_ms"]):
        assert 0 < figures["median"] <= figures["longest"]
    assert 0 <= found["moves"]["median"] <= found["moves"]["most"]


def test_lists_hold_the_best_of_each_mentee_in_order():
    whole, short = (make(np.random.default_rng(1), 12, 9, listed) for listed in (0, 3))

    assert whole.score.max() <= MAX_SCORE
    for row in range(12):
        scores, best = whole.score[whole.mentee == row], short.score[short.mentee == row]
        assert sorted(best) == sorted(scores)[-3:]
    number = short.mentee * 9 + short.mentor
    assert (np.diff(number) > 0).all()
    assert SKILLS > OWN
