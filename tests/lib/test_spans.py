from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.lib.spans import HEIGHT, Part, Window, axis_svg, months_in, span_svg, window_around

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
WINDOWS = st.tuples(DAYS, st.integers(1, 5000)).map(lambda given: Window(given[0], given[0] + timedelta(given[1])))
PARTS = st.lists(st.builds(Part, st.sampled_from(["asking", "running"]), DAYS, st.none() | DAYS), max_size=5)
YEAR = Window(date(2026, 1, 1), date(2027, 1, 1))
TODAY = date(2026, 7, 2)


def parsed(svg):
    return ElementTree.XML(svg)


def percent(element, *names):
    return [float(element.get(name).removesuffix("%")) for name in names]


def of_class(svg, name):
    return [each for each in parsed(svg).iter() if each.get("class") == name]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(parts=PARTS, marks=st.lists(DAYS, max_size=3), today=DAYS, window=WINDOWS)
def test_whatever_the_dates_are_nothing_stands_outside_the_box(parts, marks, today, window):
    svg = parsed(span_svg(parts, marks, today, window))

    for bar in svg.iter("rect"):
        x, width = percent(bar, "x", "width")
        assert 0 <= x <= x + width <= 100.02
        assert width > 0
    for dot in svg.iter("circle"):
        assert 0 <= percent(dot, "cx")[0] <= 100
    assert svg.get("height") == str(HEIGHT)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(parts=PARTS, today=DAYS, window=WINDOWS)
def test_each_part_that_the_window_meets_is_one_bar(parts, today, window):
    met = [
        part.name
        for part in parts
        if part.first <= window.last and (part.last is None or max(part.first, window.first) <= part.last)
    ]

    assert [bar.get("class") for bar in parsed(span_svg(parts, [], today, window)).iter("rect")] == met


@settings(max_examples=100, deadline=None, derandomize=True)
@given(days=st.lists(DAYS, max_size=6), today=DAYS)
def test_window_has_today_in_it_and_goes_no_further_than_asked(days, today):
    window = window_around(days, today, before=timedelta(365), after=timedelta(550))

    assert window.shows(today)
    assert today - window.first <= timedelta(365 + 31)
    assert window.last - today <= timedelta(550)
    assert window.last - window.first >= timedelta(31)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(window=WINDOWS, most=st.integers(1, 12))
def test_months_are_first_days_in_the_window_and_no_more_than_asked_for(window, most):
    months = months_in(window, most)

    assert len(months) <= most
    assert [day for day in months if day.day != 1 or not window.shows(day)] == []
    assert months == sorted(set(months))


def test_bar_stands_from_its_first_day_to_its_last():
    (bar,) = of_class(span_svg([Part("running", date(2026, 4, 2), TODAY)], [], TODAY, YEAR), "running")

    assert percent(bar, "x", "width") == [24.93, 24.93]


def test_part_without_a_last_day_goes_on_to_the_end():
    (bar,) = of_class(span_svg([Part("running", TODAY, None)], [], TODAY, YEAR), "running")

    assert sum(percent(bar, "x", "width")) == pytest.approx(100)


def test_part_that_ends_before_it_begins_is_left_out():
    assert of_class(span_svg([Part("running", TODAY, date(2026, 1, 1))], [], TODAY, YEAR), "running") == []


def test_short_part_at_the_very_end_is_seen_and_inside():
    (bar,) = of_class(span_svg([Part("running", YEAR.last, None)], [], TODAY, YEAR), "running")

    assert percent(bar, "x", "width") == [99.4, 0.6]


def test_today_is_a_line_where_the_window_shows_it():
    assert percent(of_class(span_svg([], [], TODAY, YEAR), "now")[0], "x1", "x2") == [49.86, 49.86]
    assert of_class(span_svg([], [], date(2030, 1, 1), YEAR), "now") == []


def test_axis_leaves_out_words_that_would_meet_those_of_today():
    labels = [(date(2026, 1, 1), "Jan"), (date(2026, 7, 1), "Jul"), (date(2027, 1, 1), "Jan <2027>")]

    svg = axis_svg(labels, (TODAY, "Today"), YEAR)

    assert [(each.text, each.get("text-anchor")) for each in of_class(svg, "when")] == [
        ("Jan", "start"),
        ("Jan <2027>", "end"),
    ]
    assert [each.text for each in of_class(svg, "today")] == ["Today"]


def test_drawing_is_hidden_from_who_listens_and_has_no_style_of_its_own():
    svg = span_svg([Part('a" style="x', TODAY, None)], [TODAY], TODAY, YEAR)

    assert parsed(svg).get("aria-hidden") == "true"
    assert [each.tag for each in parsed(svg).iter() if each.get("style")] == []


def test_window_without_time_in_it_is_refused():
    with pytest.raises(ValueError, match="No time lies between"):
        Window(TODAY, TODAY)
