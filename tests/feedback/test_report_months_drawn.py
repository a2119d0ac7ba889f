"""How months that were put together are named and drawn: no column makes one month look like two."""

import re
from datetime import date

import pytest

from feedback.reports.months import Group, meetings_by_month
from mentoring.lib import clock
from tests.factories import at
from tests.feedback.meetings import make_pairs, meet, tick_on


@pytest.fixture(autouse=True)
def today(db):
    with clock.standing_at(at("2026-07-10 12:00")):
        yield


def drawn_of(svg, css_class, of="height"):
    return [float(number) for number in re.findall(rf'class="{css_class}"[^>]*\b{of}="([\d.]+)"', svg)]


def words_of(svg, css_class):
    return re.findall(rf'<text class="{css_class}"[^>]*>([^<]*)<', svg)


def test_two_months_put_together_do_not_look_like_one_in_which_twice_as_many_met():
    cohort = make_pairs(6)
    meet(cohort, "04-07", times=2)
    meet(cohort, "05-02", times=3, pairs=4)
    meet(cohort, "06-02", times=2)
    tick_on("07-10")

    drawn = meetings_by_month(cohort)

    assert [(row.name, row.value) for row in drawn.rows] == [("Apr 2026", "10"), ("May and Jun 2026", "25")]
    (one, other), (narrow, broad) = drawn_of(drawn.wide, "bar"), drawn_of(drawn.wide, "bar", "width")
    assert (other / one, broad / narrow) == (pytest.approx(1.25), pytest.approx(2)), "the area is that of all meetings"
    assert words_of(drawn.wide, "value") == ["10", "25 (13 a month)"]
    assert words_of(drawn.wide, "label") == ["Apr 2026", "May and Jun 2026"]
    one, other = drawn_of(drawn.narrow, "bar", "width")
    assert other / one == pytest.approx(1.25)
    assert words_of(drawn.narrow, "value") == ["10", "13 a month"]
    assert words_of(drawn.narrow, "label") == ["Apr 2026", "May and Jun 2026: 25 in 2 months"]
    assert "May and Jun 2026: 25" in drawn.wide.partition("</desc>")[0], "as it is read aloud"
    assert drawn.meaning.endswith("Months that were put together are drawn by their average.")


def test_where_each_month_stands_alone_nothing_is_said_of_an_average():
    cohort = make_pairs(6)
    for day in ("04-07", "05-07", "06-02"):
        meet(cohort, day)
    tick_on("07-10")

    assert "average" not in meetings_by_month(cohort).meaning


def test_columns_too_narrow_for_what_is_said_of_them_are_bars():
    """Ten months: under a column of one of them there is no room for its name."""
    cohort = make_pairs(6)
    meet(cohort, "04-07")
    with clock.standing_at(at("2027-01-08 12:00")):
        for month in range(5, 12):
            meet(cohort, f"{month:02}-07")
        meet(cohort, "12-07")
        tick_on("12-31")

        drawn = meetings_by_month(cohort)

    assert len(drawn.rows) == 8
    assert len(set(drawn_of(drawn.wide, "bar"))) == 1, "columns of eight months stand beside each other"


def test_course_of_meetings_begins_with_the_round_not_with_the_month_in_which_pairs_were_found():
    """April was no time to meet in: beside it May looked as if nearly nobody had met."""
    cohort = make_pairs(6, starts_on=date(2026, 5, 4))
    meet(cohort, "04-20", pairs=3)
    meet(cohort, "05-07", times=2)
    meet(cohort, "06-07", times=2)
    tick_on("05-08", "06-08", "07-10")

    drawn = meetings_by_month(cohort)

    assert [(row.name, row.value) for row in drawn.rows] == [("May 2026", "15"), ("Jun 2026", "10")]
    assert drawn.finding == "Months are much alike: about 10 to 15 meetings each"
    assert drawn.meaning.endswith("Meetings before the cohort began, if there were any, are among those of May 2026.")


def test_what_is_said_before_the_first_meeting_is_the_same_whether_few_met_before_the_round_or_none():
    """When the first of few pairs met is theirs alone."""
    told = []
    for early in (0, 3):
        cohort = make_pairs(6, starts_on=date(2026, 5, 4))
        meet(cohort, "04-20", pairs=early)
        meet(cohort, "05-07", times=3)
        meet(cohort, "05-08", pairs=3 - early)
        tick_on("05-08", "06-08")
        told.append(meetings_by_month(cohort))

    assert told[0] == told[1]


def test_month_before_the_round_in_which_enough_pairs_met_stands_by_itself():
    cohort = make_pairs(6, starts_on=date(2026, 6, 4))
    meet(cohort, "04-20")
    meet(cohort, "05-07", pairs=3)
    meet(cohort, "06-07")
    tick_on("07-10")

    drawn = meetings_by_month(cohort)

    assert [row.name for row in drawn.rows] == ["Apr 2026", "May and Jun 2026"]
    assert "before the cohort began" not in drawn.meaning


@pytest.mark.parametrize("starts_on", [date(2026, 3, 2), date(2026, 9, 7)])
def test_months_are_named_whole_where_the_round_began_at_no_time_among_them(starts_on):
    cohort = make_pairs(6, starts_on=starts_on, registration_ends_on=starts_on)
    meet(cohort, "04-20", pairs=3)
    meet(cohort, "05-07")
    tick_on("07-10")

    assert [row.name for row in meetings_by_month(cohort).rows] == ["Apr and May 2026"]


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        (date(2026, 7, 1), date(2026, 7, 1), "Jul 2026"),
        (date(2026, 7, 1), date(2026, 8, 1), "Jul and Aug 2026"),
        (date(2026, 7, 1), date(2026, 9, 1), "Jul to Sep 2026"),
        (date(2026, 12, 1), date(2027, 1, 1), "Dec 2026 and Jan 2027"),
        (date(2026, 12, 1), date(2027, 2, 1), "Dec 2026 to Feb 2027"),
    ],
)
def test_months_are_named_with_each_year_once(first, last, name):
    assert Group(first, first, last, 40).name == name


@pytest.mark.parametrize(("meetings", "last", "average"), [(40, 8, "20"), (35, 8, "18"), (5, 12, "1"), (5, 9, "2")])
def test_average_is_a_whole_number(meetings, last, average):
    first = date(2026, 7, 1)

    assert Group(first, first, date(2026, last, 1), meetings).average_in_words == average


def test_average_of_hardly_any_is_not_said_to_be_none():
    first = date(2026, 1, 1)

    assert Group(first, first, date(2026, 12, 1), 5).average_in_words == "<1"
