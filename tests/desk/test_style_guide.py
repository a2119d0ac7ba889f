"""The style guide shows what pages are made of, all of it, and nothing is kept that no page is made of."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.signals import template_rendered
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.flows.page import Page

TEMPLATES = settings.BASE_DIR / "templates"
PARTS = {f"parts/{path.name}" for path in (TEMPLATES / "parts").glob("*.html")}
# Parts that the guide need not show by itself, and why.
LEFT_OUT: dict[str, str] = {}
COMPONENTS = (settings.BASE_DIR / "static/css/components.css").read_text()
COMMENT, SELECTOR = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"([^{}]+)\{")
CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
# What the frame of every page asks: who this is, and which pages stand in their navigation.
FRAME = ["django_session", "accounts_user", "participants_hranalyst"]
WORD = re.compile(r"[a-zA-Z][\w-]*")
GIVEN = re.compile(r'class="([^"]*)"')
# Written by the code, not by a template: tones of messages, kinds of fit, and what stands within the SVG of a chart.
BY_CODE = {
    "error": "a tone of Django's messages",
    "success": "a tone of Django's messages",
    "warning": "a tone of Django's messages",
    "strong": "a kind of fit (matching.explain)",
    "good": "a kind of fit (matching.explain)",
    "bar": "mentoring.lib.charts",
    "chart": "mentoring.lib.charts",
    "gridline": "mentoring.lib.charts",
    "up-to": "mentoring.lib.charts",
}


def component_classes() -> set[str]:
    """Every class that the sheet of components knows."""
    selectors = SELECTOR.findall(COMMENT.sub("", COMPONENTS))
    return {name for selector in selectors for name in CLASS.findall(selector)}


def classes_in(markup: str) -> set[str]:
    return {name for value in GIVEN.findall(markup) for name in WORD.findall(value)}


@pytest.fixture
def answer(cast, sign_in):
    return sign_in(cast.site_administrator).get(reverse("desk:style-guide"))


@pytest.fixture
def drawn_parts(cast, sign_in) -> set[str]:
    """The parts of which the page draws something; one that comes out empty is not shown."""
    drawn = set()

    def note(sender, template, context, **kwargs) -> None:
        if template.name in PARTS - drawn and template.nodelist.render(context).strip():
            drawn.add(template.name)

    template_rendered.connect(note)
    try:
        sign_in(cast.site_administrator).get(reverse("desk:style-guide"))
    finally:
        template_rendered.disconnect(note)
    return drawn


def test_guide_shows_every_part(drawn_parts):
    assert PARTS - drawn_parts - LEFT_OUT.keys() == set()


def test_what_is_left_out_is_a_part_that_is_there():
    assert LEFT_OUT.keys() - PARTS == set()


def test_guide_shows_every_component(answer):
    assert component_classes() - classes_in(answer.content.decode()) == set()


def test_every_component_is_of_some_page():
    """The guide alone is no reason to keep one."""
    pages = [path for path in TEMPLATES.rglob("*.html") if not path.is_relative_to(TEMPLATES / "desk" / "guide")]
    used = {name for path in pages for name in classes_in(path.read_text())}

    assert component_classes() - used - BY_CODE.keys() == set()


def test_code_still_writes_what_it_is_said_to_write():
    assert BY_CODE.keys() - component_classes() == set()


def test_guide_asks_the_database_for_the_person_alone(cast, sign_in):
    client = sign_in(cast.site_administrator)
    client.get(reverse("desk:style-guide"))

    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("desk:style-guide"))

    assert [re.search(r'FROM "(\w+)"', query["sql"])[1] for query in captured] == FRAME


def test_guide_has_nothing_of_anybody(cast, answer):
    """The person who looks is named in the frame, and nobody else anywhere."""
    page = Page("/styleguide/", answer.status_code, answer.content.decode())

    for profile in (cast.mentor, cast.mentee, cast.outsider, cast.coordinator):
        assert profile.user.name not in page.text


def test_guide_measures_the_colours_that_pages_have(answer):
    assert "15.7 light, 14.4 dark<br>at least 7.0" in answer.content.decode()


def test_what_is_sent_from_the_guide_leads_back_to_it(cast, sign_in):
    answer = sign_in(cast.coordinator.user).post(reverse("desk:style-guide"), {"sample-goal": "Anything"})

    assert (answer.status_code, answer.url) == (302, reverse("desk:style-guide"))


def test_an_error_that_is_shown_takes_no_focus(answer):
    markup = answer.content.decode()

    assert markup.count('class="error-summary"') == 1
    assert "autofocus" not in markup
    assert "<title>Style guide · Mentoring</title>" in markup


def test_way_on_below_a_form_is_drawn_as_those_in_it():
    """On a phone the buttons of a form are as wide as the page, and a bare link below them would stand apart."""
    below = re.compile(r"{% crispy form %}\s*(?:</section>\s*)?(?:{% if [^%]+ %}\s*)?<p[^>]*><a ")

    bare = [path.name for path in TEMPLATES.rglob("*.html") if below.search(path.read_text())]

    assert bare == []
