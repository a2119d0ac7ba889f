"""What must hold of the whole product and of whatever joins it: private fields, and status tables."""

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import pairwise, product
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.dispatch import Signal
from django.utils.module_loading import import_string

from agreements.models import SESSION_MOVES
from feedback.models import SURVEY_RUN_MOVES
from matching.models import MENTORSHIP_MOVES, PROPOSAL_MOVES
from mentoring.accounts.models import ACCOUNT_CHANGE_MOVES
from mentoring.jobs.models import JOB_MOVES
from mentoring.lib.crypto import EncryptedTextField
from mentoring.lib.env import BASE_DIR
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
FLOWS = (BASE_DIR / "docs" / "flows.md").read_text()


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


def rows_under(heading: str) -> list[list[str]]:
    """The cells of the first table under a heading of docs/flows.md, without its own headings."""
    _before, section = FLOWS.split(f"# {heading}\n", 1)
    lines = re.search(r"(?:^\|.*\n)+", section, re.MULTILINE).group().splitlines()
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def drawn_moves(words: str) -> set[tuple[str, str]]:
    """ "a -> b, c; b -> c" as pairs; words in brackets are for the reader."""
    moves = set()
    for part in re.sub(r"\(.*?\)", "", words).split(";"):
        steps = [[status.strip() for status in step.split(",")] for step in part.split("->")]
        moves |= {move for here, there in pairwise(steps) for move in product(here, there)}
    return moves


def test_flows_page_draws_the_moves_of_every_table():
    drawn = {table.strip("`"): drawn_moves(words) for _thing, words, table in rows_under("States and signals")}
    tables = {name: import_string(name) for name in drawn}

    assert {id(table) for table in tables.values()} == {id(table) for table in MOVES.values()}
    for name, table in tables.items():
        assert drawn[name] == {(str(here), str(there)) for here, targets in table.items() for there in targets}, name


def test_flows_page_lists_every_tick():
    listed = [tick.strip("`") for tick, *_rest in rows_under("Ticks")]

    assert sorted(listed) == sorted(entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values())


def test_flows_page_lists_every_signal():
    modules = [import_module(f"{each.name}.signals") for each in apps.get_app_configs() if has_signals(each.path)]
    known = {
        f"{module.__name__}.{name}" for module in modules for name, each in vars(module).items() if is_signal(each)
    }

    assert {signal.strip("`") for signal, *_rest in rows_under("Signals")} == known


def has_signals(path: str) -> bool:
    return path.startswith(str(BASE_DIR)) and ".venv" not in path and (Path(path) / "signals.py").exists()


def is_signal(thing: object) -> bool:
    return isinstance(thing, Signal)
