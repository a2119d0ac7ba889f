"""Words that no page or mail may show: they are the code's words, or they blame."""

import ast
import inspect
import re
from collections.abc import Iterator
from itertools import chain

import pytest
from django.urls import reverse

from mentoring.lib.env import BASE_DIR
from tests.access import ROLES, sampled
from tests.flows.page import Page
from tests.test_access import TABLE

FORBIDDEN = re.compile(
    r"\b(enrol\w*|proposals?|baselines?|stuck|overdue|cases?|T-scores?|match scores?|invalid|submit\w*)\b",
    re.IGNORECASE,
)
STRAIGHT = re.compile(r"\w'\w|s'\s")
# Words of templates are not all reached by a page of the table: errors, empty states, mails.
MARKUP = re.compile(r"{%.*?%}|{#.*?#}|{{.*?}}|<(script|style).*?</\1>|<[^>]+>", re.DOTALL)
SPOKEN = re.compile(r"""{%\s*(?:translate|trans)\s+(["'])(.*?)\1""")
TEMPLATES = sorted(path for path in BASE_DIR.glob("templates/**/*") if path.suffix in (".html", ".txt"))
APPS = ("mentoring", "participants", "programmes", "matching", "agreements", "feedback")
CODE = sorted(chain.from_iterable((BASE_DIR / app).rglob("*.py") for app in APPS))

# The short tests read one page in eight, the long ones all.
SHOWN = [name for name, address in TABLE.items() if 200 in address.GET.values()]


@pytest.mark.parametrize("name", sampled(SHOWN))
def test_page_shows_no_forbidden_word(name, cast, sign_in):
    address = TABLE[name]
    prepared = address.prepare(cast) if address.prepare else None
    arguments = [cast, prepared] if address.prepare and len(inspect.signature(address.args).parameters) > 1 else [cast]
    url = address.path or reverse(name, args=address.args(*arguments))

    found = {role: forbidden_on(url, sign_in(cast.users[role])) for role in ROLES if address.GET[role] == 200}

    assert {role: words for role, words in found.items() if words} == {}


def forbidden_on(url: str, client) -> list[str]:
    answer = client.get(url)
    if not answer["Content-Type"].startswith("text/html"):
        return []
    page = Page(url, answer.status_code, answer.content.decode())
    return [match.group() for match in FORBIDDEN.finditer(f"{page.title} {page.text}")]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(BASE_DIR / "templates")))
def test_template_says_no_forbidden_word(path):
    text = path.read_text()
    words = " ".join([MARKUP.sub(" ", text), *(spoken for _quote, spoken in SPOKEN.findall(text))])

    assert FORBIDDEN.findall(words) == []


def test_code_says_no_forbidden_word():
    spoken = {path: [words for words in spoken_in(path.read_text()) if FORBIDDEN.search(words)] for path in CODE}

    assert {str(path.relative_to(BASE_DIR)): words for path, words in spoken.items() if words} == {}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(BASE_DIR / "templates")))
def test_template_has_no_straight_apostrophe(path):
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)
    words = " ".join([MARKUP.sub(" ", text), *(spoken for _quote, spoken in SPOKEN.findall(text))])

    assert STRAIGHT.findall(words) == []


def test_code_says_no_straight_apostrophe():
    spoken = {path: [words for words in spoken_in(path.read_text()) if STRAIGHT.search(words)] for path in CODE}

    assert {str(path.relative_to(BASE_DIR)) for path, words in spoken.items() if words} == set()


def spoken_in(source: str) -> Iterator[str]:
    """Every text that a piece of code hands to gettext, by whatever name it knows it."""
    nodes = list(ast.walk(ast.parse(source)))
    imports = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"]
    known = {name.asname or name.name for node in imports for name in node.names}
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in known:
            texts = [*node.args, *(keyword.value for keyword in node.keywords)]
            yield from (each.value for each in texts if isinstance(each, ast.Constant) and isinstance(each.value, str))


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("gettext as _", '_("Your " "case")'),
        ("gettext_lazy as words", 'words(message="Your case")'),
        ("gettext_noop", 'WORDS = {1: (gettext_noop("Your case"),)}'),
        ("ngettext", 'def said(self):\n    return ngettext("Your place", "Your case", self.number) % {}'),
    ],
)
def test_forbidden_word_in_code_is_found(name, call):
    source = f"from django.utils.translation import {name}\n{call}"

    assert any(FORBIDDEN.search(words) for words in spoken_in(source))


@pytest.mark.parametrize(
    "words", ["Your enrolment", "a Proposal", "This is overdue.", "Please submit", "T-score 59", "in that case"]
)
def test_forbidden_word_is_found(words):
    assert FORBIDDEN.search(words)


@pytest.mark.parametrize("words", ["A place for you", "We suggest a mentor", "open", "a concern", "showcase"])
def test_plain_word_is_left_alone(words):
    assert not FORBIDDEN.search(words)
