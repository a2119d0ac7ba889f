"""The colours of the design by their names, in both themes, and how well two of them are told apart (WCAG 1.4.3)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from mentoring.lib.env import BASE_DIR

TOKENS = BASE_DIR / "static" / "css" / "tokens.css"
BODY, TEXT, SHAPE = 7.0, 4.5, 3.0
STATES = ("ok", "info", "warn", "bad", "neutral")
# What stands on what, and the least contrast between the two.
REQUIRED: Sequence[tuple[str, str, float]] = (
    *(("ink", ground, BODY) for ground in ("canvas", "surface", "sunken", "brand-soft")),
    *(("ink", f"{state}-soft", BODY) for state in STATES),
    *(("ink-2", ground, TEXT) for ground in ("canvas", "surface", "sunken")),
    *(("ink-3", ground, TEXT) for ground in ("canvas", "surface")),
    *(("brand", ground, TEXT) for ground in ("canvas", "surface", "sunken", "brand-soft")),
    *(("brand-hover", ground, TEXT) for ground in ("canvas", "surface")),
    ("on-brand", "brand", TEXT),
    ("on-brand", "brand-hover", TEXT),
    ("accent", "surface", TEXT),
    ("accent", "accent-soft", TEXT),
    ("bad", "surface", TEXT),
    ("bad", "canvas", TEXT),
    ("on-hero", "hero", BODY),
    ("on-hero-button", "hero-button", TEXT),
    ("on-hero-button", "hero-button-hover", TEXT),
    ("hero-button", "hero", SHAPE),
    *((state, f"{state}-soft", TEXT) for state in STATES),
    *(("control", ground, SHAPE) for ground in ("canvas", "surface")),
    *(("focus", ground, SHAPE) for ground in ("canvas", "surface", "sunken")),
    *((f"series-{number}", "surface", SHAPE) for number in range(1, 7)),
)
_COLOUR = re.compile(r"--([\w-]+): light-dark\((#[0-9A-Fa-f]{6}), (#[0-9A-Fa-f]{6})\);")


@dataclass(frozen=True, slots=True)
class Colour:
    """One token, as it is in the light theme and in the dark one ("#RRGGBB")."""

    name: str
    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class Pair:
    """What stands on what, how well it is told apart in each theme (1 to 21), and the least that is asked of it."""

    front: str
    ground: str
    light: float
    dark: float
    least: float

    @property
    def is_shape(self) -> bool:
        """A border or a bar, of which less is asked than of words."""
        return self.least == SHAPE


@cache
def colours() -> dict[str, Colour]:
    """Every colour of the sheet of tokens by its name, in the order of the sheet."""
    return {found[0]: Colour(*found) for found in _COLOUR.findall(TOKENS.read_text())}


@cache
def pairs() -> Sequence[Pair]:
    """The pairs that have to be told apart, with their contrasts."""
    known = colours()
    return [
        Pair(
            front,
            ground,
            light=contrast(known[front].light, known[ground].light),
            dark=contrast(known[front].dark, known[ground].dark),
            least=least,
        )
        for front, ground, least in REQUIRED
    ]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours ("#RRGGBB"), from 1 to 21, after WCAG 2.2."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
