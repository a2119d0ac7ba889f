"""Months in a row, cut into groups in which enough pairs met, and the day on which a month is counted."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.months import (
    Months,
    last_month_counted,
    months_from,
    next_month,
    put_all_together,
    put_together,
    with_those_that_wait,
)
from tests.lib.leak_oracle import leak

MET = st.lists(st.frozensets(st.integers(0, 11)), max_size=14)


def months(*met):
    """Of each month the pairs that met in it, each once."""
    days = months_from(date(2025, 1, 1), date(2026, 12, 1))
    return [Months(day, day, len(pairs), frozenset(pairs)) for day, pairs in zip(days, met, strict=False)]


def spans(groups):
    return [(group.first.month, group.last.month, group.meetings, len(group.pairs)) for group in groups]


def test_months_of_few_pairs_are_put_together_with_the_next():
    groups, rest = put_together(months(range(2), range(4), range(5), range(6)), 5)

    assert (spans(groups), rest) == ([(1, 3, 11, 5), (4, 4, 6, 6)], None)


def test_what_is_left_over_waits_and_touches_no_group_before_it():
    groups, rest = put_together(months(range(5), range(5), (), range(3)), 5)

    assert (spans(groups), spans([rest])) == ([(1, 1, 5, 5), (2, 2, 5, 5)], [(3, 4, 3, 3)])


def test_at_the_end_what_is_left_over_joins_the_last_group():
    groups, rest = put_all_together(months(range(5), range(5), (), range(3)), 5)

    assert (spans(groups), rest) == ([(1, 1, 5, 5), (2, 4, 8, 5)], None)


def test_months_that_wait_are_one_with_the_month_after_them():
    waited = with_those_that_wait(months(range(5), range(6), range(2), range(5)), date(2025, 2, 1))

    assert spans(waited) == [(1, 3, 13, 6), (4, 4, 5, 5)]


@pytest.mark.parametrize("cut", [put_together, put_all_together])
@pytest.mark.parametrize("met", [(), ((),), (range(2), range(3), range(4))])
def test_there_is_no_group_while_few_pairs_have_met(cut, met):
    groups, rest = cut(months(*met), 5)

    assert (groups, rest.last.month if rest else 0) == ([], len(met))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(MET, st.sampled_from([5, 8]), st.sampled_from([put_together, put_all_together]))
def test_no_sum_of_months_is_about_few_pairs(met, minimum, cut):
    """Each meeting of a pair in a month is a thing of its own; whoever adds and subtracts groups finds many pairs."""
    given_months = months(*met)
    things = [(month.first, pair) for month in given_months for pair in month.pairs]

    groups, rest = cut(given_months, minimum)

    released = [
        [n for n, (first, _pair) in enumerate(things) if group.first <= first <= group.last] for group in groups
    ]
    assert all(len({things[n][1] for n in group}) >= minimum for group in released)
    assert leak(len(things), released, minimum) is None
    assert sum(map(len, released)) + (rest.meetings if rest else 0) == len(things)


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2026, 7, 8), date(2026, 6, 1)),
        (date(2026, 7, 7), date(2026, 5, 1)),
        (date(2026, 1, 8), date(2025, 12, 1)),
        (date(2026, 1, 7), date(2025, 11, 1)),
        (date(2026, 2, 7), date(2025, 12, 1)),
    ],
)
def test_month_is_counted_on_the_eighth_of_the_next(today, month):
    assert last_month_counted(today) == month


def test_december_is_followed_by_january():
    assert next_month(date(2025, 12, 1)) == date(2026, 1, 1)
    assert list(months_from(date(2026, 2, 1), date(2026, 1, 1))) == []
