from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.board import board_of
from matching.models import Proposal
from matching.scoring import Part, Style, Weights
from matching.services.inputs import read_inputs
from matching.services.seals import digest_of, digests_of
from matching.terms import POLICIES
from mentoring.lib import clock
from participants.services import limit_mentees
from programmes.models import Cohort, Enrolment
from tests.factories import (
    ProfileFactory,
    ProgrammeFactory,
    SiteFactory,
    at,
    make_mentorship,
    make_proposal,
)
from tests.matching.people import matched, mentee_of, mentor_of, open_cohort, pairs_of

pytestmark = pytest.mark.django_db


def digest(cohort):
    return digest_of(digests_of(read_inputs(cohort)))


def test_run_matching_never_pairs_somebody_with_themselves_or_their_line():
    cohort, by = open_cohort()
    chief = ProfileFactory()
    boss = ProfileFactory(manager=chief)
    worker = ProfileFactory(manager=boss)
    for person in (chief, boss, worker):
        mentor_of(cohort, person=person)
        mentee_of(cohort, person=person)

    run = matched(cohort, by)

    assert pairs_of(cohort) == set()
    assert {code["code"] for entry in run.unplaced for code in entry["reasons"]} == {"all_ruled_out"}


def test_run_matching_knows_managers_who_do_not_take_part():
    cohort, by = open_cohort()
    boss = ProfileFactory(manager=ProfileFactory())
    mentor_of(cohort, person=boss.manager)
    mentee_of(cohort, person=ProfileFactory(manager=boss))

    matched(cohort, by)

    assert pairs_of(cohort) == set()


def test_run_matching_never_turns_a_running_pair_round():
    cohort, by = open_cohort()
    one, other = ProfileFactory(), ProfileFactory()
    elsewhere, _by = open_cohort(stage=Cohort.Stage.RUNNING)
    make_mentorship(mentor_of(elsewhere, person=one), mentee_of(elsewhere, person=other))
    mentor_of(cohort, person=other)
    mentee_of(cohort, person=one)

    matched(cohort, by)

    assert pairs_of(cohort) == set()


@pytest.mark.parametrize("turned", [False, True])
def test_run_matching_knows_suggestions_that_wait_for_an_answer_elsewhere(turned):
    cohort, by = open_cohort()
    one, other = ProfileFactory(), ProfileFactory()
    elsewhere, _by = open_cohort(stage=Cohort.Stage.RUNNING)
    make_proposal(mentor_of(elsewhere, person=one, capacity=2), mentee_of(elsewhere, person=other))
    mentor_of(cohort, person=other if turned else one, capacity=2)
    mentee_of(cohort, person=one if turned else other)

    run = matched(cohort, by)

    assert pairs_of(cohort) == set()
    assert run.unplaced[0]["reasons"][0]["code"] == "all_ruled_out"


@pytest.mark.parametrize("status", [Proposal.Status.DRAFT, Proposal.Status.DECLINED, Proposal.Status.REMOVED])
def test_run_matching_minds_nothing_that_came_to_nothing_elsewhere(status):
    cohort, by = open_cohort()
    one, other = ProfileFactory(), ProfileFactory()
    elsewhere, _by = open_cohort(stage=Cohort.Stage.RUNNING)
    make_proposal(mentor_of(elsewhere, person=one), mentee_of(elsewhere, person=other), status=status)
    mentor, mentee = mentor_of(cohort, person=other), mentee_of(cohort, person=one)

    matched(cohort, by)

    assert pairs_of(cohort) == {(mentor, mentee)}


def test_run_matching_leaves_out_whoever_can_no_longer_sign_in():
    cohort, by = open_cohort()
    gone, mentor, mentee = mentor_of(cohort), mentor_of(cohort), mentee_of(cohort)
    gone_mentee = mentee_of(cohort)
    for place in (gone, gone_mentee):
        place.person.user.is_active = False
        place.person.user.save()

    run = matched(cohort, by)

    assert (pairs_of(cohort), run.unplaced) == ({(mentor, mentee)}, [])
    board = board_of(cohort)
    assert (board.numbers.mentors, board.numbers.mentees, board.without.rows) == (1, 1, [])


def test_run_matching_leaves_out_mentees_who_have_somebody():
    cohort, by = open_cohort(stage=Cohort.Stage.RUNNING)
    mentor = mentor_of(cohort, capacity=5)
    make_mentorship(mentor, mentee_of(cohort))
    make_proposal(mentor, mentee_of(cohort))
    waiting = mentee_of(cohort)

    run = matched(cohort, by)

    assert pairs_of(cohort) == {(mentor, waiting)}
    assert run.certificate["capacity"] == [3]


def test_run_matching_counts_seats_taken_in_other_cohorts():
    cohort, by = open_cohort()
    elsewhere, _by = open_cohort(stage=Cohort.Stage.RUNNING)
    person = ProfileFactory()
    make_mentorship(mentor_of(elsewhere, person=person), mentee_of(elsewhere))
    mentor_of(cohort, person=person)
    mentee_of(cohort)

    run = matched(cohort, by)

    assert pairs_of(cohort) == set()
    assert run.unplaced[0]["reasons"] == [{"code": "places_taken", "values": {}}]


