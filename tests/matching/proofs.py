"""A run to prove, and what somebody can do to it who has the database."""

import json

import pytest
from django.db import connection

from matching.assignment import NotProven
from matching.models import Run
from matching.services import prove_run
from tests.factories import ProfileFactory
from tests.matching.people import matched, mentee_of, mentor_of, open_cohort


def run_to_prove():
    """A search in which two fit best both ways round, one pair is ruled out, and two mentees are left over."""
    cohort, by = open_cohort()
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


def packed_of(run):
    with connection.cursor() as cursor:
        cursor.execute("SELECT packed FROM matching_runevidence WHERE run_id = %s", [run.pk])
        return bytes(cursor.fetchone()[0])
