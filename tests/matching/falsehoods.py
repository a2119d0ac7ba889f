"""What somebody who writes raw SQL and knows nothing of the services could try, one falsehood each.

The rows they play with are made by `rows`: ids by name. Ada mentors somebody, and that is her limit; another of her
pairs is over. Cleo is the cast's mentee as a mentor in another cohort, where the cast's mentor is a mentee.
"""

# ruff: noqa: S608 - every word of these statements is our own

import json
from uuid import uuid4

from matching.models import FirstQuestion, Membership, Mentorship, Run, Seat
from mentoring.lib import clock
from programmes.models import Enrolment
from tests.factories import CohortFactory, EnrolmentFactory, MentorFactory, make_proposal, make_request


def rows(cast):
    elsewhere = CohortFactory()
    ada = MentorFactory(cohort=cast.cohort, capacity=3, person__mentor_limit=1)
    bert = EnrolmentFactory(cohort=cast.cohort)
    cleo = MentorFactory(cohort=elsewhere, capacity=3, person=cast.mentee)
    below = EnrolmentFactory(cohort=elsewhere, person=cast.mentor)
    half = make_proposal(cast.mentor_place, cast.mentee_place)
    half.sides.get(role="mentee").delete()
    seat = Seat.objects.get(person=cast.mentor)
    ada_seats = [Seat.objects.create(person=ada.person, number=number) for number in (1, 2, 3)]
    cleo_seats = [Seat.objects.create(person=cleo.person, number=number) for number in (1, 2)]
    below_seat = Seat.objects.create(enrolment=below, number=1)
    asked = make_proposal(cast.mentor_place, cast.mentee_place)
    question = FirstQuestion.objects.create(
        asked_by=asked.sides.get(role="mentor"), number=1, words="How long?", asked_at=clock.now()
    )
    over = make_proposal(cast.mentor_place, cast.mentee_place, status="declined")
    run = Run.objects.create(cohort=cast.cohort, created_at=clock.now(), created_by=cast.coordinator.user)
    return {
        "asked": asked.pk,
        "question": question.pk,
        "other_side": asked.sides.get(role="mentee").pk,
        "over_side": over.sides.get(role="mentor").pk,
        "cohort": cast.cohort.pk,
        "elsewhere": elsewhere.pk,
        "proposal": make_proposal(cast.mentor_place, cast.mentee_place).pk,
        "of_run": make_proposal(cast.mentor_place, cast.mentee_place, run=run).pk,
        "half": half.pk,
        "request": make_request(bert, ada).pk,
        "mentor": cast.mentor.pk,
        "mentor_place": cast.mentor_place.pk,
        "mentee_place": cast.mentee_place.pk,
        "outsider": cast.outsider.pk,
        "outsider_place": Enrolment.objects.get(person=cast.outsider).pk,
        "outsider_seat": Seat.objects.create(person=cast.outsider, number=1).pk,
        "ada": ada.person_id,
        "ada_place": ada.pk,
        "ada_seat": ada_seats[2].pk,
        "bert": bert.person_id,
        "bert_place": bert.pk,
        "bert_seat": Seat.objects.create(enrolment=bert, number=1).pk,
        "below_place": below.pk,
        "below_seat": below_seat.pk,
        "seat": seat.pk,
        "mentee": cast.mentee.pk,
        "mentee_second_seat": Seat.objects.create(enrolment=cast.mentee_place, number=2).pk,
        "second_seat": Seat.objects.create(person=cast.mentor, number=2).pk,
        "mentorship": cast.mentorship.pk,
        "other": pair(cast.cohort).pk,
        "one": pair(cast.cohort, (ada, ada_seats[0])).pk,
        "past": pair(cast.cohort, (cast.mentor_place, seat), over=True).pk,
        "ada_past": pair(cast.cohort, (ada, ada_seats[1]), over=True).pk,
        "mirror": pair(elsewhere, (cleo, cleo_seats[0])).pk,
        "mirror_past": pair(elsewhere, (cleo, cleo_seats[1]), (below, below_seat), over=True).pk,
        "now": clock.now(),
        "new": uuid4(),
    }


