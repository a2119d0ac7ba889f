from datetime import date

import pytest

from mentoring.lib.promised import promised


@pytest.mark.parametrize("value", [date(2026, 11, 17), 0, ""])
def test_value_that_is_there_comes_back_as_it_is(value):
    assert promised(value) is value


def test_broken_promise_is_a_mistake_and_no_empty_word():
    with pytest.raises(ValueError, match="promised"):
        promised(None)
