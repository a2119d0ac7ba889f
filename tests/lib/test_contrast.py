"""The tokens of the design keep their promises of contrast in both themes (WCAG 1.4.3, 1.4.6 for text, 1.4.11)."""

import re

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static/css/tokens.css").read_text()
PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9A-Fa-f]{6}), (#[0-9A-Fa-f]{6})\);")
LIGHT = {name: light for name, light, _dark in PAIR.findall(TOKENS)}
DARK = {name: dark for name, _light, dark in PAIR.findall(TOKENS)}

BODY, TEXT, SHAPE = 7.0, 4.5, 3.0
STATES = ("ok", "info", "warn", "bad", "neutral")
REQUIRED = [
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
]


def luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("theme", [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")])
@pytest.mark.parametrize(("front", "ground", "least"), REQUIRED)
def test_tokens_contrast(theme, front, ground, least):
    assert contrast(theme[front], theme[ground]) >= least


def test_theme_follows_the_person_where_they_chose():
    rules = dict(re.findall(r'html\[data-theme="(\w+)"\] \{\s*color-scheme: (\w+);', TOKENS))

    assert rules == {"light": "light", "dark": "dark"}


def test_colours_stand_in_the_tokens_alone():
    others = [path for path in (settings.BASE_DIR / "static/css").glob("*.css") if path.name != "tokens.css"]

    found = {path.name: re.findall(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b", path.read_text()) for path in others}

    assert {name: colours for name, colours in found.items() if colours} == {}
