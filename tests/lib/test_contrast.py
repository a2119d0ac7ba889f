"""The tokens of the design keep their promises of contrast in both themes (WCAG 1.4.3, 1.4.6 for text, 1.4.11)."""

import re

import pytest
from django.conf import settings

from mentoring.lib.palette import TOKENS, colours, contrast, pairs


def test_contrast_of_black_on_white():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#FFFFFF") == pytest.approx(1)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: f"{pair.front} on {pair.ground}")
def test_tokens_contrast(theme, pair):
    assert getattr(pair, theme) >= pair.least


def test_each_pair_is_measured_by_its_own_colours():
    known = colours()
    on_brand = next(each for each in pairs() if (each.front, each.ground) == ("on-brand", "brand"))

    assert on_brand.light == contrast(known["on-brand"].light, known["brand"].light)
    assert on_brand.dark == contrast(known["on-brand"].dark, known["brand"].dark)


def test_only_what_shimmers_through_is_no_colour_of_the_palette():
    """Shadows and the rings of the hero lie over others; every other colour is one that can be measured."""
    sides = dict(re.findall(r"--([\w-]+): (light-dark\(.*\));", TOKENS.read_text()))

    assert sides.keys() - colours().keys() == {"hero-ring"}


def test_theme_follows_the_person_where_they_chose():
    rules = dict(re.findall(r'html\[data-theme="(\w+)"\] \{\s*color-scheme: (\w+);', TOKENS.read_text()))

    assert rules == {"light": "light", "dark": "dark"}


def test_colours_stand_in_the_tokens_alone():
    others = [path for path in (settings.BASE_DIR / "static/css").glob("*.css") if path.name != "tokens.css"]

    found = {path.name: re.findall(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b", path.read_text()) for path in others}

    assert {name: colours for name, colours in found.items() if colours} == {}
