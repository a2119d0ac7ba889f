"""A run to prove, and what somebody can do to it who has the database."""

import json
from dataclasses import replace

import pytest
from django.db import connection

from matching.assignment import NotProven
from matching.models import Run, RunEvidence
from matching.scoring import Style
from matching.services import change_policy, prove_run, seals
from matching.services.written import unpack_written
from matching.terms import USUAL
from tests.factories import ProfileFactory
from tests.matching.people import matched, mentee_of, mentor_of, open_cohort


def run_to_prove(objective="fair"):
    """A search in which two fit best both ways round, one pair is ruled out, and two mentees are left over."""
    cohort, by = open_cohort()
    if objective != "fair":
        change_policy(programme=cohort.programme, terms=replace(USUAL[Style.CLASSIC], objective=objective), by=by)
    peer, other, boss = ProfileFactory(), ProfileFactory(), ProfileFactory()
    mentor_of(cohort, "Speaking", person=peer)
    mentee_of(cohort, "Writing", person=peer)
    mentor_of(cohort, "Writing", person=other)
    mentee_of(cohort, "Speaking", person=other)
    mentor_of(cohort, "Planning", person=boss)
    mentee_of(cohort, "Planning", person=ProfileFactory(manager=boss))
    mentee_of(cohort, "Planning")
    mentee_of(cohort, "Planning")
    return matched(cohort, by)


def reason_against(run):
    with pytest.raises(NotProven) as caught:
        prove_run(Run.objects.get(pk=run.pk))
    return str(caught.value)


def sql(statement, *values):
    """As somebody does it who owns the database: for them no trigger runs."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def change(run, **values):
    for name, value in values.items():
        given = json.dumps(value) if isinstance(value, (dict, list)) else value
        sql(f"UPDATE matching_run SET {name} = %s WHERE id = %s", given, run.pk)  # noqa: S608 - names of this file


def packed_of(run, column="packed"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM matching_runevidence WHERE run_id = %s", [run.pk])  # noqa: S608
        return bytes(cursor.fetchone()[0])


def sealed_anew(run):
    """As somebody does it who holds the keys."""
    row = RunEvidence.objects.get(run=run)
    written = None if row.suggestions is None else unpack_written(row.suggestions)
    run.seals = seals.seals_of(run, row.packed, written)
    run.save()


def made_before(run):
    """The run as a search kept it when suggestions were not sealed yet."""
    run.versions = {name: number for name, number in run.versions.items() if name != "seals"}
    RunEvidence.objects.filter(run=run).update(suggestions=None)
    sealed_anew(run)
    return run
