"""What a reader can add up: the parts of a fit and its sum."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.points import tenths_of, tenths_that_add_up
from matching.scoring import score_pair
from tests.matching.sides import MENTEES, MENTORS, WEIGHTS

POINTS = st.lists(st.integers(0, 1_000_000), max_size=8)


@pytest.mark.parametrize(
    ("parts", "tenths"),
    [
        # 46.6666 + 3.75 + 15 are 65.4166: rounded one by one they would read 46.7 + 3.8 + 15 = 65.5.
        ([466_666, 37_500, 150_000], [467, 37, 150]),
        ([333_333, 333_333, 333_333], [334, 333, 333]),
        ([400, 400], [1, 0]),
        ([0, 0], [0, 0]),
        ([], []),
    ],
)
def test_parts_are_shown_so_that_they_add_up(parts, tenths):
    assert tenths_that_add_up(parts) == tenths


@settings(max_examples=300, deadline=None, derandomize=True)
@given(POINTS)
def test_any_parts_add_up_and_none_is_off_by_a_tenth_or_more(parts):
    shown = tenths_that_add_up(parts)

    assert sum(shown) == tenths_of(sum(parts))
    assert all(abs(tenths * 1000 - points) < 1000 for tenths, points in zip(shown, parts, strict=True))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(MENTEES, MENTORS, WEIGHTS)
def test_no_part_of_a_fit_is_shown_above_its_maximum(mentee, mentor, weights):
    parts = score_pair(mentee, mentor, weights).components
    shown = tenths_that_add_up([part.points for part in parts])

    assert all(tenths <= tenths_of(part.maximum) for tenths, part in zip(shown, parts, strict=True))
    assert all(tenths == 0 for tenths, part in zip(shown, parts, strict=True) if not part.maximum)
