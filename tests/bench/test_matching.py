import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from bench.company import make_company
from bench.matching import PHASES, Phases, measure
from matching.models import Proposal, Run
from mentoring.lib.env import BASE_DIR
from participants.models import Profile, ProfileSkill
from programmes.models import Enrolment, Role

SIZE = {"mentees": 30, "mentors": 20, "seed": 1}


@pytest.mark.django_db
def test_measure_searches_proves_and_tells_each_phase():
    found = measure(**SIZE, repeats=2)

    run = Run.objects.latest("finished_at")
    assert set(found["seconds"]) == set(found["cpu_seconds"]) == {*PHASES.values(), "total"}
    assert all(seconds > 0 for seconds in found["seconds"].values())
    assert (found["mentees"], found["mentors"], len(found["totals"])) == (30, 20, 2)
    assert (found["cardinality"], found["total"]) == (run.cardinality, run.total)
    assert found["suggestions"] == run.cardinality == Proposal.objects.filter(run=run).count() > 20
    assert "computed anew are the same" in found["proof"][-1]


@pytest.mark.django_db
def test_company_has_who_was_asked_for_with_managers_skills_and_two_roles():
    company = make_company(**SIZE)

    places = Enrolment.objects.filter(cohort=company.cohort)
    mentors = set(places.filter(role=Role.MENTOR).values_list("person", flat=True))
    mentees = set(places.filter(role=Role.MENTEE).values_list("person", flat=True))
    led = Profile.objects.exclude(manager=None).select_related("manager")
    assert (len(mentors), len(mentees), len(mentors & mentees)) == (20, 30, 1)
    assert all(person.manager.department_id == person.department_id for person in led)
    assert ProfileSkill.objects.filter(profile__in=mentees, kind="wants").count() >= 60
    assert len(set(places.filter(role=Role.MENTOR).values_list("capacity", flat=True))) > 1


def test_phases_are_told_apart_by_what_the_search_reports():
    phases = Phases()
    for message in PHASES:
        phases(0, 1, message)

    spent = phases.end()

    assert sum(spent[phase] for phase in PHASES.values()) == pytest.approx(spent["total"])


@pytest.mark.long
def test_command_prints_one_line_and_leaves_nothing_behind(django_db_setup, django_db_blocker):
    command = [sys.executable, "-m", "mentoring", "bench", "matching", "--mentees", "12", "--mentors", "8", "--json"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "mentoring.settings.test"}

    done = subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True)

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'bench%%'", [])
        left = cursor.fetchone()[0]
    assert (done.returncode, done.stderr, left) == (0, "", 0)
    assert json.loads(done.stdout)["mentees"] == 12
