import gc

import pytest

from mentoring.lib.collector import collector_paused


def test_collector_is_paused_inside_and_on_again_after():
    with collector_paused():
        inside = gc.isenabled()

    assert (inside, gc.isenabled()) == (False, True)


def test_collector_is_on_again_after_an_error():
    with pytest.raises(ZeroDivisionError), collector_paused():
        raise ZeroDivisionError

    assert gc.isenabled()


def test_collector_that_was_off_stays_off():
    gc.disable()
    try:
        with collector_paused():
            pass
        after = gc.isenabled()
    finally:
        gc.enable()

    assert not after


def test_pause_inside_a_pause_ends_with_the_outer_one():
    with collector_paused():
        with collector_paused():
            pass
        between = gc.isenabled()

    assert (between, gc.isenabled()) == (False, True)
