"""A pair goes on after its round: to a day of its own, once both said yes to it."""

from datetime import date, timedelta
from functools import partial

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from matching import emails
from matching.models import Membership, Mentorship
from matching.services.members import find_members, lock_own_pair
from matching.services.mentorships import end_mentorship
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.promised import promised
from mentoring.lib.seen import ChangedMeanwhile
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import cancel_messages, has_left, queue_message

# How long after the round two people can go on here; after that they carry on by themselves.
LONGEST = timedelta(days=366)


def can_go_on(mentorship: Mentorship) -> bool:
    """Whether this pair has an end of its own to move: not where a cohort is always on."""
    return mentorship.status == Mentorship.Status.ACTIVE and mentorship.cohort.ends_on is not None


def no_last_day_words() -> str:
    """Why there is no later day to choose where a cohort is always on."""
    return _("This programme has no last day. You go on for as long as it suits both of you.")


def days_to_choose(mentorship: Mentorship) -> tuple[date, date]:
    """The first and the last day to which a pair can go on."""
    ends_on = promised(mentorship.cohort.ends_on)
    first = max(ends_on, clock.company_today()) + timedelta(days=1)
    return first, max(first, ends_on + LONGEST)


@in_transaction
def wish_to_go_on(*, mentorship: Mentorship, until: date, by: User, seen: str | None = None) -> Mentorship:
    """Ask the other one to go on until a day after the round; nothing changes before they say yes.

    A wish of theirs for the same day is answered by it. Refused for a day that is no later than the round's own end or
    more than a year after it, where there is no such end, and where somebody wishes otherwise by now than whoever asks
    has `seen` (None or "" asks for nothing).
    """
    mentorship = lock_own_pair(mentorship, by=by)
    own, other = find_members(mentorship, by=by)
    if not can_go_on(mentorship):
        raise Refused(no_last_day_words())
    first, last = days_to_choose(mentorship)
    if not first <= until <= last:
        days = {"first": date_format(first), "last": date_format(last)}
        raise Refused(_("Please choose a day from %(first)s to %(last)s.") % days)
    if mentorship.wished_until == until:
        return mentorship if mentorship.wished_by_id == own.person_id else _agree(mentorship, own, other, by)
    if mentorship.goes_on_until == until:
        raise Refused(_("You both agreed to this day already."))
    if seen and seen != mentorship.wish_as_seen:
        raise ChangedMeanwhile(changer="" if mentorship.wished_by_id == own.person_id else other.person.user.name)
    _write(mentorship, wished_until=until, wished_by=own.person, end_kept_for=None)
    record_event(verb="mentorship.wish_to_go_on", subject=mentorship, by=by)
    _tell(emails.PAIR_WISH, mentorship, own, other, until=until)
    return mentorship


@in_transaction
def answer_wish(*, mentorship: Mentorship, until: date, yes: bool, by: User) -> Mentorship:
    """Say yes or no to the day that the other one wished for. A no needs no reason, and the end stays where it was;
    whoever wished reads so on the page of the pair, until it ends or one of the two wishes again.

    Refused where they wish for another day by now, or for none.
    """
    mentorship = lock_own_pair(mentorship, by=by)
    own, other = find_members(mentorship, by=by)
    if yes and mentorship.goes_on_until == until and mentorship.wished_until is None:
        return mentorship
    if mentorship.wished_by_id != other.person_id or mentorship.wished_until != until:
        raise Refused(_("This has changed meanwhile. Please look again: it shows how it stands now."))
    if yes:
        return _agree(mentorship, own, other, by)
    _write(mentorship, wished_until=None, wished_by=None, end_kept_for=other.person)
    record_event(verb="mentorship.keep_end", subject=mentorship, by=by)
    _tell(emails.PAIR_AS_PLANNED, mentorship, own, other, until=until)
    return mentorship


