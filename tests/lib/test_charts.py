import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.lib.charts import (
    BAR,
    CHARACTER,
    GAP,
    LINE,
    NARROW,
    WIDE,
    Change,
    Datum,
    Frame,
    bar_chart,
    change_chart,
    column_chart,
)

SVG = "{http://www.w3.org/2000/svg}"
DATA = st.lists(st.builds(Datum, st.text(max_size=90), st.floats(0, 1e300), st.text(max_size=20)), max_size=8)
STEPS = st.lists(
    st.builds(
        lambda label, ends, text: Datum(label, min(ends), text, most=max(ends)),
        st.text(max_size=90),
        st.tuples(st.floats(0, 1e300), st.floats(0, 1e300)),
        st.text(max_size=20),
    ),
    max_size=8,
)
WIDTH = st.sampled_from([NARROW, 480, WIDE])
# Of spans that leave each column its width on a phone.
DATA_OF_FEW = st.lists(
    st.builds(Datum, st.text(max_size=90), st.floats(0, 1e300), st.text(max_size=20), span=st.integers(1, 2)),
    max_size=3,
)
CHANGES = st.lists(
    st.builds(Change, st.text(max_size=90), st.floats(0, 1e300), st.floats(0, 1e300), st.text(max_size=20)), max_size=8
)
ALL = pytest.mark.parametrize("draw", [bar_chart, column_chart])

ANSWERS = [Datum("Agree", 12, "60 %"), Datum("Neither", 6, "30 %"), Datum("Disagree", 2, "10 %")]
NARROW_FRAME = Frame("q1", "Most people agree", "Answers", NARROW)
FRAME = Frame("q1", "Most people agree", "Three answers, most chosen first")


def parsed(svg):
    """The tree of an SVG text; what is not well formed fails here."""
    return ElementTree.XML(svg)


def bars(svg, css_class="bar"):
    return [rect for rect in parsed(svg).iter(f"{SVG}rect") if rect.get("class") == css_class]


def numbers(element, *names):
    return [float(element.get(name)) for name in names]


def texts(svg, css_class):
    return [text.text for text in parsed(svg).iter(f"{SVG}text") if text.get("class") == css_class]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=DATA, width=WIDTH)
def test_chart_has_one_bar_per_datum_inside_the_box(data, width):
    svg = bar_chart(data, Frame("p", "Title", "Words", width))

    _, _, right, bottom = map(float, parsed(svg).get("viewBox").split())
    assert len(bars(svg)) == len(data)
    for rect in bars(svg):
        x, y, length, height = numbers(rect, "x", "y", "width", "height")
        assert length >= 0
        assert 0 <= x <= x + length <= right + 0.1
        assert 0 <= y <= y + height <= bottom


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=DATA, width=WIDTH)
def test_chart_text_stays_inside_the_box(data, width):
    svg = bar_chart(data, Frame("p", "Title", "Words", width))

    _, _, right, bottom = map(float, parsed(svg).get("viewBox").split())
    for text in parsed(svg).iter(f"{SVG}text"):
        x, y = numbers(text, "x", "y")
        assert 0 <= x <= x + len(text.text or "") * CHARACTER <= right + 0.1
        assert 10 <= y <= bottom


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=STEPS, width=WIDTH)
def test_step_is_pale_from_where_it_is_no_longer_solid_and_stays_inside_the_box(data, width):
    svg = bar_chart(data, Frame("p", "Title", "Words", width))

    _, _, right, _ = map(float, parsed(svg).get("viewBox").split())
    assert len(bars(svg)) == len(bars(svg, "up-to")) == len(data)
    for solid, pale in zip(bars(svg), bars(svg, "up-to"), strict=True):
        (x, y, length, height), of_pale = (numbers(rect, "x", "y", "width", "height") for rect in (solid, pale))
        assert of_pale[0] == pytest.approx(x + length, abs=0.02)
        assert (of_pale[1], of_pale[3]) == (y, height)
        assert of_pale[2] >= 0
        assert of_pale[0] + of_pale[2] <= right + 0.1


def test_step_is_drawn_from_its_least_to_its_most_and_its_words_stand_behind():
    svg = bar_chart([Datum("Agree", 25, "25–50 %", most=50), Datum("Neither", 0, "<25 %", most=25)], FRAME, maximum=100)

    full = 4 * numbers(bars(svg)[0], "width")[0]
    assert [numbers(rect, "width")[0] / full for rect in bars(svg)] == [0.25, 0]
    assert [numbers(rect, "width")[0] / full for rect in bars(svg, "up-to")] == [pytest.approx(0.25, abs=0.001)] * 2
    values = [text for text in parsed(svg).iter(f"{SVG}text") if text.get("class") == "value"]
    for text, pale in zip(values, bars(svg, "up-to"), strict=True):
        assert numbers(text, "x")[0] > sum(numbers(pale, "x", "width"))


def ends_of_scale(data):
    """From where to where the line at the end of the scale is drawn in a narrow chart."""
    lines = [line for line in parsed(bar_chart(data, NARROW_FRAME, maximum=100)).iter(f"{SVG}line")]
    return [tuple(numbers(line, "y1", "y2")) for line in lines if line.get("x1") != lines[0].get("x1")]


