"""What it is worth that two people have something in common."""

import pytest

from matching.in_common import shared_points


@pytest.mark.parametrize(
    ("some", "others", "expected"),
    [
        ({"chess"}, {"chess"}, 45_000),
        ({"chess", "baking"}, {"chess"}, 45_000),
        ({"chess", "baking"}, {"baking", "chess", "sailing"}, 90_000),
        ({"chess", "baking", "sailing"}, {"baking", "chess", "sailing"}, 90_000),
        ({"chess"}, {"baking"}, 0),
        (set(), {"baking"}, 45_000),
        ({"baking"}, set(), 45_000),
        (set(), set(), 45_000),
    ],
)
def test_one_in_common_is_half_and_two_are_all(some, others, expected):
    assert shared_points(some, others, 90_000) == expected
