"""Spans of days on one line of time, as SVG text: pure functions from dates to markup, styled by classes alone.

Places are percent of the width, so that a drawing fills its room without growing or shrinking its words and strokes.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

HEIGHT, BAR, AXIS_HEIGHT = 22, 12, 20
DOT = 5
# Thinner than this, in percent, nobody would see it.
THINNEST = 0.6


@dataclass(frozen=True, slots=True)
class Part:
    """Some days of a span; `name` is its CSS class. Without a last day it goes on to the end of the line."""

    name: str
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Window:
    """The days that a line of time shows: `first` at its left end and `last` at its right one.

    Raises ValueError where the last day is not after the first.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last <= self.first:
            raise ValueError(f"No time lies between {self.first} and {self.last}.")

    def place(self, day: date) -> float:
        """Where a day stands, in percent of the width: below 0 before the window, above 100 after it."""
        return 100 * (day - self.first).days / (self.last - self.first).days

    def shows(self, day: date) -> bool:
        return self.first <= day <= self.last


def window_around(days: Sequence[date], today: date, *, before: timedelta, after: timedelta) -> Window:
    """From the earliest of these days to the latest, with today in it, and no further from it than `before`, `after`.

    A month at least, so that a line of one day has some length.
    """
    known = [*days, today]
    first = max(min(known), today - before).replace(day=1)
    last = min(max(known), today + after)
    return Window(first, max(last, first + timedelta(days=31)))


def span_svg(parts: Sequence[Part], marks: Sequence[date], today: date, window: Window) -> str:
    """The parts as bars, a dot on each of the marked days, and a line on today. Hidden from who listens: words say it.

    What lies outside the window is cut off or left out. Dates may come in any order; a part whose last day comes
    before its first is left out.
    """
    bars = [bar for part in parts if (bar := _bar(part, window))]
    dots = [_dot(window.place(day)) for day in marks if window.shows(day)]
    now = [_line("now", window.place(today))] if window.shows(today) else []
    return _svg("span", HEIGHT, [_rail(), *bars, *now, *dots])


def axis_svg(labels: Sequence[tuple[date, str]], today: tuple[date, str], window: Window) -> str:
    """The words of some days above their places, and of today; words that would meet those of today are left out."""
    day, words = today
    rest = [(at, said) for at, said in labels if abs(window.place(at) - window.place(day)) > ROOM_FOR_TODAY]
    texts = [_text("when", window.place(at), said) for at, said in rest if window.shows(at)]
    return _svg("axis", AXIS_HEIGHT, [*texts, _text("today", window.place(day), words)])


# In percent, on the narrowest line that has an axis.
ROOM_FOR_TODAY = 9


def months_in(window: Window, most: int) -> list[date]:
    """The first days of months in the window, evenly spread, and at most so many of them."""
    months = [window.first.year * 12 + window.first.month - 1 + step for step in range(_months_between(window) + 1)]
    every = -(-len(months) // most)
    days = [date(month // 12, month % 12 + 1, 1) for month in months if month % every == 0]
    return [day for day in days if window.shows(day)]


def _months_between(window: Window) -> int:
    return (window.last.year - window.first.year) * 12 + window.last.month - window.first.month


def _bar(part: Part, window: Window) -> str:
    last = window.last if part.last is None else part.last
    if last < part.first or last < window.first or part.first > window.last:
        return ""
    left = max(window.place(part.first), 0.0)
    width = max(min(window.place(last), 100.0) - left, THINNEST)
    left = min(left, 100 - width)
    top = (HEIGHT - BAR) / 2
    name = html.escape(part.name)
    return f'<rect class="{name}" x="{left:.2f}%" y="{top:g}" width="{width:.2f}%" height="{BAR}" rx="3"/>'


def _rail() -> str:
    return f'<line class="rail" x1="0%" x2="100%" y1="{HEIGHT / 2:g}" y2="{HEIGHT / 2:g}"/>'


def _line(name: str, place: float) -> str:
    return f'<line class="{name}" x1="{place:.2f}%" x2="{place:.2f}%" y1="0" y2="{HEIGHT}"/>'


def _dot(place: float) -> str:
    return f'<circle class="survey" cx="{place:.2f}%" cy="{HEIGHT / 2:g}" r="{DOT}"/>'


def _text(name: str, place: float, words: str) -> str:
    """Words at either end stay inside the box."""
    anchor = "start" if place < 4 else "end" if place > 96 else "middle"
    y = AXIS_HEIGHT - 5
    return f'<text class="{name}" x="{place:.2f}%" y="{y}" text-anchor="{anchor}">{html.escape(words)}</text>'


def _svg(name: str, height: int, inside: Sequence[str]) -> str:
    return f'<svg class="{name}" width="100%" height="{height}" aria-hidden="true">{"".join(inside)}</svg>'
