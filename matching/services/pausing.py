"""A break that the two of a pair take: nobody is nudged about them until one of them ends it."""

from matching import emails
from matching.models import Mentorship
from matching.services.members import find_members, lock_own_pair
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_message


@in_transaction
def pause_pair(*, mentorship: Mentorship, by: User) -> Mentorship:
    """Take a break; the other one is told, without a reason. Twice is once. Refused after the end."""
    mentorship = lock_own_pair(mentorship, by=by)
    if mentorship.paused_at is None:
        mentorship.paused_at = clock.now()
        _settle(mentorship, verb="mentorship.pause", kind=emails.PAIR_PAUSED, by=by)
    return mentorship


@in_transaction
def resume_pair(*, mentorship: Mentorship, by: User) -> Mentorship:
    """Go on after a break, whoever of the two took it; the other one is told. Twice is once."""
    mentorship = lock_own_pair(mentorship, by=by)
    if mentorship.paused_at is not None:
        mentorship.paused_at = None
        _settle(mentorship, verb="mentorship.resume", kind=emails.PAIR_RESUMED, by=by)
    return mentorship


def _settle(mentorship: Mentorship, *, verb: str, kind: str, by: User) -> None:
    own, other = find_members(mentorship, by=by)
    write = {emails.PAIR_PAUSED: emails.pair_paused, emails.PAIR_RESUMED: emails.pair_resumed}[kind]
    mentorship.save(update_fields=["paused_at"])
    record_event(verb=verb, subject=mentorship, by=by)
    queue_message(
        kind=kind,
        subject=mentorship,
        recipient=other.person.user,
        occurrence=clock.now().isoformat(),
        mail=write(other.enrolment, own.enrolment, mentorship),
    )
