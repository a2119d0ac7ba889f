"""What the pages say of the rules: every one that is set, each in a sentence of its own, and none that is not."""

import pytest

from matching.bounds import Bounds, Tie
from matching.rules import rules_in_words

LINES = (
    "Nobody is paired with their own reporting line or with somebody of the same manager, as far as the HR file names "
    "managers. Where it does not name two levels above both, they are asked before they begin."
)


def said(style="classic", **bounds):
    """What is said between the sentences on reporting lines and on people."""
    return rules_in_words(style, Bounds(**bounds), knows_managers=True)[1:-1]


def test_usual_rules_are_told_without_any_set():
    assert rules_in_words("classic", knows_managers=True)[:2] == [
        LINES,
        "Where grades are known, nobody is paired with a mentor of a lower grade.",
    ]
    assert rules_in_words("reverse", knows_managers=True)[:2] == [
        "Nobody is paired with their own reporting line, as far as the HR file names managers. Where it does not name "
        "two levels above both, they are asked before they begin.",
        "Where grades are known, nobody is paired with a mentor of a higher grade.",
    ]


def test_no_bound_is_no_sentence():
    assert said() == []


@pytest.mark.parametrize(
    ("bounds", "sentences"),
    [
        ({"least_ahead": 1}, ["Where grades are known, a mentor stands no lower than 1 level above the mentee."]),
        (
            {"least_ahead": -2, "most_ahead": 0},
            [
                "Where grades are known, a mentor stands no lower than 2 levels below the mentee.",
                "Where grades are known, a mentor stands no higher than the mentee.",
            ],
        ),
        ({"most_ahead": 3}, ["Where grades are known, a mentor stands no higher than 3 levels above the mentee."]),
        ({"most_hours": 0}, ["Where time zones are known, both live by the same time."]),
        ({"most_hours": 1}, ["Where time zones are known, their clocks are at most 1 hour apart."]),
        ({"most_hours": 6}, ["Where time zones are known, their clocks are at most 6 hours apart."]),
        ({"needs_language": True}, ["Where languages are known, the two have one in common."]),
        ({"departments": Tie.SAME}, ["Where departments are known, the two work in the same one."]),
        ({"departments": Tie.DIFFERENT}, ["Where departments are known, the two work in different ones."]),
        ({"sites": Tie.SAME}, ["Where places of work are known, the two work at the same one."]),
        ({"sites": Tie.DIFFERENT}, ["Where places of work are known, the two work at different ones."]),
    ],
)
def test_each_bound_is_told_by_itself(bounds, sentences):
    assert said(**bounds) == sentences


@pytest.mark.parametrize(
    ("field", "same", "different"),
    [
        (
            "organisations",
            "The two belong to the same organisation.",
            "The two belong to different organisations.",
        ),
        *(
            (
                field,
                f"Where {name} are known, the two {verb} the same one.",
                f"Where {name} are known, the two {verb} different ones.",
            )
            for field, name, verb in (
                ("countries", "countries", "have"),
                ("business_lines", "lines of business", "work in"),
                ("cost_centres", "cost centres", "have"),
                ("job_titles", "job titles", "have"),
                ("grades", "grades", "have"),
                ("employment_types", "kinds of employment", "have"),
            )
        ),
        (
            "years_joined",
            "Where it is known when they joined, the two joined in the same year.",
            "Where it is known when they joined, the two joined in different years.",
        ),
    ],
)
def test_what_hr_says_of_the_two_is_told_where_it_is_tied(field, same, different):
    assert [said(**{field: tie}) for tie in (Tie.SAME, Tie.DIFFERENT, Tie.FREE)] == [[same], [different], []]


def test_all_bounds_are_told_also_where_no_manager_is_known():
    bounds = Bounds(least_ahead=1, most_hours=3, needs_language=True, departments=Tie.SAME, sites=Tie.DIFFERENT)

    told = rules_in_words("reverse", bounds, knows_managers=False)

    assert told[0].startswith("The HR file names no managers for these people")
    assert len(told) == 1 + 5 + 1
    assert told[-1].endswith("so we never show why a pair is ruled out.")
