"""What must never be true of pairs and seats cannot be written, not even by raw SQL, and not by two at once."""

from contextlib import contextmanager
from threading import Event

import pytest
from django.db import IntegrityError, NotSupportedError, connection, transaction

from matching.models import FirstQuestion, Membership, Mentorship, Proposal, ProposalSide, Seat
from mentoring.lib.errors import CONSTRAINT_SENTENCES, constraint_name
from programmes.models import Enrolment
from tests.matching.at_once import at_once, commit_when_somebody_waits, taken_seats
from tests.matching.falsehoods import ATTEMPTS, pair, rows
from tests.matching.people import mentee_of, mentor_of, open_cohort

MATCHING = (Proposal, ProposalSide, FirstQuestion, Mentorship, Membership, Seat)
# Where a status may not be another word, since a constraint says what goes with each.
SAID_BY = {"proposal_status_known": "proposal_sent_has_time", "mentorship_status_known": "mentorship_ended_has_time"}


def execute(sql, values=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


@transaction.atomic
def commit(sql, values):
    """Execute this and look at once at what is otherwise looked at when the transaction ends."""
    execute(sql, values)
    execute("SET CONSTRAINTS ALL IMMEDIATE")


def written():
    """Everything that stands in the tables of matching and in the places."""
    tables = [model._meta.db_table for model in (*MATCHING, Enrolment)]
    return {table: sorted(execute(f"SELECT row::text FROM {table} AS row")) for table in tables}  # noqa: S608


@pytest.mark.django_db
def test_every_constraint_and_every_trigger_of_matching_is_tried():
    declared = {constraint.name for model in MATCHING for constraint in model._meta.constraints}
    triggers = execute(
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        " AND (tgrelid::regclass::text LIKE 'matching_%' OR tgrelid = 'programmes_enrolment'::regclass)"
    )

    tried = set(ATTEMPTS) - {"enrolment_role_known", "enrolment_status_known"}
    assert declared | {name for (name,) in triggers} == tried


def test_every_column_with_a_choice_takes_no_other_word():
    columns = {
        f"{prefix}_{field.name}_known"
        for model, prefix in zip(
            (*MATCHING, Enrolment),
            ("proposal", "proposal_side", "first_question", "mentorship", "membership", "seat", "enrolment"),
            strict=True,
        )
        for field in model._meta.fields
        if field.choices
    }

    assert {SAID_BY.get(name, name) for name in columns} <= set(ATTEMPTS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "attempt"),
    [
        pytest.param(name, attempt, id=f"{name}-{number}")
        for name, attempts in ATTEMPTS.items()
        for number, attempt in enumerate(attempts, start=1)
    ],
)
def test_database_refuses_by_name_what_must_never_be_true(cast, name, attempt):
    values = rows(cast)
    execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    before = written()

    with pytest.raises(IntegrityError) as refused:
        commit(attempt, values)

    assert constraint_name(refused.value) == name
    assert written() == before


@pytest.mark.django_db
def test_limit_or_offer_lowered_below_what_runs_ends_nothing(cast):
    values = rows(cast)

    execute("UPDATE participants_profile SET mentor_limit = 0 WHERE id IN (%(mentor)s, %(ada)s)", values)
    execute("UPDATE programmes_enrolment SET capacity = 1 WHERE id = %(ada_place)s", values)
    execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert taken_seats(cast.mentor) == 1


def test_who_comes_too_late_reads_that_the_last_place_was_taken():
    names = ("membership_within_limit", "membership_within_offer", "membership_one_open_per_seat")

    assert {str(CONSTRAINT_SENTENCES[name]) for name in names} == {
        "This mentor’s last place was taken a moment ago. The programme team will help."
    }


# --- at the same moment ---


def membership(mentorship, place, seat):
    """The words and the values that put somebody on a seat."""
    return "(gen_random_uuid(), %s, %s, %s, %s, %s, false)", [
        mentorship.pk,
        place.person_id,
        place.pk,
        place.role,
        seat.pk,
    ]


