"""The how-to pages hold: each word in bold stands on a page of the product, and each page has its parts."""

import re
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.contrib import admin

from mentoring.lib.env import BASE_DIR
from tests.browser.look import DOCS_PICTURES, DOCS_SIZE, IN_DOCS
from tests.browser.place import file_name
from tests.browser.places import PLACES
from tests.test_words import CODE, SPOKEN, TEMPLATES, spoken_in

HOW_TO = BASE_DIR / "docs" / "how-to"
INDEX = HOW_TO / "README.md"
PAGES = sorted(HOW_TO.glob("*.md"))
# These tell how things are; the others lead somebody through a task.
REFERENCE = {"README.md", "watch-over-it.md", "check-the-record.md", "look-after-keys.md"}
TASKS = [page for page in PAGES if page.name not in REFERENCE]
PARTS = ["Before you start", "Steps", "What happens then", "If it does not work"]
MOST_LINES, MOST_PICTURES, LARGEST_PICTURE = 80, 11, 150_000

BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
PICTURE = re.compile(r"!\[([^\]]*)\]")
CODE_BLOCK = re.compile(r"^\n(?:^ {4}.*\n)+", re.MULTILINE)
WITH_VALUES = re.compile(r"{%\s*blocktrans(?:late)?\b.*?%}(.*?){%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
PLURAL = re.compile(r"{%\s*plural\s*%}")
VALUE = re.compile(r"{{.*?}}|%\(\w+\)[sd]|%[sd]|{\w+}")
# Django's own buttons in the office, such as Save and Go.
OF_DJANGO = sorted((Path(admin.__file__).parent / "templates").rglob("*.html"))


def plain(words: str) -> str:
    """As it is compared: each value an ellipsis, without tags, on one line; a first letter may be small or large."""
    text = " ".join(re.sub(r"<[^>]+>", "", VALUE.sub("…", words)).split())
    return text[:1].lower() + text[1:]


def spoken_by_template(text: str) -> Iterator[str]:
    yield from (words for _quote, words in SPOKEN.findall(text))
    for block in WITH_VALUES.findall(text):
        yield from PLURAL.split(block)


@cache
def visible_words() -> frozenset[str]:
    """Whatever pages and mails can say, each sentence or label as a whole."""
    of_templates = (words for path in (*TEMPLATES, *OF_DJANGO) for words in spoken_by_template(path.read_text()))
    of_code = (words for path in CODE for words in spoken_in(path.read_text()))
    return frozenset(map(plain, (*of_templates, *of_code)))


def is_visible(words: str) -> bool:
    """An ellipsis stands for what differs from page to page, or for the rest of a long sentence."""
    text, known = plain(words), visible_words()
    if text in known or "…" not in text:
        return text in known
    pattern = re.compile(".+".join(map(re.escape, text.split("…"))).strip())
    return any(pattern.fullmatch(each) for each in known)


def said_in_bold(text: str) -> list[str]:
    return [" ".join(words.split()) for words in BOLD.findall(re.sub(r"`[^`]*`", "", CODE_BLOCK.sub("\n", text)))]


def headings_of(page: Path) -> list[str]:
    return re.findall(r"^## (.+)$", page.read_text(), re.MULTILINE)


def links_of(page: Path) -> list[str]:
    return LINK.findall(page.read_text())


@pytest.mark.parametrize("doc", [*PAGES, BASE_DIR / "README.md"], ids=lambda doc: f"{doc.parent.name}/{doc.name}")
def test_every_word_in_bold_stands_on_a_page(doc):
    """Whoever renames a button finds here which how-to page still has its old name."""
    said = said_in_bold(doc.read_text())

    assert [words for words in said if not is_visible(words)] == []
    assert all(sum(letter.isalpha() for letter in words) > 1 for words in said)


@pytest.mark.parametrize("words", ["Sand … suggestions", "Send suggestion", "Press me", "Open registrations"])
def test_word_of_no_page_is_found(words):
    assert not is_visible(words)


@pytest.mark.parametrize(
    "words",
    [
        "Send … suggestions",  # in a template, with a number
        "Please choose at most … places at a time.",  # in the code, with a number
        "Places",  # the name of a list of the office
        "Save",  # Django's own
        "We cannot open these notes at the moment. …",  # the beginning of a long sentence
    ],
)
def test_word_of_a_page_is_known(words):
    assert is_visible(words)


@pytest.mark.parametrize("doc", TASKS, ids=lambda doc: doc.name)
def test_page_of_a_task_has_its_parts_and_counted_steps(doc):
    headings = headings_of(doc)
    asked = [next((each for each in headings if each.startswith(part)), part) for part in PARTS]

    assert [each for each in headings if each in asked] == asked
    _before, steps = doc.read_text().split(f"## {asked[1]}\n")
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", steps.split("\n## ")[0], re.MULTILINE)]
    assert len(numbers) > 1
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("doc", PAGES, ids=lambda doc: doc.name)
def test_page_is_short_and_its_neighbours_are_there(doc):
    assert len(doc.read_text().splitlines()) <= MOST_LINES
    assert [link for link in links_of(doc) if "/" not in link and not (HOW_TO / link).exists()] == []


def test_index_leads_to_every_page():
    assert {link for link in links_of(INDEX) if "/" not in link} == {page.name for page in PAGES} - {INDEX.name}


def test_every_picture_is_of_a_page_that_is_walked_and_shown_somewhere():
    there = {path.name for path in DOCS_PICTURES.iterdir()}
    shown = {Path(link).name for page in (*PAGES, BASE_DIR / "README.md") for link in links_of(page) if ".png" in link}

    assert there == shown == set(IN_DOCS)
    assert len(there) <= MOST_PICTURES
    assert {place for place, *_where in IN_DOCS.values()} <= set(map(file_name, PLACES))


def test_every_picture_says_in_words_what_it_shows():
    alternatives = [words for page in (*PAGES, BASE_DIR / "README.md") for words in PICTURE.findall(page.read_text())]

    assert len(alternatives) >= len(IN_DOCS)
    assert [words for words in alternatives if len(words.split()) < 5] == []


@pytest.mark.parametrize("name", sorted(IN_DOCS))
def test_picture_is_small_and_of_its_size(name):
    content = (DOCS_PICTURES / name).read_bytes()

    assert len(content) < LARGEST_PICTURE
    assert struct.unpack(">II", content[16:24]) == (DOCS_SIZE["width"], DOCS_SIZE["height"])
