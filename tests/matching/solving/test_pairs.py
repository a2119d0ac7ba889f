"""What is made ready to be added adds up to what it was, exactly, whether it is small, far apart or nothing."""

import numpy as np
import pytest

from matching.solving.pairs import SMALL, ready_to_add

FAR = 12_000_000_001
CASES = {
    "small": ([0, 5, -7], [3, 0, 1_000_000]),
    "scarce": ([-FAR, 284_999 - FAR], [FAR + 567_000, FAR + 983_000]),
    "too far apart": ([-FAR, 0], [0, FAR]),
    "just too large": ([SMALL, 1], [0, SMALL]),
    "as large as can be": ([SMALL - 1, 1 - SMALL], [0, SMALL - 1]),
    "below nothing": ([4, 5], [-FAR, -FAR + 1]),
    "nobody": ([], [1, 2]),
    "nothing": ([1, 2], []),
}


@pytest.mark.parametrize("name", CASES)
def test_any_two_add_up_to_what_they_added_up_to(name):
    one, other = (np.array(each, dtype=np.int64) for each in CASES[name])

    some, others = ready_to_add(one, other)

    assert np.array_equal((some[:, None] + others).astype(np.int64), one[:, None] + other)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("small", np.float32), ("scarce", np.float32), ("too far apart", np.int64), ("nobody", np.float32)],
)
def test_small_ones_are_added_as_scores_are(name, kind):
    ready = ready_to_add(*(np.array(each, dtype=np.int64) for each in CASES[name]))

    assert {each.dtype for each in ready} == {np.dtype(kind)}