def insert(*memberships):
    words = ", ".join(words for words, _values in memberships)
    execute(
        "INSERT INTO matching_membership (id, mentorship_id, person_id, enrolment_id, role, seat_id, looks_again)"  # noqa: S608
        f" VALUES {words}",
        [value for _words, values in memberships for value in values],
    )


def unseen(*memberships):
    """An act of somebody who takes seats without a service, and waits with the end until somebody else waits for it."""

    def act():
        with transaction.atomic():
            insert(*memberships)
            commit_when_somebody_waits()

    return act


@contextmanager
def repeatable_read():
    execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    yield


def one_winner(outcomes, name):
    assert outcomes.count("done") == 1
    assert [constraint_name(outcome) for outcome in outcomes if outcome != "done"] == [name] * (len(outcomes) - 1)


@pytest.mark.django_db(transaction=True)
def test_last_place_by_limit_goes_to_one_of_two_transactions_on_different_seats():
    cohort, _by = open_cohort(stage="running")
    mentor = mentor_of(cohort, capacity=3, person__mentor_limit=2)
    seats = [Seat.objects.create(person=mentor.person, number=number) for number in (1, 2, 3)]
    pair(cohort, (mentor, seats[0]))
    others = [membership(pair(cohort), mentor, seat) for seat in seats[1:]]

    one_winner(at_once(*map(unseen, others)), "membership_within_limit")

    assert taken_seats(mentor.person) == 2


@pytest.mark.django_db(transaction=True)
def test_nobody_mentors_the_one_who_mentors_them_whoever_comes_at_once():
    one, other = mentor_of(open_cohort()[0]), mentor_of(open_cohort()[0])
    acts = []
    for mentor, mentee in ((one, other.person), (other, one.person)):
        place = mentee_of(mentor.cohort, person=mentee)
        mentorship = pair(mentor.cohort)
        acts.append(
            unseen(
                membership(mentorship, mentor, Seat.objects.create(person=mentor.person, number=1)),
                membership(mentorship, place, Seat.objects.create(enrolment=place, number=1)),
            )
        )

    one_winner(at_once(*acts), "membership_one_pair_of_two")

    assert Membership.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["joining", "ending"])
def test_nobody_joins_a_pair_that_ends_at_the_same_moment(first):
    cohort, _by = open_cohort(stage="running")
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    mentorship = pair(cohort, (mentor, Seat.objects.create(person=mentor.person, number=1)))
    joining = membership(mentorship, mentee, Seat.objects.create(enrolment=mentee, number=1))
    begun = Event()

    def end():
        execute("UPDATE matching_mentorship SET status = 'ended', ended_at = now() WHERE id = %s", [mentorship.pk])
        execute(
            "UPDATE matching_membership SET ended_at = now() WHERE mentorship_id = %s AND person_id = %s",
            [mentorship.pk, mentor.person_id],
        )

    acts = {"joining": lambda: insert(joining), "ending": end}

    def comes_first():
        with transaction.atomic():
            acts.pop(first)()
            begun.set()
            commit_when_somebody_waits()

    def comes_second():
        assert begun.wait(timeout=20)
        with transaction.atomic():
            acts.popitem()[1]()

    assert at_once(comes_first, comes_second)[0] == "done"
    [(status, members, still_open)] = execute(
        "SELECT status, count(*), count(*) FILTER (WHERE member.ended_at IS NULL) FROM matching_mentorship pair"
        " JOIN matching_membership member ON member.mentorship_id = pair.id GROUP BY status"
    )
    assert (status, members, still_open) == {"joining": ("active", 2, 2), "ending": ("ended", 1, 0)}[first]


@pytest.mark.django_db(transaction=True)
def test_pairs_begin_only_where_what_others_did_is_seen():
    cohort, _by = open_cohort(stage="running")
    mentor = mentor_of(cohort)
    joining = membership(pair(cohort), mentor, Seat.objects.create(person=mentor.person, number=1))

    with pytest.raises(NotSupportedError, match="READ COMMITTED"), transaction.atomic(), repeatable_read():
        insert(joining)

    assert not Membership.objects.exists()
