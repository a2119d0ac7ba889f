import gc
import json

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching import services
from matching.assignment import Assignment, verify
from matching.bounds import HrField
from matching.models import Proposal, ProposalSide, Run, RunEvidence, values_of
from matching.scoring import Style
from matching.services import (
    add_exclusion,
    run_matching,
    start_run,
)
from matching.services.evidence import unpack
from matching.services.finding import compare
from matching.services.inputs import read_inputs
from matching.services.seals import digest_of, digests_of
from matching.terms import USUAL
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from programmes.models import Cohort, Enrolment, Role
from tests.factories import ProfileFactory, at, make_proposal
from tests.matching.people import (
    matched,
    mentee_of,
    mentor_of,
    open_cohort,
    pairs_of,
    searched,
    silent,
)

pytestmark = pytest.mark.django_db


def test_run_matching_keeps_the_best_pairs_as_drafts_with_reasons():
    cohort, by = open_cohort()
    speaker, planner = mentor_of(cohort, "Speaking"), mentor_of(cohort, "Planning")
    wants_planning, wants_speaking = mentee_of(cohort, "Planning"), mentee_of(cohort, "Speaking")

    with clock.standing_at(at("2026-03-02 09:00")):
        run = matched(cohort, by)

    proposal = Proposal.objects.filter(sides__enrolment=speaker).get()
    skill = str(speaker.person.skills.get().skill_id)
    assert pairs_of(cohort) == {(speaker, wants_speaking), (planner, wants_planning)}
    assert (proposal.run, proposal.created_at, proposal.sent_at) == (run, at("2026-03-02 09:00"), None)
    assert proposal.score == 850_000
    assert proposal.components == [
        {"name": "skills", "points": 700_000, "maximum": 700_000},
        {"name": "place", "points": 150_000, "maximum": 150_000},
        {"name": "department", "points": 0, "maximum": 150_000},
    ]
    assert proposal.reasons == [
        {"code": "offers_first", "values": {"skill": skill}},
        {"code": "same_site", "values": {}},
        {"code": "same_department", "values": {}},
    ]


def test_run_matching_stores_what_it_knew_and_the_proof():
    cohort, by = open_cohort()
    mentor_of(cohort, "Speaking", capacity=2)
    mentor_of(cohort, "Planning")
    for wish in ("Planning", "Speaking", "Writing", "Planning"):
        mentee_of(cohort, wish)
    digest = digest_of(digests_of(read_inputs(cohort)))
    found = compare(read_inputs(cohort), silent)

    run = matched(cohort, by)

    proof, evidence = run.certificate, unpack(RunEvidence.objects.get().packed)
    verify(
        found.mentee,
        found.mentor,
        found.score,
        proof["capacity"],
        Assignment(
            mentor_of=np.array(proof["mentor_of"]),
            cardinality=run.cardinality,
            total=run.total,
            certificate=evidence.certificate,
            minimum=int(Proposal.objects.order_by("score")[0].score),
            objective="fair",
        ),
        mentees=len(proof["mentees"]),
    )
    assert (run.cardinality, run.objective, run.inputs_digest) == (3, "fair", digest)
    assert run.policy == {
        "skills": 70,
        "level": 0,
        "seniority": 0,
        "place": 15,
        "language": 0,
        "department": 15,
        "choices": 0,
        "grade_gap": 2,
        "ways": 0,
        "career": 0,
        "aims": 0,
        "interests": 0,
        "style": "classic",
        "bounds": {
            "least_ahead": 0,
            "most_ahead": None,
            "most_hours": None,
            "needs_language": False,
            "departments": "free",
            "sites": "free",
            **dict.fromkeys(map(str, HrField), "free"),
            "least_training": None,
        },
        "terms": values_of(USUAL[Style.CLASSIC]),
    }
    assert sorted(run.versions) == ["algorithm", "numpy", "scipy", "seals"]
    assert run.finished_at is not None


def test_run_matching_says_why_somebody_has_nobody():
    cohort, by = open_cohort()
    mentor_of(cohort, "Speaking")
    lucky, other = mentee_of(cohort, "Speaking"), mentee_of(cohort, "Sailing")

    run = matched(cohort, by)

    assert {mentee for _mentor, mentee in pairs_of(cohort)} == {lucky}
    assert run.unplaced == [
        {
            "enrolment": str(other.pk),
            "reasons": [{"code": "places_taken", "values": {}}, {"code": "not_offered", "values": {}}],
        }
    ]


def test_run_matching_never_lets_two_mentor_each_other():
    cohort, by = open_cohort()
    one, other = ProfileFactory(), ProfileFactory()
    mentor_of(cohort, "Speaking", person=one)
    mentor_of(cohort, person=other)
    mentee_of(cohort, "Speaking", person=other)
    mentee_of(cohort, person=one)

    run = matched(cohort, by)

    assert [(mentor.person, mentee.person) for mentor, mentee in pairs_of(cohort)] == [(one, other)]
    assert run.cardinality == 1


def test_run_matching_puts_new_drafts_in_place_of_the_old():
    cohort, by = open_cohort()
    worse, mentee = mentor_of(cohort), mentee_of(cohort, "Speaking")
    searched(cohort, by)
    before = pairs_of(cohort)
    better = mentor_of(cohort, "Speaking")

    second = searched(cohort, by)

    assert before == {(worse, mentee)}
    assert pairs_of(cohort) == {(better, mentee)}
    assert Proposal.objects.get().run == second
    assert ProposalSide.objects.count() == 2


