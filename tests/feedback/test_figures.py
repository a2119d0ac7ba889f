import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.figures import (
    Answered,
    Cells,
    Shown,
    close_figures,
    fix_cells,
    merge_cells,
    merged_departments,
    shown,
    single_departments,
)
from tests.feedback.population import departments_of
from tests.lib.leak_oracle import leak

ITEMS = [{"id": "open", "text": "I can say what is on my mind.", "options": ["No", "Neither", "Yes"]}]
# A department, whether this person answered, and which option of the one item (None: skipped).
PERSON = st.tuples(st.sampled_from("ABCDE"), st.booleans(), st.sampled_from([None, 1, 2, 3]))


def answered(*cells, option=3):
    return [Answered(cell, {"open": option}) for cell in cells]


def close(cells, answers, *, invited=60, minimum=5):
    return close_figures(cells.labels, ITEMS, answers, invited=invited, minimum=minimum)


def run_through(people, minimum):
    """Open and close a survey of `people`; gives those who answered, as (department, option), and the figures."""
    cells = fix_cells([department for department, _took_part, _option in people], minimum)
    given_in, who = [], []
    for (department, took_part, option), cell in zip(people, cells.of_person, strict=True):
        if took_part:
            given_in.append(Answered(cell, {"open": option} if option else {}))
            who.append((department, option))
    return who, close(cells, given_in, invited=len(people), minimum=minimum).figures


def test_cells_hold_the_departments_that_are_large_enough_and_the_rest_together():
    cells = fix_cells(departments_of(Sales=6, Legal=2, Design=4), 5)

    assert cells == Cells([{"department": ["Sales"]}, {"department": ["Design", "Legal"]}], [0] * 6 + [1] * 6)


def test_too_few_people_are_one_cell():
    assert fix_cells(["Sales", "Legal"], 5) == Cells([{"department": ["Legal", "Sales"]}], [0, 0])


def test_people_of_one_department_are_one_cell():
    assert fix_cells(["Sales"] * 12, 5) == Cells([{"department": ["Sales"]}], [0] * 12)


def test_cells_merge_until_each_has_enough_answers():
    cells = fix_cells(departments_of(Sales=6, Legal=6, Design=6), 5)

    leaves = merge_cells(cells.labels, [0] * 6 + [1] * 2 + [2] * 5, 5)

    assert [(sorted(leaf.label["department"]), len(leaf.members)) for leaf in leaves] == [
        (["Design"], 6),
        (["Legal", "Sales"], 7),
    ]


def test_a_cell_in_which_nobody_answered_cannot_be_told_from_one_with_few_answers():
    cells = fix_cells(departments_of(Sales=6, Legal=6, Design=6), 5)

    leaves = merge_cells(cells.labels, [1] * 6 + [2] * 5, 5)

    assert [(sorted(leaf.label["department"]), len(leaf.members)) for leaf in leaves] == [
        (["Design", "Sales"], 5),
        (["Legal"], 6),
    ]


def test_figures_count_each_item_in_each_leaf():
    cells = fix_cells(departments_of(Sales=5, Legal=5), 5)

    closed = close(cells, answered(0, 0, 0, 0, 0, option=3) + answered(1, 1, 1, 1, 1, option=1), invited=11)

    assert closed.figures == {
        "invited": 11,
        "answered": 10,
        "minimum": 5,
        "leaves": [
            {"label": {"department": ["Legal"]}, "n": 5, "items": {"open": [0, 0, 5]}},
            {"label": {"department": ["Sales"]}, "n": 5, "items": {"open": [5, 0, 0]}},
        ],
        "undivided": {},
    }
    assert closed.leaf_of == [0] * 5 + [1] * 5


def test_fewer_answers_than_the_minimum_leave_no_figure_not_even_their_number():
    cells = fix_cells(departments_of(Sales=8, Legal=8), 5)

    closed = close(cells, answered(0, 0, 1, 1), invited=16)

    assert closed.figures == {"invited": 16, "answered": None, "minimum": 5, "leaves": [], "undivided": {}}
    assert shown(closed.figures, None) is None


def test_item_that_few_answered_in_one_leaf_is_shown_for_everybody_only():
    cells = fix_cells(departments_of(Sales=6, Legal=6), 5)
    skipped = [Answered(0, {})] * 4

    figures = close(cells, answered(0, 0, 1, 1, 1, 1, 1, 1) + skipped).figures

    assert shown(figures, None) == Shown(12, {"open": [0, 0, 8]})
    assert shown(figures, frozenset(["Legal"])) == Shown(6, {})


def test_item_that_few_answered_at_all_is_not_shown():
    cells = fix_cells(departments_of(Sales=12), 5)

    figures = close(cells, answered(0, 0, 0, 0) + [Answered(0, {})] * 4).figures

    assert shown(figures, None) == Shown(8, {})


@pytest.fixture
def three_departments():
    cells = fix_cells(departments_of(Sales=6, Legal=3, Design=3), 5)
    return close(cells, answered(*[0] * 6, *[1] * 6)).figures


def test_a_department_that_is_a_leaf_is_shown(three_departments):
    assert shown(three_departments, frozenset(["Sales"])) == Shown(6, {"open": [0, 0, 6]})


@pytest.mark.parametrize("asked", [["Legal"], ["Legal", "Sales"], ["Nowhere"], []])
def test_only_whole_leaves_inside_what_was_asked_are_shown(three_departments, asked):
    expected = Shown(6, {"open": [0, 0, 6]}) if "Sales" in asked else None

    assert shown(three_departments, frozenset(asked)) == expected


def test_departments_are_named_by_how_they_are_shown(three_departments):
    assert single_departments(three_departments) == ["Sales"]
    assert merged_departments(three_departments) == {"Design", "Legal"}
    assert shown(three_departments, frozenset(["Design", "Legal"])) == Shown(6, {"open": [0, 0, 6]})


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(PERSON, max_size=60), st.sampled_from([5, 8]))
def test_no_combination_of_shown_figures_is_about_fewer_than_the_minimum(people, minimum):
    who, figures = run_through(people, minimum)
    asked = [None, merged_departments(figures), *(frozenset([name]) for name in "ABCDE")]

    # Those behind a figure are found by department, as a reader would; both people and answers to the item.
    for counts in (lambda option: True, lambda option: option is not None):
        released = []
        for departments in asked:
            view = shown(figures, departments)
            members = [
                position
                for position, (department, option) in enumerate(who)
                if (departments is None or department in departments) and counts(option)
            ]
            if view is not None and (counts(None) or "open" in view.histograms):
                released.append(members)
                count = view.people if counts(None) else sum(view.histograms["open"])
                assert count == len(members) >= minimum

        assert leak(len(who), released, minimum) is None


def test_threshold_alone_is_caught_where_the_frozen_cells_hold():
    caught = 0
    for seed in range(60):
        rng = random.Random(seed)
        people = [(rng.choice("AAAABBBCD"), True, 3) for _each in range(40)]
        naive = [
            [p for p, (name, *_rest) in enumerate(people) if name in asked] for asked in ("A", "B", "C", "D", "ABCD")
        ]
        caught += leak(40, [group for group in naive if len(group) >= 5], 5) is not None

    assert caught > 0