def test_end_of_the_scale_is_one_line_where_no_words_stand_in_its_way():
    (whole,) = ends_of_scale([Datum("Agree", 60, "60 %"), Datum("Neither", 30, "30 %")])

    assert whole == (0, GAP + 2 * (LINE + BAR + GAP))


def test_end_of_the_scale_does_not_run_through_the_value_of_a_bar_that_nearly_reaches_it():
    full, nearly = Datum("Agree", 100, "100 %"), Datum("Agree", 96, "96 %")
    of_nearly = GAP + LINE

    assert len(ends_of_scale([full])) == 1
    assert ends_of_scale([nearly, full])[0] == (0, of_nearly)
    assert ends_of_scale([nearly, full])[1][0] == of_nearly + BAR


def test_end_of_the_scale_does_not_run_through_a_long_label():
    above, below = ends_of_scale([Datum("x" * 33, 50, "50 %")])

    assert (above, below[0]) == ((0, GAP), GAP + LINE)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(title=st.text(max_size=20), words=st.text(max_size=20), data=DATA)
def test_chart_carries_no_style_or_script(title, words, data):
    svg = bar_chart(data, Frame("p", title, words))

    elements = list(parsed(svg).iter())
    known = {"svg", "title", "desc", "line", "rect", "text"}
    assert {element.tag.removeprefix(SVG) for element in elements} <= known
    assert not [name for element in elements for name in element.attrib if name == "style" or name.startswith("on")]


@ALL
def test_chart_is_named_and_described(draw):
    svg = parsed(draw(ANSWERS, FRAME))

    assert (svg.get("role"), svg.get("aria-labelledby"), svg.get("aria-describedby")) == ("img", "q1-title", "q1-desc")
    assert (svg[0].get("id"), svg[0].text) == ("q1-title", "Most people agree")
    assert (svg[1].get("id"), svg[1].text) == ("q1-desc", "Three answers, most chosen first")


@ALL
def test_chart_escapes_text(draw):
    svg = draw([Datum("<script>\x00&", 1, '"<b>"')], Frame("p", "</title>", "<img>"))

    assert not re.search(r"<script|<b>|<img|\x00", svg)
    assert "&lt;/title&gt;" in svg


@pytest.mark.parametrize("value", [-0.1, float("nan"), float("inf")])
def test_chart_refuses_what_cannot_be_drawn(value):
    with pytest.raises(ValueError, match="'Agree' cannot be drawn: give a number, 0 or more"):
        bar_chart([Datum("Agree", value, "?")], FRAME)


@pytest.mark.parametrize("most", [11.9, float("nan"), float("inf")])
def test_step_that_ends_before_it_begins_is_refused(most):
    with pytest.raises(ValueError, match=r"'Agree' cannot end at .*: give a number, 12 or more"):
        bar_chart([Datum("Agree", 12, "?", most=most)], FRAME)


def test_column_of_no_month_is_refused():
    with pytest.raises(ValueError, match="'Jul' cannot span 0 months: 1 or more"):
        column_chart([Datum("Jul", 12, "12", span=0)], FRAME)


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (Frame('1" onload', "", ""), "cannot begin an id"),
        (Frame("", "", ""), "cannot begin an id"),
        (Frame("p", "", "", 319), "a width of 320 or more"),
    ],
)
def test_chart_refuses_a_bad_frame(frame, sentence):
    with pytest.raises(ValueError, match=sentence):
        bar_chart(ANSWERS, frame)


def test_bar_chart_draws_bars_in_proportion():
    lengths = [numbers(rect, "width")[0] for rect in bars(bar_chart(ANSWERS, FRAME))]

    assert lengths[1] == pytest.approx(lengths[0] / 2, abs=0.01)
    assert lengths[2] == pytest.approx(lengths[0] / 6, abs=0.01)


def test_bar_chart_keeps_a_fixed_scale():
    half = numbers(bars(bar_chart([Datum("Agree", 50, "50 %")], FRAME, maximum=100))[0], "width")
    full = numbers(bars(bar_chart([Datum("Agree", 100, "50 %")], FRAME, maximum=100))[0], "width")

    assert half[0] == pytest.approx(full[0] / 2, abs=0.01)


def test_bar_chart_of_zeros_draws_bars_without_length():
    assert [rect.get("width") for rect in bars(bar_chart([Datum("Agree", 0, "0")], FRAME))] == ["0"]


@pytest.mark.parametrize(("width", "above"), [(NARROW, True), (WIDE, False)])
def test_bar_chart_puts_labels_above_the_bars_only_when_narrow(width, above):
    svg = bar_chart(ANSWERS[:1], Frame("p", "", "", width))

    label = next(text for text in parsed(svg).iter(f"{SVG}text") if text.get("class") == "label")
    assert (numbers(label, "y") <= numbers(bars(svg)[0], "y")) is above