def test_run_matching_leaves_a_finished_run_alone():
    cohort, by = open_cohort()
    mentor_of(cohort)
    mentee_of(cohort)
    run = matched(cohort, by)
    before = Proposal.objects.get().pk

    again = run_matching(run=Run.objects.get(), progress=silent)

    assert again.finished_at == run.finished_at
    assert Proposal.objects.get().pk == before


def test_slower_worker_finds_the_run_finished_and_writes_nothing():
    cohort, by = open_cohort()
    mentor_of(cohort)
    mentee_of(cohort)
    run = start_run(cohort=cohort, by=by)
    stale = Run.objects.get(pk=run.pk)

    def overtaken(done, total, message):
        if done:
            run_matching(run=run, progress=silent)

    run_matching(run=stale, progress=overtaken)

    assert Proposal.objects.count() == 1
    assert AuditEvent.objects.filter(verb="run.finish").count() == 1


def test_run_matching_writes_nothing_when_the_cohort_closed_meanwhile():
    cohort, by = open_cohort()
    mentor_of(cohort)
    mentee_of(cohort)
    run = start_run(cohort=cohort, by=by)
    Cohort.objects.update(stage=Cohort.Stage.CLOSED)

    with pytest.raises(Refused, match="This cohort is over"):
        run_matching(run=run, progress=silent)
    assert not Proposal.objects.exists()


def test_run_matching_drops_the_pair_of_somebody_who_left_while_it_searched():
    cohort, by = open_cohort()
    mentor_of(cohort)
    leaving = mentee_of(cohort)
    run = start_run(cohort=cohort, by=by)

    def leave(done, total, message):
        if done:
            Enrolment.objects.filter(pk=leaving.pk).update(status=Enrolment.Status.WITHDRAWN)

    run_matching(run=run, progress=leave)

    assert not Proposal.objects.exists()


def test_run_matching_drops_a_pair_that_was_taken_out_while_it_searched():
    cohort, by = open_cohort()
    draft = make_proposal(mentor_of(cohort), mentee_of(cohort), status=Proposal.Status.DRAFT)
    run = start_run(cohort=cohort, by=by)

    def take_out(done, total, message):
        if done:
            Proposal.objects.filter(pk=draft.pk).update(status=Proposal.Status.REMOVED)

    run_matching(run=run, progress=take_out)

    assert list(Proposal.objects.values_list("pk", "status")) == [(draft.pk, "removed")]


def test_run_matching_drops_a_pair_that_was_asked_elsewhere_while_it_searched():
    cohort, by = open_cohort()
    mentor, mentee = mentor_of(cohort, capacity=2), mentee_of(cohort)
    elsewhere, _by = open_cohort(stage=Cohort.Stage.RUNNING)
    turned = mentor_of(elsewhere, person=mentee.person), mentee_of(elsewhere, person=mentor.person)
    run = start_run(cohort=cohort, by=by)

    def ask(done, total, message):
        if message == "Writing the suggestions":
            make_proposal(*turned)

    run = run_matching(run=run, progress=ask)

    assert (run.cardinality, pairs_of(cohort)) == (1, set())


def test_run_matching_drops_a_pair_that_one_of_them_ruled_out_while_it_searched():
    cohort, by = open_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    run = start_run(cohort=cohort, by=by)

    def wish(done, total, message):
        if message == "Writing the suggestions":
            add_exclusion(owner=mentor.person, excluded=mentee.person, by=mentor.person.user)

    run_matching(run=run, progress=wish)

    assert pairs_of(cohort) == set()


def test_run_matching_without_anybody_left_ends_empty():
    cohort, by = open_cohort()
    mentor_of(cohort)
    mentee = mentee_of(cohort)
    run = start_run(cohort=cohort, by=by)
    Enrolment.objects.filter(pk=mentee.pk).update(status=Enrolment.Status.WITHDRAWN)

    run = run_matching(run=run, progress=silent)

    assert (run.cardinality, run.unplaced, Proposal.objects.count()) == (0, [], 0)


def test_run_matching_is_not_held_up_by_the_collector_of_cycles():
    cohort, by = open_cohort()
    mentor_of(cohort)
    mentee_of(cohort)
    run, at_work = start_run(cohort=cohort, by=by), []

    run_matching(run=run, progress=lambda *told: at_work.append(gc.isenabled()))

    assert set(at_work) == {False}
    assert gc.isenabled()


def test_run_matching_needs_as_many_queries_for_many_as_for_few():
    counts = []
    for people in (2, 12):
        cohort, by = open_cohort()
        boss = ProfileFactory()
        for _ in range(people):
            mentor_of(cohort, "Speaking", person=ProfileFactory(manager=ProfileFactory(manager=boss)))
            mentee_of(cohort, "Speaking", person=ProfileFactory(manager=ProfileFactory(manager=boss)))
        run = start_run(cohort=cohort, by=by)
        with CaptureQueriesContext(connection) as queries:
            run_matching(run=run, progress=silent)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 25


def test_run_is_kept_as_plain_json():
    cohort, by = open_cohort()
    mentor_of(cohort)
    mentee_of(cohort)

    run = matched(cohort, by)

    run.refresh_from_db()
    assert json.loads(json.dumps(run.certificate))["mentor_of"] == [0]
    assert services.is_searching(cohort) is True
    assert {side.role for side in ProposalSide.objects.all()} == {Role.MENTOR, Role.MENTEE}