@in_transaction
def take_back_wish(*, mentorship: Mentorship, by: User) -> Mentorship:
    """Wish for no later day any more, as long as the other one has not answered. The end stays where it is.

    The mail that asks them does not go out where it still waits; where it went, they are told that there is nothing
    to answer. Refused where nothing of one's own waits: they answered meanwhile, or wish for a day of theirs.
    """
    mentorship = lock_own_pair(mentorship, by=by)
    own, other = find_members(mentorship, by=by)
    if mentorship.wished_by_id != own.person_id:
        raise Refused(_("No wish of yours waits for an answer any more. Please look again: this is how it stands now."))
    until = promised(mentorship.wished_until)
    _write(mentorship, wished_until=None, wished_by=None)
    record_event(verb="mentorship.take_back_wish", subject=mentorship, by=by)
    asked, kinds = other.person.user, [emails.PAIR_WISH]
    cancel_messages(subject=mentorship, kinds=kinds, recipient=asked)
    if has_left(subject=mentorship, kinds=kinds, recipient=asked):  # this wish, or one of before for another day
        _tell(emails.PAIR_WISH_GONE, mentorship, own, other, until=until)
    return mentorship


@in_transaction
def end_pair_past_its_day(*, mentorship: Mentorship) -> None:
    """The day both agreed to is over, or one of them has left, and no coordinator looks after the round any more: so
    their pair has ended. Whoever works here reads it, in kind words.
    """
    today = clock.company_today()
    if not Mentorship.objects.past_their_day(today).filter(pk=mentorship.pk).exists():
        return
    is_planned = mentorship.goes_on_until is not None and mentorship.goes_on_until < today
    end_mentorship(mentorship=mentorship, by=None, tell=partial(_tell_past_its_day, way="day" if is_planned else ""))


def _tell_past_its_day(mentorship: Mentorship, *, way: str) -> None:
    today = clock.company_today()
    members = Membership.objects.filter(mentorship=mentorship)
    one, other = members.select_related("enrolment__person__user", "enrolment__cohort__programme").order_by("role")
    for reader, partner in ((one, other), (other, one)):
        if not reader.enrolment.person.has_left(today):
            queue_message(
                kind=emails.PAIR_ENDED,
                subject=mentorship,
                recipient=reader.enrolment.person.user,
                occurrence="end",
                mail=emails.pair_ended(reader.enrolment, partner.enrolment, mentorship, way=way),
            )


def end_pairs_past_their_day() -> int:
    """End each pair that went on and is over by now, each in a transaction of its own; returns how many there were."""
    pairs = list(Mentorship.objects.past_their_day(clock.company_today()).select_related("cohort").order_by("pk"))
    for mentorship in pairs:
        end_pair_past_its_day(mentorship=mentorship)
    return len(pairs)


def _agree(mentorship: Mentorship, own: Membership, other: Membership, by: User) -> Mentorship:
    until = promised(mentorship.wished_until)
    _write(mentorship, goes_on_until=until, wished_until=None, wished_by=None)
    record_event(verb="mentorship.go_on", subject=mentorship, by=by)
    _tell(emails.PAIR_GOES_ON, mentorship, own, other, until=until)
    return mentorship


def _write(mentorship: Mentorship, **fields: object) -> None:
    for name, value in fields.items():
        setattr(mentorship, name, value)
    mentorship.save(update_fields=list(fields))


def _tell(kind: str, mentorship: Mentorship, own: Membership, other: Membership, *, until: date) -> None:
    write = {
        emails.PAIR_WISH: emails.pair_wish,
        emails.PAIR_WISH_GONE: emails.pair_wish_gone,
        emails.PAIR_GOES_ON: emails.pair_goes_on,
        emails.PAIR_AS_PLANNED: emails.pair_as_planned,
    }[kind]
    queue_message(
        kind=kind,
        subject=mentorship,
        recipient=other.person.user,
        occurrence=clock.now().isoformat(),
        mail=write(other.enrolment, own.enrolment, mentorship, until=until),
    )
