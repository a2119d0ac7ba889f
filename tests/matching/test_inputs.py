import pytest

from matching.board import board_of
from matching.models import Proposal
from matching.services.inputs import read_inputs
from programmes.models import Cohort, Enrolment
from tests.factories import ProfileFactory, make_mentorship, make_proposal
from tests.matching.people import matched, mentee_of, mentor_of, open_cohort, pairs_of

pytestmark = pytest.mark.django_db


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
    before = read_inputs(cohort).digest()

    same = read_inputs(cohort).digest()
    Enrolment.objects.filter(pk=mentor.pk).update(capacity=2)
    other_capacity = read_inputs(cohort).digest()
    mentee.person.skills.all().delete()
    other_wishes = read_inputs(cohort).digest()

    assert same == before
    assert len({before, other_capacity, other_wishes}) == 3
