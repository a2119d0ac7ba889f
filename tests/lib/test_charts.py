import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.lib.charts import CHARACTER, NARROW, WIDE, Datum, Frame, bar_chart

SVG = "{http://www.w3.org/2000/svg}"
DATA = st.lists(st.builds(Datum, st.text(max_size=90), st.floats(0, 1e300), st.text(max_size=20)), max_size=8)
WIDTH = st.sampled_from([NARROW, 480, WIDE])

ANSWERS = [Datum("Agree", 12, "60 %"), Datum("Neither", 6, "30 %"), Datum("Disagree", 2, "10 %")]
FRAME = Frame("q1", "Most people agree", "Three answers, most chosen first")


def parsed(svg):
    """The tree of an SVG text; what is not well formed fails here."""
    return ElementTree.XML(svg)


def bars(svg):
    return [rect for rect in parsed(svg).iter(f"{SVG}rect") if rect.get("class").startswith("bar ")]


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


@settings(max_examples=50, deadline=None, derandomize=True)
@given(title=st.text(max_size=20), words=st.text(max_size=20), data=DATA)
def test_chart_carries_no_style_or_script(title, words, data):
    svg = bar_chart(data, Frame("p", title, words))

    elements = list(parsed(svg).iter())
    assert {element.tag.removeprefix(SVG) for element in elements} <= {"svg", "title", "desc", "line", "rect", "text"}
    assert not [name for element in elements for name in element.attrib if name == "style" or name.startswith("on")]


def test_chart_is_named_and_described():
    svg = parsed(bar_chart(ANSWERS, FRAME))

    assert (svg.get("role"), svg.get("aria-labelledby"), svg.get("aria-describedby")) == ("img", "q1-title", "q1-desc")
    assert (svg[0].get("id"), svg[0].text) == ("q1-title", "Most people agree")
    assert (svg[1].get("id"), svg[1].text) == ("q1-desc", "Three answers, most chosen first")


def test_chart_escapes_text():
    svg = bar_chart([Datum("<script>\x00&", 1, '"<b>"')], Frame("p", "</title>", "<img>"))

    assert not re.search(r"<script|<b>|<img|\x00", svg)
    assert "&lt;/title&gt;" in svg


@pytest.mark.parametrize("value", [-0.1, float("nan"), float("inf")])
def test_chart_refuses_what_cannot_be_drawn(value):
    with pytest.raises(ValueError, match="'Agree' cannot be drawn: give a number, 0 or more"):
        bar_chart([Datum("Agree", value, "?")], FRAME)


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


def test_chart_keeps_the_whole_of_a_long_label_as_a_tooltip():
    long = "I know whom to ask when something gets in the way of my work"

    svg = bar_chart([Datum(long, 3, "3")], FRAME)

    assert texts(svg, "label") == [long[:23] + "…"]
    assert long in [title.text for title in parsed(svg).iter(f"{SVG}title")]
