"""Pairs by the thousand: seats, agreement, key, goals, sessions, notes and actions of each, as rows only."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from agreements.models import Action, Agreement, Consent, MentorshipKey, Note, Session
from agreements.services.templates import template_for
from feedback.models import Goal, GoalReview
from matching.models import Membership, Mentorship, Seat
from mentoring.lib import clock
from mentoring.lib.crypto import new_data_key
from programmes.models import Cohort, Enrolment

Places = Sequence[tuple[Enrolment, Enrolment]]
BATCH = 2_000
# The two first meet so long after they became a pair, and the last of their sessions lies so far ahead.
FIRST_MEETING, AHEAD = timedelta(days=3), timedelta(days=21)
# One pair of so many has not agreed yet, one of so many has gone quiet; one session of so many fell through.
NOT_AGREED, QUIET, CANCELLED = 10, 8, 10
QUIET_FOR = timedelta(days=60)
GOALS, OWN_NOTES, ACTIONS = 2, 3, 4
WORDS = "What we talked about: how to say no to work that others could do, and how to tell them early enough. "


def make_pairs(*, cohort: Cohort, places: Places, began: datetime, sessions: int) -> list[Mentorship]:
    """A mentorship for each mentor's and mentee's place, `sessions` over all of them, spread from then to soon."""
    pairs = Mentorship.objects.bulk_create(
        (Mentorship(cohort=cohort, started_at=began) for _ in places), batch_size=BATCH
    )
    _seat(pairs, places)
    _agree(cohort, pairs, places)
    _aim(pairs, places)
    _meet(pairs, places, sessions)
    _write(pairs, places)
    return pairs


def _seat(pairs: Sequence[Mentorship], places: Places) -> None:
    seats = Seat.objects.bulk_create(
        (
            seat
            for mentor, mentee in places
            for seat in (Seat(person_id=mentor.person_id, number=1), Seat(enrolment=mentee, number=1))
        ),
        batch_size=BATCH,
    )
    sides = ((pair, place) for pair, both in zip(pairs, places, strict=True) for place in both)
    members = (
        Membership(mentorship=pair, person_id=place.person_id, enrolment=place, role=place.role, seat=seat)
        for (pair, place), seat in zip(sides, seats, strict=True)
    )
    Membership.objects.bulk_create(members, batch_size=BATCH)


def _agree(cohort: Cohort, pairs: Sequence[Mentorship], places: Places) -> None:
    """Both have read the lines, and most have agreed to them."""
    template = template_for(cohort.programme)
    lines = template.lines_for(cohort.programme, has_contact=False)
    agreements = Agreement.objects.bulk_create(
        (Agreement(mentorship=pair, template=template, lines=lines, drafted_at=pair.started_at) for pair in pairs),
        batch_size=BATCH,
    )
    digest = agreements[0].digest if agreements else ""
    consents = (
        Consent(
            agreement=agreement,
            person_id=place.person_id,
            kind=kind,
            version=agreement.version,
            digest=digest,
            given_at=agreement.drafted_at,
            choices=agreement.choices if kind == Consent.Kind.AGREED else {},
        )
        for number, (agreement, both) in enumerate(zip(agreements, places, strict=True), start=1)
        for kind in (Consent.Kind.READ, Consent.Kind.AGREED)[: 1 if number % NOT_AGREED == 0 else 2]
        for place in both
    )
    Consent.objects.bulk_create(consents, batch_size=BATCH)


def _aim(pairs: Sequence[Mentorship], places: Places) -> None:
    """Goals of the mentee, each looked at today; how far they came differs from pair to pair."""
    goals = Goal.objects.bulk_create(
        (
            Goal(
                mentorship=pair,
                owner_id=mentee.person_id,
                sentence="Speak up when it counts",
                where_now="I keep it to myself, and say it to a colleague afterwards.",
                what_good="I say it in the room, once a week, and am asked for it.",
                set_at=pair.started_at + timedelta(days=20),
            )
            for pair, (_mentor, mentee) in zip(pairs, places, strict=True)
            for _ in range(GOALS)
        ),
        batch_size=BATCH,
    )
    levels, today = GoalReview.Level.values, clock.today()
    reviews = (
        GoalReview(goal=goal, level=levels[number // GOALS % len(levels)], reviewed_on=today)
        for number, goal in enumerate(goals)
    )
    GoalReview.objects.bulk_create(reviews, batch_size=BATCH)


def _meet(pairs: Sequence[Mentorship], places: Places, sessions: int) -> None:
    each, more = divmod(sessions, max(1, len(pairs)))
    now = clock.now()
    rows = (
        Session(
            mentorship=pair,
            starts_at=moment,
            status=_status(meeting, moment, now, is_quiet=number % QUIET == 0),
            planned_by_id=mentor.person_id,
        )
        for number, (pair, (mentor, _mentee)) in enumerate(zip(pairs, places, strict=True), start=1)
        for meeting, moment in enumerate(_moments(pair.started_at, now, each + (number <= more)), start=1)
    )
    Session.objects.bulk_create(rows, batch_size=BATCH)


def _moments(began: datetime, now: datetime, count: int) -> Iterator[datetime]:
    """So many full hours, evenly from the first meeting to the last one that is planned."""
    first = (began + FIRST_MEETING).replace(minute=0, second=0, microsecond=0)
    step = (now + AHEAD - first) // timedelta(hours=1) / max(1, count - 1)
    return (first + timedelta(hours=round(step * meeting)) for meeting in range(count))


def _status(meeting: int, moment: datetime, now: datetime, *, is_quiet: bool) -> str:
    if (is_quiet and moment > now - QUIET_FOR) or meeting % CANCELLED == 0:
        return Session.Status.CANCELLED
    return Session.Status.PLANNED if moment > now else Session.Status.HELD


def _write(pairs: Sequence[Mentorship], places: Places) -> None:
    """Private notes of both and what they want to do, under the key of the pair."""
    now, today = clock.now(), clock.today()
    MentorshipKey.objects.bulk_create(
        (MentorshipKey(mentorship=pair, key=new_data_key(), made_at=pair.started_at) for pair in pairs),
        batch_size=BATCH,
    )
    notes = (
        Note(mentorship=pair, author_id=place.person_id, body=WORDS * 3, written_at=now - timedelta(days=number))
        for pair, both in zip(pairs, places, strict=True)
        for place in both
        for number in range(OWN_NOTES)
    )
    actions = (
        Action(
            mentorship=pair,
            owner_id=mentee.person_id,
            words=WORDS,
            due_on=today + timedelta(days=7 * number),
            added_at=now,
            done_at=now if number == 0 else None,
        )
        for pair, (_mentor, mentee) in zip(pairs, places, strict=True)
        for number in range(ACTIONS)
    )
    Note.objects.bulk_create(notes, batch_size=BATCH)
    Action.objects.bulk_create(actions, batch_size=BATCH)