def test_run_matching_respects_the_overall_limit_of_a_mentor():
    cohort, by = open_cohort()
    paused, one_at_most = mentor_of(cohort, capacity=2), mentor_of(cohort, capacity=2)
    for mentor, limit in ((paused, 0), (one_at_most, 1)):
        limit_mentees(profile=mentor.person, limit=limit, by=mentor.person.user)
    first, second = mentee_of(cohort), mentee_of(cohort)

    run = matched(cohort, by)

    assert [mentor for mentor, _mentee in pairs_of(cohort)] == [one_at_most]
    assert sorted(run.certificate["capacity"]) == [0, 1]
    assert len(run.unplaced) == 1
    assert run.unplaced[0]["enrolment"] in {str(first.pk), str(second.pk)}
    # A limit over all programmes is the mentor's own: the board counts what they offered here.
    assert board_of(cohort).numbers.places == 4


@pytest.mark.parametrize("status", [Proposal.Status.REMOVED, Proposal.Status.DECLINED])
def test_run_matching_does_not_suggest_again_what_was_let_go(status):
    cohort, by = open_cohort()
    first, second = mentor_of(cohort, "Speaking"), mentor_of(cohort)
    mentee = mentee_of(cohort, "Speaking")
    make_proposal(first, mentee, status=status)

    matched(cohort, by)

    assert pairs_of(cohort) == {(second, mentee)}


def test_digest_changes_with_what_is_known_and_only_then():
    cohort, _by = open_cohort()
    mentor, mentee = mentor_of(cohort, "Speaking"), mentee_of(cohort, "Speaking")
    before = digest(cohort)

    same = digest(cohort)
    Enrolment.objects.filter(pk=mentor.pk).update(capacity=2)
    other_capacity = digest(cohort)
    mentee.person.skills.all().delete()
    other_wishes = digest(cohort)

    assert same == before
    assert len({before, other_capacity, other_wishes}) == 3


def test_digest_is_keyed(settings):
    cohort, _by = open_cohort()
    mentor_of(cohort), mentee_of(cohort)
    before = digest(cohort)

    settings.AUDIT_KEY = "another key, long enough to be one"

    assert digest(cohort) != before


def test_read_inputs_asks_as_often_for_fifty_people_as_for_five():
    counts = []
    for people in (5, 50):
        cohort, _by = open_cohort()
        elsewhere, _by = open_cohort(stage=Cohort.Stage.RUNNING)
        boss = ProfileFactory()
        for _ in range(people):
            manager = ProfileFactory(manager=boss)
            mentor = mentor_of(cohort, "Speaking", "Planning", person=ProfileFactory(manager=manager), capacity=3)
            mentee_of(cohort, "Speaking", person=ProfileFactory(manager=manager))
            make_mentorship(mentor_of(elsewhere, person=mentor.person), mentee_of(elsewhere))
        with CaptureQueriesContext(connection) as queries:
            read_inputs(cohort)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 7


def test_read_inputs_goes_by_the_clocks_on_the_day_the_cohort_starts():
    cohort, _by = open_cohort(
        registration_ends_on=date(2026, 6, 1), starts_on=date(2026, 7, 1), ends_on=date(2027, 1, 31)
    )
    leeds, kathmandu = (
        SiteFactory(name="Leeds", time_zone="Europe/London"),
        SiteFactory(name="K", time_zone="Asia/Kathmandu"),
    )
    for site in (leeds, kathmandu, SiteFactory(name="Nowhere"), None):
        mentee_of(cohort, person=ProfileFactory(site=site))

    with clock.standing_at(at("2026-12-24 09:00")):
        offsets = {side.offset for side in read_inputs(cohort).mentee_sides}

    assert offsets == {60, 345, None}


def test_weights_follow_the_style_and_what_is_known():
    classic, _by = open_cohort()
    reverse, _by = open_cohort(programme=ProgrammeFactory(style="reverse"))
    for cohort in (classic, reverse):
        mentor_of(cohort, "Speaking")
        mentee_of(cohort, "Speaking")

    found = [read_inputs(cohort).weights for cohort in (classic, reverse)]

    assert found == [
        Weights(skills=70, level=0, seniority=0, place=15, language=0, department=15, grade_gap=2),
        Weights(skills=64, level=0, seniority=0, place=13, language=0, department=23, grade_gap=-2),
    ]


def test_every_policy_gives_every_part_a_say_but_those_that_a_programme_asks_for():
    asked_for = {Part.WAYS, Part.CAREER, Part.AIMS, Part.INTERESTS, Part.CHOICES}

    assert set(POLICIES) == set(Style)
    assert all(
        (getattr(weights, part) > 0) == (part not in asked_for) for weights in POLICIES.values() for part in Part
    )
    assert POLICIES[Style.CLASSIC].grade_gap > 0 > POLICIES[Style.REVERSE].grade_gap
