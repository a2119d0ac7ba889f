"""What a form says of something it cannot take is said in our words, with what to do: never in Django's own."""

import ast
import gettext as catalogues
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext

from mentoring.lib.env import BASE_DIR
from tests.factories import UserFactory
from tests.test_words import APPS, spoken_in

CATALOGUE = BASE_DIR / "mentoring/locale/en_GB/LC_MESSAGES/django.po"
SOURCES = (
    *("forms/fields.py", "forms/models.py", "forms/formsets.py", "core/validators.py", "db/models/fields/__init__.py"),
    *("db/models/fields/json.py", "db/models/fields/related.py", "db/models/base.py", "db/models/constraints.py"),
)
# The others name kinds of field, help with passwords, or stand on buttons.
STOCK = sorted(
    {
        words
        for source in SOURCES
        for words in spoken_in((Path(django.__file__).parent / source).read_text())
        if words.endswith((".", "already exists"))
    }
)
STOCK_SAID = re.compile("|".join(re.sub(r"%\\\(\w+\\\)[sdr]|\\\{\w+\\\}", ".*", re.escape(words)) for words in STOCK))
JUNK = ("", "x", "x" * 20_000, "-1", "999999999", "\x00", "31/02/2026", ["x"], None)


def form_classes() -> list[type[forms.BaseForm]]:
    for app in APPS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if "form" in module.name or "admin" in module.name:
                importlib.import_module(module.name)
    return sorted(
        (each for each in heirs(forms.BaseForm) if each.__module__.split(".")[0] in APPS),
        key=lambda each: f"{each.__module__}.{each.__qualname__}",
    )


def heirs(parent: type) -> set[type]:
    return {heir for child in parent.__subclasses__() for heir in {child, *heirs(child)}}


def said_by(fields: dict[str, forms.Field]) -> Iterator[tuple[str, str]]:
    """Each field's answer to what nobody should send."""
    for name, field in fields.items():
        for value in JUNK:
            try:
                field.clean(value)
            except ValidationError as refusal:
                yield from ((name, words) for words in refusal.messages)
            except (AttributeError, TypeError):
                continue  # a text where a file belongs: no browser sends it


@pytest.mark.parametrize("form", form_classes(), ids=lambda form: f"{form.__module__}.{form.__name__}")
def test_form_says_none_of_the_sentences_of_django(form, db):
    fields = getattr(form, "base_fields", {})

    assert [told for told in said_by(fields) if STOCK_SAID.fullmatch(told[1])] == []


def test_office_says_none_of_the_sentences_of_django(rf, db):
    request = rf.get("/")
    request.user = UserFactory(is_staff=True, is_superuser=True)
    ours = [each for each in admin.site._registry.values() if type(each).__module__.split(".")[0] in APPS]
    filled_in = [each for each in ours if each.has_add_permission(request)]
    told = [(str(each), *words) for each in filled_in for words in said_by(each.get_form(request).base_fields)]

    assert [words for words in told if STOCK_SAID.fullmatch(words[2])] == []
    assert told


@pytest.mark.parametrize("words", STOCK)
def test_sentence_of_django_has_words_of_ours(words):
    said = gettext(words)
    if said == words:
        said = next((ngettext(one, many, 1) for one, many, *_ours in entries() if many and words in (one, many)), words)

    assert said != words


def test_what_the_application_reads_is_what_the_catalogue_says():
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        read = catalogues.GNUTranslations(file)

    for one, many, *ours in entries():
        said = [read.ngettext(one, many, number) for number in (1, 2)] if many else [read.gettext(one)]
        assert said == ours


def entries() -> Iterator[list[str]]:
    """Each entry of the catalogue: one, several or nothing, and what we say; as simple as the file is."""
    for block in CATALOGUE.read_text().split("\n\n")[1:]:
        lines = [line.partition(" ")[::2] for line in block.splitlines() if line.startswith("msg")]
        found = {name: ast.literal_eval(text) for name, text in lines}
        if found:
            ours = [text for name, text in found.items() if name.startswith("msgstr")]
            yield [found["msgid"], found.get("msgid_plural", ""), *ours]
