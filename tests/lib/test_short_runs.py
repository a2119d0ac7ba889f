"""What is much is done in short runs, and all of it in the end."""

import pytest

from mentoring.lib.short_runs import in_short_run


@pytest.fixture
def some():
    """Five things, of which two at most are taken at once."""
    left = [5]

    def take() -> int:
        taken = min(2, left[0])
        left[0] -= taken
        return taken

    return take


def test_all_is_done_where_there_is_time(some):
    assert [in_short_run(some, seconds=60), in_short_run(some, seconds=60)] == [5, 0]


def test_run_out_of_time_takes_some_and_the_next_goes_on(some):
    assert [in_short_run(some, seconds=0) for _run in range(4)] == [2, 2, 1, 0]
