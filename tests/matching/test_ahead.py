"""What is made in a thread comes in order, not too early, and no longer than somebody looks."""

import threading
from functools import partial

import pytest

from matching.ahead import AHEAD, ahead


class Made:
    """Calls that say what they made, and in which thread."""

    def __init__(self, count):
        self.numbers, self.threads = [], set()
        self.calls = (partial(self.make, number) for number in range(count))
        self.asked = 0

    def make(self, number):
        self.numbers.append(number)
        self.threads.add(threading.get_ident())
        return number

    def counted(self):
        for call in self.calls:
            self.asked += 1
            yield call


@pytest.mark.parametrize("count", [0, 1, AHEAD, AHEAD + 1, 50])
def test_results_come_in_order_from_one_other_thread(count):
    made = Made(count)

    assert list(ahead(made.calls)) == made.numbers == list(range(count))
    assert len(made.threads) == min(count, 1)
    assert threading.get_ident() not in made.threads


def test_no_more_are_asked_for_than_wait_beside_the_one_that_is_looked_at():
    made = Made(50)
    results = ahead(made.counted())

    for taken in range(1, 20):
        assert next(results) == taken - 1
        assert made.asked == taken + AHEAD
    results.close()

    assert made.asked == 19 + AHEAD
    assert len(made.numbers) <= made.asked
    assert not [thread for thread in threading.enumerate() if thread.ident in made.threads]


def test_what_goes_wrong_in_the_thread_is_raised_in_its_turn():
    def broken():
        raise ValueError("no such table")

    results = ahead([lambda: 1, lambda: 2, broken, lambda: 4])

    assert [next(results), next(results)] == [1, 2]
    with pytest.raises(ValueError, match="no such table"):
        next(results)
    assert list(results) == []
