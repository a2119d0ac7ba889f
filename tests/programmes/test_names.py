import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.names import free_name


@pytest.mark.parametrize(
    ("taken", "found"),
    [
        ([], "Spring, copy"),
        (["SPRING, COPY"], "Spring, copy 2"),
        (["Spring, copy", "spring, copy 2"], "Spring, copy 3"),
    ],
)
def test_first_free_name_is_taken(taken, found):
    assert free_name("Spring", "copy", taken=taken, longest=80) == found


@given(st.text(min_size=1, max_size=130), st.integers(1, 30))
def test_no_name_is_taken_or_too_long(name, copies):
    taken = []
    for _number in range(copies):
        taken.append(free_name(name, "copy", taken=taken, longest=120))

    assert len({each.casefold() for each in taken}) == copies
    assert max(map(len, taken)) <= 120
