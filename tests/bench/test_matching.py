import json
from statistics import mean

import pytest
from django.db import transaction
from django.db.models import F

from bench.company import make_company
from bench.engine import beside
from bench.matching import PHASES, Phases, measure
from matching.models import Proposal, Run
from matching.scoring import Style
from matching.services import finding
from matching.services.inputs import read_inputs
from matching.terms import POLICIES
from participants.languages import LANGUAGES
from participants.models import Profile, ProfileSkill
from programmes.models import Enrolment, Role
from tests.bench.alone import bench

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
    assert (found["objective"], found["minimum"]) == ("fair", run.certificate["minimum"])


@pytest.mark.django_db
def test_engine_is_measured_by_itself_and_equals_the_dense_solver():
    company = make_company(**SIZE)
    inputs = read_inputs(company.cohort)

    found = beside(inputs, repeats=2)

    assert found["scipy_dense"]["is_equal"]
    assert found["fair"]["cardinality"] == found["total"]["cardinality"] >= found["stable"]["cardinality"]
    assert found["fair"]["minimum"] >= found["total"]["minimum"]
    assert found["fair_times_total"] > 0
    assert all(found[each][clock] > 0 for each in ("total", "fair") for clock in ("seconds", "cpu_seconds"))


@pytest.mark.django_db
def test_engine_of_more_people_than_a_list_holds_reaches_the_same(monkeypatch):
    inputs = read_inputs(make_company(**SIZE).cohort)
    listed = beside(inputs, repeats=1)
    monkeypatch.setattr(finding, "MOST_LISTED", 0)

    large = beside(inputs, repeats=1)

    assert large["pairs"] is None
    assert "scipy_dense" not in large
    for objective, reached in (("total", ["cardinality", "total"]), ("fair", ["cardinality", "minimum", "total"])):
        assert [large[objective][name] for name in reached] == [listed[objective][name] for name in reached]


@pytest.mark.long
@pytest.mark.django_db
def test_peer_is_measured_on_the_same_pairs_and_places_nobody_more():
    """From where packages come; its engine keeps to our rules and places, and ours is the best there is."""
    inputs = read_inputs(make_company(**SIZE).cohort)

    found = beside(inputs, repeats=2, peer=True)

    ours, theirs = found["total"], found["peer"]
    assert 0 < theirs["cardinality"] <= ours["cardinality"]
    assert (theirs["cardinality"], theirs["total"]) <= (ours["cardinality"], ours["total"])
    assert found["peer_times_total"] > 0


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


@pytest.mark.django_db
@pytest.mark.parametrize(("places", "each"), [(20, {1}), (25, {1, 2}), (45, {2, 3}), (7, {1})])
def test_places_of_a_company_are_dealt_evenly_where_their_number_is_given(places, each):
    company = make_company(**SIZE, places=places)

    offered = Enrolment.objects.filter(cohort=company.cohort, role=Role.MENTOR).values_list("capacity", flat=True)

    assert (len(offered), sum(offered), set(offered)) == (20, max(places, 20), each)


@pytest.mark.django_db
def test_company_knows_all_that_a_score_is_made_of():
    company = make_company(mentees=90, mentors=60, seed=1)

    inputs = read_inputs(company.cohort)
    grades = [[side.grade for side in sides if side.grade] for sides in (inputs.mentee_sides, inputs.mentor_sides)]
    people = Profile.objects.exclude(grade=None)
    assert inputs.weights == POLICIES[Style.CLASSIC]  # no part gives its weight to the others
    assert mean(grades[0]) + 1 < mean(grades[1])
    assert not people.filter(manager__grade__level__lt=F("grade__level")).exists()
    for sides in (inputs.mentee_sides, inputs.mentor_sides):
        assert {side.grade is None for side in sides} == {bool(side.languages) for side in sides} == {True, False}
        levels = [len(side.levels) for side in sides]
        assert 0 < sum(levels) < sum(len(getattr(side, "wanted", ()) or side.offered) for side in sides)
    assert {code for person in people for code in person.languages} <= set(LANGUAGES)


@pytest.mark.django_db
def test_company_of_one_seed_is_the_same_each_time():
    made = []
    for _ in range(2):
        with transaction.atomic():
            make_company(**SIZE)
            people = Profile.objects.order_by("employee_number")
            made.append(list(people.values_list("department__name", "site__name", "grade__name", "languages")))
            transaction.set_rollback(True)

    assert made[0] == made[1]


def test_phases_are_told_apart_by_what_the_search_reports():
    phases = Phases()
    for message in PHASES:
        phases(0, 1, message)

    spent = phases.end()

    assert sum(spent[phase] for phase in PHASES.values()) == pytest.approx(spent["total"])


@pytest.mark.long
def test_command_prints_one_line_and_leaves_nothing_behind(django_db_setup):
    code, printed, complained = bench("matching", "--mentees", "12", "--mentors", "8", "--json")

    assert (code, complained) == (0, "")
    assert json.loads(printed)["mentees"] == 12
