"""A pair begins when both said yes, and ends when somebody gives it up or the cohort closes."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext as _

from matching import emails
from matching.models import MENTORSHIP_MOVES, Membership, Mentorship, Proposal, ProposalSide
from matching.services.locks import lock_people
from matching.services.seats import EnoughMentors, NoPlaceLeft, seat_for_mentee, seat_for_mentor
from matching.signals import mentorship_ended, mentorship_started
from mentoring.accounts.models import User
from mentoring.audit.services import record_event, record_events
from mentoring.lib import clock
from mentoring.lib.errors import Refused, constraint_name, constraints_refused
from mentoring.lib.moves import check_move
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_message
from participants.models import Profile
from programmes.models import Cohort
from programmes.services import lock_cohort

# What a pair that ends no longer has: a break, a wish that waits for an answer, or a no to one.
NOTHING_WAITS = ("paused_at", "wished_until", "wished_by", "end_kept_for")


class AlreadyAPair(Refused):
    """The two are in an open pair with each other, in whichever programme and role."""


# What the database refuses to whoever was slower; anything else is a seat that is taken.
REFUSED_AS: Mapping[str | None, type[Refused]] = {
    "membership_one_pair_of_two": AlreadyAPair,
    "membership_within_wish": EnoughMentors,
}


def begin_mentorship(*, proposal: Proposal, mentor: ProposalSide, mentee: ProposalSide, by: User) -> Mentorship:
    """Make a pair of a locked suggestion that both said yes to, with a seat for each, and tell both.

    Raises AlreadyAPair, EnoughMentors when the mentee has as many as they wish for, and NoPlaceLeft when the mentor's
    last seat is taken. Part of the caller's transaction.
    """
    _check_no_pair_yet([mentor.enrolment.person, mentee.enrolment.person])
    seats = [(mentor, seat_for_mentor(mentor.enrolment)), (mentee, seat_for_mentee(mentee.enrolment))]
    mentorship = Mentorship.objects.create(cohort=proposal.cohort, proposal=proposal, started_at=clock.now())
    memberships = [
        Membership(
            mentorship=mentorship, person=side.enrolment.person, enrolment=side.enrolment, role=side.role, seat=seat
        )
        for side, seat in seats
    ]
    try:
        with constraints_refused():
            Membership.objects.bulk_create(memberships)
    except Refused as refusal:
        refused_as = REFUSED_AS.get(constraint_name(refusal.__cause__), NoPlaceLeft)
        raise refused_as(refusal.message) from refusal
    record_event(verb="mentorship.start", subject=mentorship, by=by)
    for side, other in ((mentor, mentee), (mentee, mentor)):
        queue_message(
            kind=emails.PAIR_MADE,
            subject=mentorship,
            recipient=side.enrolment.person.user,
            occurrence="start",
            mail=emails.pair_made(side, other, mentorship),
        )
    mentorship_started.send(sender=Mentorship, mentorship=mentorship, by=by)
    return mentorship


def _tells_nobody(mentorship: Mentorship) -> None:
    """Whoever ends the pair writes to nobody of it."""


@in_transaction
def end_mentorship(
    *, mentorship: Mentorship, by: User | None, tell: Callable[[Mentorship], None] = _tells_nobody
) -> Mentorship:
    """End a pair and free both seats; no reason is asked for. Refused when it has ended before.

    `tell` queues the words in which somebody reads of it; they come before the mails that take sessions off calendars.
    """
    lock_cohort(mentorship.cohort)
    mentorship = Mentorship.objects.select_for_update(no_key=True).get(pk=mentorship.pk)
    check_move(MENTORSHIP_MOVES, mentorship.status, Mentorship.Status.ENDED)
    mentorship.status, mentorship.ended_at = Mentorship.Status.ENDED, clock.now()
    for name in NOTHING_WAITS:
        setattr(mentorship, name, None)
    mentorship.save(update_fields=["status", "ended_at", *NOTHING_WAITS])
    Membership.objects.filter(mentorship=mentorship, ended_at=None).update(ended_at=mentorship.ended_at)
    record_event(verb="mentorship.end", subject=mentorship, by=by)
    tell(mentorship)
    mentorship_ended.send(sender=Mentorship, mentorship=mentorship, by=by)
    return mentorship


def end_all(*, cohort: Cohort, by: User) -> list[Mentorship]:
    """End the open pairs of a locked cohort that closes, as `end_mentorship` would, each in the same moment.

    Returns them; those that go on to a day of their own stay. The rows are written all together; only what the apps to
    the right do for a pair is done pair by pair.
    """
    going_on = Mentorship.objects.going_on(clock.company_today())
    rows = Mentorship.objects.filter(cohort=cohort).active().select_for_update(of=("self",), no_key=True)
    pairs = list(rows.exclude(pk__in=going_on.filter(cohort=cohort).values("pk")).order_by("pk"))
    now, keys = clock.now(), [mentorship.pk for mentorship in pairs]
    for mentorship in pairs:
        check_move(MENTORSHIP_MOVES, mentorship.status, Mentorship.Status.ENDED)
        mentorship.cohort, mentorship.status, mentorship.ended_at = cohort, Mentorship.Status.ENDED, now
    nothing_waits = dict.fromkeys(NOTHING_WAITS)
    Mentorship.objects.filter(pk__in=keys).update(status=Mentorship.Status.ENDED, ended_at=now, **nothing_waits)
    Membership.objects.filter(mentorship__in=keys, ended_at=None).update(ended_at=now)
    record_events(verb="mentorship.end", subjects=pairs, by=by)
    for mentorship in pairs:
        mentorship_ended.send(sender=Mentorship, mentorship=mentorship, by=by)
    return pairs


def _check_no_pair_yet(people: Sequence[Profile]) -> None:
    """Nobody mentors the one who mentors them; two suggestions of two cohorts may be answered at once."""
    lock_people(people)
    one, other = people
    together = Mentorship.objects.active().filter(memberships__person=one).filter(memberships__person=other)
    if together.exists():
        raise AlreadyAPair(_("You two are a pair already. This suggestion is closed."))
