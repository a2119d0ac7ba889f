"""Every page of the office, as each role: what can be filled in has a label, and nothing reads as the code calls it."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.factories import DepartmentFactory, EligibilityRuleFactory, ImportBatchFactory
from tests.test_office import pages_of_office

pytestmark = pytest.mark.django_db
UNSEEN = ("hidden", "submit", "button", "reset", "image")
VOID = ("input", "br", "img", "hr", "meta", "link", "col", "source", "wbr")
# Django's own words for a row that has none of its own.
NAMELESS = re.compile(r"\w+ object \([^)]*\)")


class Read(HTMLParser):
    """The words of a page that people see, and the fields that nothing names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "label":
            self.labelled.add(given.get("for", ""))
        if tag in ("select", "textarea") or (tag == "input" and given.get("type") not in UNSEEN):
            self.fields.append({**given, "in label": "yes" if "label" in self.open else ""})
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if not {"script", "style", "template"} & set(self.open):
            self.words.append(data)

    def nameless_fields(self) -> list[str]:
        names = ("aria-label", "aria-labelledby", "in label")
        return [
            each.get("name", each.get("id", "?"))
            for each in self.fields
            if not any(each.get(name) for name in names) and each.get("id", "?") not in self.labelled
        ]


def named_by_code(words: str) -> list[str]:
    """Rows without a name of their own, and names of models and classes as the code spells them."""
    classes = [model.__name__ for model in admin.site._registry if re.search("[a-z][A-Z]", model.__name__)]
    return NAMELESS.findall(words) + [name for name in classes if re.search(rf"\b{name}\b", words)]


@pytest.mark.long
@pytest.mark.parametrize("role", ["site_administrator", "coordinator"])
def test_every_field_has_a_label_and_nothing_reads_as_the_code_calls_it(cast, sign_in, role):
    ImportBatchFactory()
    EligibilityRuleFactory(programme=cast.programme, department=DepartmentFactory())
    who = getattr(cast, role)
    client = sign_in(who)
    index = reverse("admin:index")
    pages = {index: client.get(index).content.decode(), **dict(pages_of_office(client, getattr(who, "user", who)))}

    read = {path: Read(page) for path, page in pages.items()}

    assert len(read) > (40 if role == "site_administrator" else 8)
    assert {path: found for path, page in read.items() if (found := page.nameless_fields())} == {}
    assert {path: found for path, page in read.items() if (found := named_by_code(" ".join(page.words)))} == {}


def test_reader_finds_what_has_no_label_and_what_is_named_by_code():
    page = Read(
        '<label for="a">A</label><input id="a" name="a"><label>B <input name="b"></label><input name="c">'
        '<select aria-label="D" name="d"></select><input type="hidden" name="e"><script>Profile object (1)</script>'
        "<p>Enrolment object (42) of OutgoingMessage</p>"
    )

    assert page.nameless_fields() == ["c"]
    assert named_by_code(" ".join(page.words)) == ["Enrolment object (42)", "OutgoingMessage"]
