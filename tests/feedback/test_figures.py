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
    smallest_group,
)
from tests.feedback.population import departments_of
from tests.lib.leak_oracle import leak

ITEMS = [{"id": "open", "text": "I can say what is on my mind.", "options": ["No", "Neither", "Yes"]}]
# A department, whether this person answered, and which option of the one item (None: skipped).
PERSON = st.tuples(st.sampled_from("ABCDE"), st.booleans(), st.sampled_from([None, 1, 2, 3]))


def answered(*cells, option=3):
    return [Answered(cell, {"open": option}) for cell in cells]


def close(cells, answers, *, invited=60, minimum=5, split_minimum=8):
    sizes = {"minimum": minimum, "split_minimum": split_minimum}
    return close_figures(cells.labels, ITEMS, answers, invited=invited, **sizes)


def run_through(people, minimum, split_minimum):
    """Open and close a survey of `people`; gives those who answered, as (department, option), and the figures."""
    cells = fix_cells([department for department, _took_part, _option in people], split_minimum)
    given_in, who = [], []
    for (department, took_part, option), cell in zip(people, cells.of_person, strict=True):
        if took_part:
            given_in.append(Answered(cell, {"open": option} if option else {}))
            who.append((department, option))
    return who, close(cells, given_in, invited=len(people), minimum=minimum, split_minimum=split_minimum).figures


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
    cells = fix_cells(departments_of(Sales=8, Legal=8), 8)

    closed = close(cells, answered(*[0] * 8, option=3) + answered(*[1] * 8, option=1), invited=17)

    assert closed.figures == {
        "invited": 17,
        "answered": 16,
        "minimum": 5,
        "split_minimum": 8,
        "mentors_behind": 4,
        "leaves": [
            {"label": {"department": ["Legal"]}, "n": 8, "items": {"open": [0, 0, 8]}},
            {"label": {"department": ["Sales"]}, "n": 8, "items": {"open": [8, 0, 0]}},
        ],
        "undivided": {},
    }
    assert closed.leaf_of == [0] * 8 + [1] * 8


def test_fewer_answers_than_the_minimum_leave_no_figure_not_even_their_number():
    cells = fix_cells(departments_of(Sales=8, Legal=8), 8)

    closed = close(cells, answered(0, 0, 1, 1), invited=16)

    nothing = {"answered": None, "mentors_behind": 4, "leaves": [], "undivided": {}}
    assert closed.figures == {"invited": 16, "minimum": 5, "split_minimum": 8, **nothing}
    assert shown(closed.figures, None) is None


def test_item_that_few_answered_in_one_leaf_is_shown_for_everybody_only():
    cells = fix_cells(departments_of(Sales=8, Legal=8), 8)

    figures = close(cells, [*answered(*[0] * 7, *[1] * 8), Answered(0, {})]).figures

    assert shown(figures, None) == Shown(16, {"open": [0, 0, 15]})
    assert shown(figures, frozenset(["Legal"])) == Shown(8, {})


def test_everybody_together_are_shown_from_fewer_than_a_department_needs():
    cells = fix_cells(departments_of(Sales=7, Legal=7), 8)

    figures = close(cells, answered(*[0] * 5)).figures

    assert shown(figures, None) == Shown(5, {"open": [0, 0, 5]})
    assert shown(figures, frozenset(["Sales"])) is None


def test_department_of_seven_answers_does_not_stand_alone_however_its_cell_was_cut():
    """A survey that opened while five were enough has cells of five."""
    cells = Cells([{"department": ["Sales"]}, {"department": ["Legal"]}], [])

    figures = close(cells, answered(*[0] * 7, *[1] * 20)).figures

    assert shown(figures, frozenset(["Sales"])) is None
    assert shown(figures, frozenset(["Legal"])) is None
    assert shown(figures, None) == Shown(27, {"open": [0, 0, 27]})


def test_figures_that_closed_before_groups_needed_more_stay_as_they_are():
    leaf = {"label": {"department": ["Sales"]}, "n": 6, "items": {"open": [0, 0, 6]}}
    other = {"label": {"department": ["Legal"]}, "n": 5, "items": {"open": [5, 0, 0]}}
    figures = {"invited": 11, "answered": 11, "minimum": 5, "leaves": [leaf, other], "undivided": {}}

    assert shown(figures, frozenset(["Sales"])) == Shown(6, {"open": [0, 0, 6]})
    assert [smallest_group(figures, split=split) for split in (False, True)] == [5, 5]


def test_item_that_few_answered_at_all_is_not_shown():
    cells = fix_cells(departments_of(Sales=12), 5)

    figures = close(cells, answered(0, 0, 0, 0) + [Answered(0, {})] * 4).figures

    assert shown(figures, None) == Shown(8, {})


@pytest.fixture
def three_departments():
    cells = fix_cells(departments_of(Sales=8, Legal=4, Design=4), 8)
    return close(cells, answered(*[0] * 8, *[1] * 8)).figures


def test_a_department_that_is_a_leaf_is_shown(three_departments):
    assert shown(three_departments, frozenset(["Sales"])) == Shown(8, {"open": [0, 0, 8]})


@pytest.mark.parametrize("asked", [["Legal"], ["Legal", "Sales"], ["Nowhere"], []])
def test_only_whole_leaves_inside_what_was_asked_are_shown(three_departments, asked):
    expected = Shown(8, {"open": [0, 0, 8]}) if "Sales" in asked else None

    assert shown(three_departments, frozenset(asked)) == expected


def test_departments_are_named_by_how_they_are_shown(three_departments):
    assert merged_departments(three_departments) == {"Design", "Legal"}
    assert shown(three_departments, frozenset(["Design", "Legal"])) == Shown(8, {"open": [0, 0, 8]})


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(PERSON, max_size=60), st.sampled_from([(5, 8), (6, 9), (8, 8)]))
def test_no_combination_of_shown_figures_is_about_fewer_than_the_minimum(people, sizes):
    minimum, split_minimum = sizes
    who, figures = run_through(people, minimum, split_minimum)
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

        # One sum for everybody needs the minimum; as soon as there is another beside it, all need more.
        smallest = minimum if len({tuple(group) for group in released}) < 2 else split_minimum
        assert leak(len(who), released, smallest) is None
        assert all(len(group) >= smallest for group in released)


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
