"""The programmes one can begin with: plain, short, complete, and without a word that pages do not say."""

import re

import pytest

from programmes.forms import ProgrammeForm
from programmes.models import MOST_OUTCOMES, Programme
from programmes.shipped_programmes import SHIPPED_PROGRAMMES
from tests.agreements.flesch import reading_ease
from tests.test_words import FORBIDDEN

TEMPLATES = [pytest.param(template, id=key) for key, template in SHIPPED_PROGRAMMES.items()]
GENDERED = re.compile(r"\b(he|she|him|her|hers|his|himself|herself|s/he)\b", re.IGNORECASE)


@pytest.mark.parametrize("template", TEMPLATES)
def test_template_fills_the_form_as_it_is(template, programme):
    rest = {"mentors_each": 1, "minimum_group": 5, "hr_contact_name": "", "hr_contact_email": ""}
    form = ProgrammeForm({**template.values(), **rest, "organisation": programme.organisation_id})

    assert form.errors == {}
    assert len(form.cleaned_data["outcomes"].splitlines()) == MOST_OUTCOMES
    assert set(template.values()) <= {field.name for field in Programme._meta.get_fields()}
    assert template.style in Programme.WORKING_STYLES


@pytest.mark.parametrize("template", TEMPLATES)
def test_template_is_plain_and_speaks_to_everybody(template):
    words = [str(value) for name, value in template.values().items() if name not in ("style", "hours_a_month")]

    for text in words:
        assert not FORBIDDEN.search(text)
        assert not GENDERED.search(text)
        assert not re.search(r"\d", text), "a figure would be a statistic"
    cards = " ".join(words)
    assert reading_ease(cards) >= 60
    assert "potential" not in cards