def test_long_label_of_a_bar_takes_two_lines_beside_it_and_no_other_bar_comes_near():
    long = "A department with a name of two lines"

    svg = bar_chart([Datum(long, 3, "3"), Datum("Sales", 2, "2")], FRAME)

    assert texts(svg, "label") == ["A department with a name", "of two lines", "Sales"]
    first, last, sales = [
        numbers(text, "y")[0] for text in parsed(svg).iter(f"{SVG}text") if text.get("class") == "label"
    ]
    (top,), (below,) = (numbers(rect, "y") for rect in bars(svg))
    assert first < top + BAR < last + LINE < below + BAR
    assert below < sales < below + BAR


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_chart_keeps_the_whole_of_a_label_that_is_longer_than_two_lines_as_a_tooltip(width):
    long = "I know whom to ask when something gets in the way of my work, and when I had better ask somebody else"

    svg = bar_chart([Datum(long, 3, "3")], Frame("p", "", "", width))

    assert len(texts(svg, "label")) == 2
    assert texts(svg, "label")[1].endswith("…")
    assert [title.text for title in parsed(svg).iter(f"{SVG}title") if title.text] == [long]


# Columns over time


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=DATA_OF_FEW, width=WIDTH)
def test_columns_stand_on_one_line_inside_the_box_with_their_text(data, width):
    svg = column_chart(data, Frame("p", "Title", "Words", width))

    _, _, right, bottom = map(float, parsed(svg).get("viewBox").split())
    assert len(bars(svg)) == len(data)
    for rect in bars(svg):
        x, y, across, height = numbers(rect, "x", "y", "width", "height")
        assert 0 <= x <= x + across <= right + 0.1
        assert height >= 0
        assert y + height == pytest.approx(180, abs=0.02)
    for text in parsed(svg).iter(f"{SVG}text"):
        middle, y = numbers(text, "x", "y")
        half = len(text.text or "") * CHARACTER / 2
        assert middle - half + 0.1 >= 0
        assert middle + half <= right + 0.1
        assert 10 <= y <= bottom


def test_columns_are_in_proportion_and_keep_their_order():
    svg = column_chart([Datum("Jun", 5, "5"), Datum("Jul", 20, "20")], FRAME)

    first, second = (numbers(rect, "x", "height") for rect in bars(svg))
    assert first[0] < second[0]
    assert second[1] == 4 * first[1] == 160
    assert (texts(svg, "label"), texts(svg, "value")) == (["Jun", "Jul"], ["5", "20"])


def test_column_of_several_months_is_as_wide_as_they_are():
    svg = column_chart([Datum("Jun", 20, "20"), Datum("Jul and Aug", 20, "40 (20 a month)", span=2)], FRAME)

    one, two = (numbers(rect, "width", "height", "x") for rect in bars(svg))
    assert two[:2] == [2 * one[0], one[1]]
    assert one[2] + one[0] < two[2]
    assert texts(svg, "label") == ["Jun", "Jul and Aug"]


def test_columns_too_many_to_be_read_are_refused():
    with pytest.raises(ValueError, match="8 columns are too many for a width of 320"):
        column_chart([Datum("Jun", 5, "5")] * 8, Frame("p", "", "", NARROW))


# From a first value to a last one


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=CHANGES, width=WIDTH)
def test_changes_are_drawn_inside_the_box_each_with_two_dots(data, width):
    svg = change_chart(data, Frame("p", "Title", "Words", width), maximum=100)

    _, _, right, bottom = map(float, parsed(svg).get("viewBox").split())
    dots = list(parsed(svg).iter(f"{SVG}circle"))
    assert [dot.get("class") for dot in dots] == ["dot-first", "dot-last"] * len(data)
    for dot in dots:
        x, y, radius = numbers(dot, "cx", "cy", "r")
        assert radius <= x <= right - radius + 0.1
        assert radius <= y <= bottom - radius
    for text in parsed(svg).iter(f"{SVG}text"):
        x, y = numbers(text, "x", "y")
        assert 0 <= x <= x + len(text.text or "") * CHARACTER <= right + 0.1
        assert 10 <= y <= bottom


def test_changes_lie_on_one_scale():
    svg = change_chart(
        [Change("Aim", 25, 75, "25 % to 75 %"), Change("Time", 50, 0, "50 % to 0 %")], FRAME, maximum=100
    )

    places = [numbers(dot, "cx")[0] for dot in parsed(svg).iter(f"{SVG}circle")]
    assert places[1] - places[3] == pytest.approx(1.5 * (places[2] - places[3]))
    assert places[0] - places[3] == pytest.approx(0.5 * (places[2] - places[3]))
    assert texts(svg, "value") == ["25 % to 75 %", "50 % to 0 %"]


def test_long_label_of_a_change_takes_two_lines():
    label = "I would recommend mentoring here to a colleague, and " + "much " * 20

    lines = texts(change_chart([Change(label, 1, 2, "1 to 2")], Frame("p", "", "", NARROW), maximum=5), "label")

    assert lines[0] == "I would recommend mentoring here"
    assert len(lines) == 2
    assert lines[1].endswith("…")


def test_change_that_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="'Aim' cannot be drawn"):
        change_chart([Change("Aim", 1, -1, "?")], FRAME, maximum=100)
