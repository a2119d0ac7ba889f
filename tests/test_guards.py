"""What must hold of the whole product and of whatever joins it: private fields, and status tables."""

from collections.abc import Iterator, Mapping

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models

from agreements.models import SESSION_MOVES
from feedback.models import SURVEY_RUN_MOVES
from matching.models import MENTORSHIP_MOVES, PROPOSAL_MOVES
from mentoring.accounts.models import ACCOUNT_CHANGE_MOVES
from mentoring.jobs.models import JOB_MOVES
from mentoring.lib.crypto import EncryptedTextField
from mentoring.lib.private import PRIVATE_FIELDS
from mentoring.outbox.models import MESSAGE_MOVES
from programmes.models import COHORT_MOVES, ENROLMENT_MOVES

# Every status of the product, with the one table of its moves.
MOVES: dict[str, Mapping[str, frozenset[str]]] = {
    "accounts.EmailChange.state": ACCOUNT_CHANGE_MOVES,
    "accounts.SecondStepRemoval.state": ACCOUNT_CHANGE_MOVES,
    "agreements.Session.status": SESSION_MOVES,
    "jobs.Job.state": JOB_MOVES,
    "feedback.SurveyRun.state": SURVEY_RUN_MOVES,
    "matching.Mentorship.status": MENTORSHIP_MOVES,
    "matching.Proposal.status": PROPOSAL_MOVES,
    "outbox.OutgoingMessage.state": MESSAGE_MOVES,
    "programmes.Cohort.stage": COHORT_MOVES,
    "programmes.Enrolment.status": ENROLMENT_MOVES,
}
STATUS_NAMES = ("status", "state", "stage")


def own_models() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if not model.__module__.startswith(("django.", "allauth.")):
            yield model


def status_fields() -> dict[str, models.Field]:
    return {
        f"{model._meta.label}.{field.name}": field
        for model in own_models()
        for field in model._meta.get_fields()
        if field.name in STATUS_NAMES and getattr(field, "choices", None)
    }


def test_every_encrypted_field_is_listed_as_private_and_no_other():
    found = {
        model._meta.label: tuple(
            field.name for field in model._meta.get_fields() if isinstance(field, EncryptedTextField)
        )
        for model in own_models()
    }

    assert {label: names for label, names in found.items() if names} == PRIVATE_FIELDS


def test_labels_of_encrypted_fields_are_told_apart():
    labels = [
        apps.get_model(label)._meta.get_field(name).label for label, names in PRIVATE_FIELDS.items() for name in names
    ]

    assert len(labels) == len(set(labels))


def test_office_neither_shows_nor_searches_a_private_field():
    found = {
        model._meta.label: names_of(site) & set(PRIVATE_FIELDS.get(model._meta.label, ()))
        for model, site in admin.site._registry.items()
    }

    assert len(found) > 10
    assert {label: names for label, names in found.items() if names} == {}


def names_of(site: admin.ModelAdmin) -> set[str]:
    """Every field that a page of the office names, in a list, a search, a filter or a form."""
    fieldsets = [name for _title, options in site.fieldsets or () for name in options["fields"]]
    named = [*site.list_display, *site.search_fields, *site.readonly_fields, *site.list_filter, *(site.fields or ())]
    return {str(name).rpartition("__")[2] for name in [*named, *fieldsets]}


def test_every_status_has_a_table_of_moves():
    assert sorted(status_fields()) == sorted(MOVES)


@pytest.mark.parametrize("name", sorted(MOVES))
def test_table_of_moves_knows_every_status_and_no_other(name):
    table, known = MOVES[name], {value for value, _words in status_fields()[name].choices}

    assert set(table) == known
    assert set().union(*table.values()) <= known


@pytest.mark.parametrize("name", sorted(MOVES))
def test_every_status_can_be_reached_from_the_first(name):
    """The first is the one that new rows have."""
    table, first = MOVES[name], status_fields()[name].default
    reached, open_ends = {first}, [first]
    while open_ends:
        found = set(table[open_ends.pop()]) - reached
        reached |= found
        open_ends += found

    assert reached == set(table)
