from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.names import free_name, name_of_next

SEASONS = ["Spring", "Summer", "Autumn", "Winter"]


@pytest.mark.parametrize(
    ("name", "starts_on", "follows", "found"),
    [
        ("Winter 2026", date(2026, 1, 5), date(2026, 7, 6), "Summer 2026"),
        ("Winter 2026", date(2026, 7, 6), date(2027, 1, 5), "Summer 2027"),
        ("Autumn 2026", date(2026, 9, 1), date(2027, 3, 1), "Spring 2027"),
        ("Leaders, spring", date(2026, 4, 1), date(2027, 4, 1), "Leaders, Spring"),
        ("Offspring 2026", date(2026, 4, 1), date(2026, 10, 1), ""),
        ("Cohort 7", date(2026, 4, 1), date(2026, 10, 1), ""),
    ],
)
def test_round_is_called_by_the_season_in_which_it_follows(name, starts_on, follows, found):
    assert name_of_next(name, starts_on=starts_on, follows=follows, seasons=SEASONS) == found


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