def pair(cohort, *members, over=False):
    """A mentorship of these places on these seats."""
    now = clock.now()
    ended = {"status": "ended", "ended_at": now} if over else {}
    mentorship = Mentorship.objects.create(cohort=cohort, started_at=now, **ended)
    Membership.objects.bulk_create(
        Membership(
            mentorship=mentorship,
            person=place.person,
            enrolment=place,
            role=place.role,
            seat=seat,
            ended_at=mentorship.ended_at,
        )
        for place, seat in members
    )
    return mentorship


def member(mentorship, person, place, role, seat, ended_at="NULL"):
    return (
        "INSERT INTO matching_membership"
        " (id, mentorship_id, person_id, enrolment_id, role, seat_id, ended_at, looks_again) VALUES"
        f" (%(new)s, %({mentorship})s, %({person})s, %({place})s, '{role}', %({seat})s, {ended_at}, false)"
    )


def seat(person, place, number):
    owners = ", ".join(f"%({owner})s" if owner else "NULL" for owner in (person, place))
    return f"INSERT INTO matching_seat (id, person_id, enrolment_id, number) VALUES (%(new)s, {owners}, {number})"


def side(proposal, place, role, answer="waiting"):
    answered = "NULL" if answer == "waiting" else "now()"
    return (
        "INSERT INTO matching_proposalside (id, proposal_id, enrolment_id, role, answer, answered_at) VALUES"
        f" (%(new)s, %({proposal})s, %({place})s, '{role}', '{answer}', {answered})"
    )


def mentorship(cohort, proposal, status="active", ended_at="NULL"):
    return (
        "INSERT INTO matching_mentorship (id, cohort_id, proposal_id, status, started_at, ended_at) VALUES"
        f" (%(new)s, %({cohort})s, {f'%({proposal})s' if proposal else 'NULL'}, '{status}', %(now)s, {ended_at})"
    )


def another(table, row, **changes):
    """A copy of a row, but for its id and these columns."""
    return (
        f"INSERT INTO {table} SELECT (jsonb_populate_record(old, '{json.dumps(changes)}'::jsonb"
        f" || jsonb_build_object('id', %(new)s))).* FROM {table} old WHERE id = %({row})s"
    )


def replaced(table, row, **changes):
    """Another row under the same id, while the foreign keys are not looked at yet."""
    columns = ", ".join(f"{column} = %({value})s" for column, value in changes.items())
    return (
        f"CREATE TEMPORARY TABLE taken ON COMMIT DROP AS SELECT * FROM {table} WHERE id = %({row})s;"
        f"DELETE FROM {table} WHERE id = %({row})s; UPDATE taken SET {columns}; INSERT INTO {table} SELECT * FROM taken"
    )


def changed(table, row, change, column="id"):
    return f"UPDATE matching_{table} SET {change} WHERE {column} = %({row})s"


def mine(change, mentorship="mentorship"):
    """A change of the mentor's part in a mentorship."""
    return changed("membership", mentorship, change, "mentorship_id") + " AND role = 'mentor'"


def place(row, change):
    return f"UPDATE programmes_enrolment SET {change} WHERE id = %({row})s"


