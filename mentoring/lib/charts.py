"""Charts as SVG text: pure functions from data to markup, styled by classes alone."""

import html
import math
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

NARROW = 320
WIDE = 640

# Sizes are CSS pixels at full width; the stylesheet gives .label and .value a font of 14 px.
CHARACTER = 9
LINE = 20
BAR = 18
GAP = 10
PAD = 4
COLUMN = 160
NARROWEST_COLUMN = 40
DOT = 6
LABEL_SHARE = 0.35
VALUE_CHARACTERS = 12

_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Datum:
    """One bar: its `label`, its length as `value` (0 or more), and as `text` the value as people read it.

    Where the value is known only to lie between two ends, `value` is the lower and `most` the upper one: the bar is
    solid up to the first and pale from there to the second. A column that stands for `span` months (1 or more) is as
    wide as so many; its `value` is that of one of them, so that its area is that of all.
    """

    label: str
    value: float
    text: str
    most: float | None = None
    span: int = 1

    @property
    def end(self) -> float:
        """Where what is drawn ends."""
        return self.value if self.most is None else self.most


@dataclass(frozen=True, slots=True)
class Change:
    """One line from a first value to a last one (0 or more each), and as `text` both values as people read them."""

    label: str
    first: float
    last: float
    text: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds a chart: `prefix` makes ids unique on the page, `title` and `description` are read aloud."""

    prefix: str
    title: str
    description: str
    width: int = WIDE


def bar_chart(data: Sequence[Datum], frame: Frame, *, maximum: float | None = None) -> str:
    """Horizontal bars with their values at the end, as SVG text.

    `maximum` is the value of a full bar where the scale is fixed (100 for percent); by default the longest bar is
    full, and a longer one stretches the scale. A span of months changes nothing here. Below a width of 480 labels stand
    above their bars. A label takes two lines at most; text too long for its room ends in an ellipsis, with the whole
    text in a tooltip.

    Raises ValueError for a value that is negative or not finite, an upper end below it, a prefix unfit
    for an id, or a width below 320.
    """
    _check(data, frame)
    is_above = frame.width < (NARROW + WIDE) / 2
    left = PAD if is_above else int(frame.width * LABEL_SHARE)
    room = frame.width - left - _value_room(data) - PAD
    full = max([maximum or 0, *(datum.end for datum in data)]) or 1
    rows, top = [], float(GAP)
    # From where to where words stand in the way of the line at the end of the scale.
    words: list[tuple[float, float]] = []
    for datum in data:
        start, end = (2 * PAD, frame.width) if is_above else (PAD, left)
        lines = _two_lines(datum.label, end - start - PAD)
        # Beside its bar a label of two lines stands with its middle where the bar has its own.
        beside = 0 if is_above else LINE * (len(lines) - 1)
        rows += _label(datum, lines, start, top, end - start - PAD)
        bar_top = top + (LINE * len(lines) if is_above else beside / 2)
        length = room * (datum.end / full)
        rows.append(_bar(datum, left, bar_top, room, full))
        if is_above and start + max(map(len, lines)) * CHARACTER > left + room:
            words.append((top, bar_top))
        if length < room < length + _value_room([datum]):
            words.append((bar_top, bar_top + BAR))
        top = bar_top + BAR + beside / 2 + GAP
    return _svg(frame, top, [*_gridline(left, top), *_gridline(left + room, top, words), *rows])


def column_chart(data: Sequence[Datum], frame: Frame) -> str:
    """Standing columns with their values on top and their labels below, as SVG text; for a course over time.

    The highest column is full, and each as wide as its span. Text too long for that ends in an ellipsis, with the whole
    text in a tooltip. Raises ValueError as `bar_chart` does, and for more columns than have 40 pixels each.
    """
    _check(data, frame)
    step = (frame.width - 2 * PAD) / max(sum(datum.span for datum in data), 1)
    if any(step * datum.span < NARROWEST_COLUMN for datum in data):
        raise ValueError(f"{len(data)} columns are too many for a width of {frame.width}: draw bars.")
    full = max((datum.value for datum in data), default=0) or 1
    base = LINE + COLUMN
    levels = [_line("gridline", 0, frame.width, LINE + COLUMN * part / 4) for part in range(5)]
    columns, left = [], float(PAD)
    for datum in data:
        columns.append(_column(datum, left, step, base, COLUMN * (datum.value / full)))
        left += step * datum.span
    return _svg(frame, base + LINE + PAD, [*levels, *columns])


def change_chart(data: Sequence[Change], frame: Frame, *, maximum: float) -> str:
    """For each thing a line from a hollow dot (first) to a full one (last) on one scale, as SVG text.

    The label stands above in at most two lines, the values at the right. `maximum` is the value at the right end of
    the scale (100 for percent); a larger value stretches it. Raises ValueError as `bar_chart` does.
    """
    ends = [Datum(each.label, value, each.text) for each in data for value in (each.first, each.last)]
    _check(ends, frame)
    longest = max((len(_clean(each.text)) for each in data), default=0)
    value_room = min(longest, 2 * VALUE_CHARACTERS) * CHARACTER
    scale = frame.width - value_room - 2 * (PAD + DOT) - PAD
    full = max([maximum, *(datum.value for datum in ends)]) or 1
    rows, top = [], float(GAP)
    for each in data:
        lines = _two_lines(each.label, frame.width - 2 * PAD)
        y = top + LINE * len(lines) + BAR / 2
        rows += [_text("label", PAD, top + LINE * n - PAD, line, frame.width) for n, line in enumerate(lines, start=1)]
        rows.append(_way(each, y, scale, full))
        rows.append(_text("value", frame.width - PAD - value_room, y + PAD + 1, each.text, value_room))
        top = y + BAR / 2 + GAP
    return _svg(frame, top, rows)


def _column(datum: Datum, left: float, step: float, base: float, length: float) -> str:
    room, width = step * datum.span, min(step * 0.6, COLUMN / 2) * datum.span
    middle = left + room / 2
    bar = _rect("bar", middle - width / 2, base - length, width, length)
    value = _text("value", middle, base - length - PAD, datum.text, room, is_centred=True)
    return bar + value + _text("label", middle, base + LINE - PAD, datum.label, room, is_centred=True)


def _two_lines(text: str, room: float) -> list[str]:
    """A text broken into at most two lines, the second ending in an ellipsis where there is more."""
    lines = textwrap.wrap(_clean(text), int(room // CHARACTER), max_lines=2, placeholder="…")
    return lines or [""]


def _way(each: Change, y: float, scale: float, full: float) -> str:
    left = PAD + DOT
    first, last = left + scale * (each.first / full), left + scale * (each.last / full)
    return (
        _line("gridline", left, left + scale, y)
        + _line("way", first, last, y)
        + _dot("first", first, y)
        + _dot("last", last, y)
    )


def _line(css_class: str, start: float, end: float, y: float) -> str:
    at = _number(y)
    return f'<line class="{css_class}" x1="{_number(start)}" y1="{at}" x2="{_number(end)}" y2="{at}"/>'


def _dot(css_class: str, x: float, y: float) -> str:
    return f'<circle class="dot-{css_class}" cx="{_number(x)}" cy="{_number(y)}" r="{DOT}"/>'


def _label(datum: Datum, lines: Sequence[str], left: float, top: float, room: float) -> list[str]:
    """The lines of a label from `top` down; the last of them has the whole as a tooltip where that is longer."""
    whole = datum.label if lines[-1].endswith("…") else ""
    places = [top + BAR - PAD + LINE * number for number in range(len(lines))]
    return [
        _text("label", left, y, line, room, whole=whole if y == places[-1] else "")
        for y, line in zip(places, lines, strict=True)
    ]


def _bar(datum: Datum, left: float, top: float, room: float, full: float) -> str:
    """The bar, which fills its room where it stands for `full`, and its value behind its end."""
    solid, length = room * (datum.value / full), room * (datum.end / full)
    pale = _rect("up-to", left + solid, top, length - solid, BAR) if datum.most is not None else ""
    value = _text("value", left + length + PAD, top + BAR - PAD, datum.text, _value_room([datum]) - PAD)
    return _rect("bar", left, top, solid, BAR) + pale + value


def _check(data: Sequence[Datum], frame: Frame) -> None:
    if not _PREFIX.fullmatch(frame.prefix):
        raise ValueError(f"{frame.prefix!r} cannot begin an id: use letters, digits, hyphens, and a letter first.")
    if frame.width < NARROW:
        raise ValueError(f"A chart needs a width of {NARROW} or more to stay readable.")
    for datum in data:
        if not math.isfinite(datum.value) or datum.value < 0:
            raise ValueError(f"The value {datum.value} of {datum.label!r} cannot be drawn: give a number, 0 or more.")
        if not math.isfinite(datum.end) or datum.end < datum.value:
            raise ValueError(f"{datum.label!r} cannot end at {datum.end}: give a number, {datum.value} or more.")
        if datum.span < 1:
            raise ValueError(f"{datum.label!r} cannot span {datum.span} months: 1 or more.")


def _value_room(data: Sequence[Datum]) -> int:
    longest = max((len(_clean(datum.text)) for datum in data), default=0)
    return min(longest, VALUE_CHARACTERS) * CHARACTER + 2 * PAD


def _svg(frame: Frame, height: float, parts: Sequence[str]) -> str:
    title, description = f"{frame.prefix}-title", f"{frame.prefix}-desc"
    size = f'viewBox="0 0 {frame.width} {_number(height)}" width="{frame.width}" height="{_number(height)}"'
    return (
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" role="img" {size}'
        f' aria-labelledby="{title}" aria-describedby="{description}">'
        f'<title id="{title}">{_escape(frame.title)}</title>'
        f'<desc id="{description}">{_escape(frame.description)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def _gridline(x: float, height: float, words: Sequence[tuple[float, float]] = ()) -> list[str]:
    """A line from top to bottom, without the parts of it that would run through words."""
    starts, ends, at = [0.0, *(lower for _, lower in words)], [*(upper for upper, _ in words), height], _number(x)
    return [
        f'<line class="gridline" x1="{at}" y1="{_number(start)}" x2="{at}" y2="{_number(end)}"/>'
        for start, end in zip(starts, ends, strict=True)
        if start < end
    ]


def _rect(classes: str, x: float, y: float, width: float, height: float) -> str:
    place = f'x="{_number(x)}" y="{_number(y)}"'
    return f'<rect class="{classes}" {place} width="{_number(width)}" height="{_number(height)}"/>'


def _text(
    css_class: str, x: float, y: float, text: str, room: float, *, is_centred: bool = False, whole: str = ""
) -> str:
    """A line of text cut to its room (pixels), the whole of it as a tooltip when cut; `x` is its start or middle.

    Where `whole` is given, the text was cut already.
    """
    fitting = int(room // CHARACTER)
    text, whole = _clean(text), _clean(whole or text)
    anchor = ' text-anchor="middle"' if is_centred else ""
    place = f'<text class="{css_class}" x="{_number(x)}" y="{_number(y)}"{anchor}>'
    if len(text) > fitting:
        text = f"{text[: fitting - 1]}…"
    tooltip = "" if text == whole else f"<title>{_escape(whole)}</title>"
    return f"{place}{_escape(text)}{tooltip}</text>"


def _clean(text: str) -> str:
    """Without the characters that no XML may hold."""
    return _CONTROL.sub(" ", text)


def _escape(text: str) -> str:
    return html.escape(_clean(text))


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
