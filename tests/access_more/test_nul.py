"""A sign that no text of a database holds, in every parameter and every field: refused, and never a fault of ours."""

import pytest
from django.core.cache import cache

from tests.access_more.asking import TABLE, Asker, doors, form_on, shares, undone
from tests.access_more.private_words import write_private_words

# What pages and lists are asked with; each alone, so that none hides another.
PARAMETERS = (
    *("q", "page", "p", "o", "e", "cohort", "department", "kind", "work", "queue", "stage", "style__exact"),
    *("status__exact", "role__exact", "category", "programme__id__exact", "organisation__id__exact", "site__id__exact"),
    *("department__id__exact", "is_active__exact", "email__isempty", "level__isempty", "next", "show", "to", "back"),
)


@pytest.mark.parametrize("names", shares(of=6))
def test_nul_in_a_parameter_is_refused(names, cast):
    asker, wrong = Asker(cast), {}

    for name, role in doors(names):
        for parameter in PARAMETERS if name.endswith(("list", "board", "today")) else PARAMETERS[:1]:
            with undone():
                cache.clear()
                status = asker.status(role, "GET", TABLE[name].url(name, cast), query={parameter: "a\0b"})
                if status >= 500:
                    wrong[f"{name} as {role}: {parameter}"] = status

    assert wrong == {}


@pytest.mark.parametrize("names", shares(of=6))
def test_nul_in_a_field_is_refused(names, cast):
    write_private_words(cast.mentorship)
    asker, wrong = Asker(cast), {}

    for name, role in doors(names):
        with undone():
            url = TABLE[name].url(name, cast)
            page = asker.ask(role, "GET", url)
            data = form_on(page, url)[0] or {key: [str(value)] for key, value in TABLE[name].data(cast).items()}
        for field in set(data) - {"csrfmiddlewaretoken"}:
            with undone():
                cache.clear()
                status = asker.status(role, "POST", url, {**data, field: ["a\0b"]})
                if status >= 500:
                    wrong[f"{name} as {role}: {field}"] = status

    assert wrong == {}