# By the name under which each is refused; most are tried by a new row and by a change of one that is there.
ATTEMPTS = {
    "membership_one_open_per_seat": [
        member("other", "mentor", "mentor_place", "mentor", "seat"),
        mine("ended_at = NULL", "past"),
    ],
    "membership_once_per_person": [member("one", "ada", "ada_place", "mentee", "ada_seat")],
    "membership_once_per_role": [member("mentorship", "ada", "ada_place", "mentor", "ada_seat")],
    "membership_role_known": [member("other", "bert", "bert_place", "boss", "bert_seat")],
    "membership_of_its_place": [
        member("other", "outsider", "bert_place", "mentee", "bert_seat"),
        member("other", "bert", "bert_place", "mentor", "bert_seat"),
        member("other", "outsider", "outsider_place", "mentee", "outsider_seat"),
    ],
    "membership_on_own_seat": [
        member("other", "ada", "ada_place", "mentor", "second_seat"),
        member("other", "bert", "bert_place", "mentee", "ada_seat"),
        mine("seat_id = %(ada_seat)s"),
        mine("seat_id = %(bert_seat)s"),
    ],
    "membership_within_offer": [
        member("other", "mentor", "mentor_place", "mentor", "second_seat"),
        mine("seat_id = %(second_seat)s"),
        mine("ended_at = NULL, seat_id = %(second_seat)s", "past"),
    ],
    "membership_within_limit": [
        member("other", "ada", "ada_place", "mentor", "ada_seat"),
        mine("ended_at = NULL", "ada_past"),
    ],
    "membership_within_wish": [
        member("other", "mentee", "mentee_place", "mentee", "mentee_second_seat"),
        mine("seat_id = %(mentee_second_seat)s").replace("'mentor'", "'mentee'"),
    ],
    "membership_one_pair_of_two": [
        member("mirror", "mentor", "below_place", "mentee", "below_seat"),
        changed("membership", "mirror_past", "ended_at = NULL", "mentorship_id"),
    ],
    "membership_fixed": [
        mine(change)
        for change in (
            "id = %(new)s",
            "person_id = %(ada)s",
            "enrolment_id = %(ada_place)s",
            "role = 'boss'",
            "mentorship_id = %(other)s",
        )
    ],
    "mentorship_ends_with_members": [
        member("past", "bert", "bert_place", "mentee", "bert_seat"),
        member("other", "bert", "bert_place", "mentee", "bert_seat", ended_at="now()"),
        mine("ended_at = now()"),
        changed("mentorship", "mentorship", "status = 'ended', ended_at = %(now)s"),
        changed("mentorship", "past", "status = 'active', ended_at = NULL"),
        mine("ended_at = ended_at - interval '1 day'", "past"),
    ],
    "mentorship_ended_has_time": [
        mentorship("cohort", None, "ended"),
        mentorship("cohort", None, "paused"),
        changed("mentorship", "mentorship", "status = 'ended'"),
        changed("mentorship", "mentorship", "status = 'paused'"),
    ],
    "mentorship_ended_waits_for_nothing": [
        changed("mentorship", "past", "paused_at = now()"),
        changed("mentorship", "past", "wished_until = now(), wished_by_id = %(mentor)s"),
    ],
    "mentorship_wish_has_person": [
        changed("mentorship", "mentorship", "wished_until = now()"),
        changed("mentorship", "mentorship", "wished_by_id = %(mentor)s"),
    ],
    "mentorship_end_kept_while_nothing_waits": [
        changed("mentorship", "past", "end_kept_for_id = %(mentor)s"),
        changed(
            "mentorship",
            "mentorship",
            "end_kept_for_id = %(mentor)s, wished_until = now(), wished_by_id = %(mentor)s",
        ),
    ],
    "mentorship_ends_after_start": [
        mentorship("cohort", None, "ended", "%(now)s - interval '1 second'"),
        changed("mentorship", "past", "ended_at = started_at - interval '1 second'"),
        changed("mentorship", "past", "started_at = ended_at + interval '1 second'"),
    ],
    "mentorship_of_its_proposal": [mentorship("elsewhere", "proposal")],
    "mentorship_fixed": [
        changed("mentorship", "other", change)
        for change in ("id = %(new)s", "cohort_id = %(elsewhere)s", "proposal_id = %(proposal)s")
    ],
    "mentorship_is_new": [replaced("matching_mentorship", "mentorship", cohort_id="elsewhere")],
    "seat_number_once_per_person": [seat("mentor", None, 1)],
    "seat_number_once_per_enrolment": [seat(None, "mentee_place", 1)],
    "seat_has_one_owner": [seat("mentor", "outsider_place", 1), seat(None, None, 1)],
    "seat_number_range": [seat("mentor", None, 21), seat("mentor", None, 0)],
    "seat_number_range_of_mentee": [seat(None, "outsider_place", 4)],
    "seat_fixed": [
        changed("seat", "seat", change)
        for change in ("id = %(new)s", "person_id = %(outsider)s", "enrolment_id = %(bert_place)s", "number = 4")
    ],
    "seat_is_new": [replaced("matching_seat", "seat", person_id="bert")],
    "proposal_sent_has_time": [
        another("matching_proposal", "proposal", sent_at=None),
        changed("proposal", "proposal", "sent_at = NULL"),
        changed("proposal", "proposal", "status = 'perhaps'"),
    ],
    "proposal_open_has_reply_by": [
        another("matching_proposal", "proposal", reply_by=None),
        changed("proposal", "proposal", "reply_by = NULL"),
    ],
    "proposal_score_range": [
        another("matching_proposal", "proposal", score=1_000_001),
        changed("proposal", "proposal", "score = 1000001"),
    ],
    "proposal_origin_known": [
        another("matching_proposal", "proposal", origin="horoscope"),
        changed("proposal", "proposal", "origin = 'horoscope'"),
    ],
    "proposal_next_of_no_run": [
        another("matching_proposal", "of_run", origin="next"),
        changed("proposal", "of_run", "origin = 'next'"),
    ],
    "proposal_fixed": [
        changed("proposal", "proposal", change) for change in ("id = %(new)s", "cohort_id = %(elsewhere)s")
    ],
    "proposal_request_has_asker": [
        another("matching_proposal", "proposal", origin="request"),
        changed("proposal", "proposal", "origin = 'request'"),
        changed("proposal", "request", "origin = 'run'"),
    ],
    "proposal_request_open_once": [another("matching_proposal", "request")],
    "proposal_asker_fixed": [changed("proposal", "request", "asked_by_id = %(mentor_place)s")],
    "proposal_asker_is_a_side": [
        another("matching_proposal", "request").replace("%(new)s", "%(new)s, 'asked_by_id', %(mentor_place)s")
    ],
    "proposal_is_new": [replaced("matching_proposal", "proposal", cohort_id="elsewhere")],
    "proposal_side_once_per_role": [side("proposal", "ada_place", "mentor")],
    "proposal_side_once_per_place": [side("half", "mentor_place", "mentee")],
    "proposal_side_answer_has_time": [
        side("half", "bert_place", "mentee", "yes").replace("now()", "NULL"),
        changed("proposalside", "proposal", "answer = 'yes'", "proposal_id"),
    ],
    "proposal_side_answer_known": [
        side("half", "bert_place", "mentee", "maybe"),
        changed("proposalside", "proposal", "answer = 'maybe', answered_at = now()", "proposal_id"),
    ],
    "proposal_side_role_known": [side("half", "bert_place", "boss")],
    "proposal_side_of_its_place": [
        side("half", "outsider_place", "mentee"),
        side("half", "ada_place", "mentee"),
    ],
    "proposal_side_fixed": [
        changed("proposalside", "proposal", change, "proposal_id") + " AND role = 'mentee'"
        for change in ("id = %(new)s", "proposal_id = %(half)s", "enrolment_id = %(bert_place)s", "role = 'boss'")
    ],
    "first_question_one_open": [another("matching_firstquestion", "question", number=2)],
    "first_question_number_once": [
        another("matching_firstquestion", "question", answer="\\x00", answered_at="2026-01-01T00:00:00Z")
    ],
    "first_question_two_at_most": [
        another("matching_firstquestion", "question", number=3).replace(
            "%(new)s", "%(new)s, 'asked_by_id', %(other_side)s"
        ),
        changed("firstquestion", "question", "number = 0"),
    ],
    "first_question_answer_has_time": [
        changed("firstquestion", "question", "answered_at = now()"),
        changed("firstquestion", "question", "answer = words"),
    ],
    "first_question_while_open": [
        another("matching_firstquestion", "question").replace("%(new)s", "%(new)s, 'asked_by_id', %(over_side)s"),
        changed("firstquestion", "question", "asked_by_id = %(over_side)s"),
        changed("proposal", "asked", "status = 'declined'"),
        changed("proposal", "asked", "status = 'lapsed'"),
    ],
    "enrolment_role_known": [another("programmes_enrolment", "bert_place", role="boss")],
    "enrolment_status_known": [
        another("programmes_enrolment", "bert_place", status="perhaps", role="mentor"),
        place("bert_place", "status = 'perhaps'"),
    ],
    "enrolment_fixed": [
        place("bert_place", change)
        for change in ("id = %(new)s", "cohort_id = %(elsewhere)s", "person_id = %(ada)s", "role = 'mentor'")
    ],
    "enrolment_is_new": [replaced("programmes_enrolment", "mentor_place", person_id="outsider")],
}
