"""The line under a list of the office that has several pages: it reads alike wherever it stands."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from participants.models import Department
from tests.factories import DepartmentFactory

LIST = reverse("admin:participants_department_changelist")


def pages_under(answer) -> str:
    """The words of the line, each link after its address."""
    found = re.search(r'<nav class="pagination" aria-label="([^"]+)">(.*?)</nav>', answer.content.decode(), re.S)
    if not found:
        return ""
    links = re.sub(r'<a class="[^"]+" href="([^"]+)">', r"[\1] ", found[2])
    return f"{found[1]}: " + " ".join(re.sub(r"<[^>]+>", " ", links).split())


@pytest.fixture
def office(cast, sign_in, monkeypatch):
    """A list of five departments besides those of the cast, whose names it sorts first, two on each page."""
    monkeypatch.setattr(admin.site._registry[Department], "list_per_page", 2)
    monkeypatch.setattr(admin.site._registry[Department], "list_max_show_all", 4)
    for number in range(5):
        DepartmentFactory(name=f"Aa {number}")
    return sign_in(cast.site_administrator)


def test_list_of_several_pages_leads_on_and_back_and_keeps_what_was_looked_for(office):
    said = [pages_under(office.get(LIST, {"q": "Aa", "p": page})) for page in (1, 2, 3)]

    assert said == [
        "Pages of departments: 1 to 2 of 5 departments [?p=2&amp;q=Aa] Next departments",
        "Pages of departments: 3 to 4 of 5 departments "
        "[?p=1&amp;q=Aa] Previous departments [?p=3&amp;q=Aa] Next departments",
        "Pages of departments: 5 to 5 of 5 departments [?p=2&amp;q=Aa] Previous departments",
    ]


def test_list_of_one_page_says_how_many_there_are(office):
    one, two = (office.get(LIST, {"q": words}) for words in ("Aa 0", "Aa"))

    assert '<p class="in-all">1 department</p>' in one.content.decode()
    assert pages_under(one) == ""
    assert "in-all" not in two.content.decode()


def test_short_list_can_be_shown_as_a_whole(office, monkeypatch):
    monkeypatch.setattr(admin.site._registry[Department], "list_max_show_all", 5)

    pages, whole = office.get(LIST, {"q": "Aa"}), office.get(LIST, {"q": "Aa", "all": ""})

    assert pages_under(pages).endswith("[?all=&amp;q=Aa] Show all 5")
    assert '<p class="in-all">5 departments</p>' in whole.content.decode()
