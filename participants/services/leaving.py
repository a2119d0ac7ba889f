"""When somebody's last day is over: the one way in which people leave."""

import logging
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from mentoring.accounts.models import User
from mentoring.accounts.services import stop_sign_in
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.transactions import in_transaction
from participants.models import Organisation, Profile
from participants.signals import person_left

# The tick shares its queue with the mail: the next one goes on.
AT_ONCE = 200
WHILE_SOMEBODY_WAITS = 50

logger = logging.getLogger(__name__)


def let_leavers_go() -> int:
    """Carry out what follows for everybody whose last day is over, some at a time. Returns for how many.

    In no order: people for whom it fails must not stand before the others for ever.
    """
    due = Profile.objects.to_let_go(clock.company_today()).order_by("?")
    return let_people_go(people=due.values_list("pk", flat=True)[:AT_ONCE])


def let_people_go(*, people: Iterable[UUID]) -> int:
    """Let these people go, each by themselves: one for whom it fails keeps nobody else. Returns for how many it was
    carried out; the next tick tries the others again.
    """
    return sum(goes(pk) for pk in list(people))


def goes(pk: UUID) -> bool:
    """Whether this person's leaving is carried out now. Of a failure only the kind is logged: its words could name
    somebody.

    Access ends first and by itself: it waits for nothing that may fail in another part.
    """
    try:
        return close_access(pk) and let_person_go(pk)
    except Exception as error:
        logger.error("A leaving failed", extra={"person": str(pk), "error": type(error).__name__})
        return False


@in_transaction
def close_access(pk: UUID) -> bool:
    """Close the account of somebody whose last day is over; every session ends. False for anybody else."""
    person = held_to_let_go(pk)
    if person is None:
        return False
    stop_sign_in(user=person.user, by=None)
    return True


@in_transaction
def let_person_go(pk: UUID) -> bool:
    """Tell the apps to the right that a person left, once. False where that was done, or they came back meanwhile."""
    person = held_to_let_go(pk)
    if person is None:
        return False
    person_left.send(sender=Profile, person=person, by=None)
    Profile.objects.filter(pk=pk).update(left_at=clock.now())
    record_event(verb="person.leave", subject=person, by=None)
    return True


def held_to_let_go(pk: UUID) -> Profile | None:
    """The person, if their last day is over and their leaving was not carried out.

    Their organisation is locked as by an import, which may give them another last day. While one is writing, nobody
    goes: the mail shares this queue and must not wait for it, and the next tick comes soon.
    """
    organisation = Profile.objects.filter(pk=pk).values("organisation")
    if not Organisation.objects.select_for_update(no_key=True, skip_locked=True).filter(pk__in=organisation):
        return None
    return Profile.objects.to_let_go(clock.company_today()).select_related("user").filter(pk=pk).first()


@in_transaction
def mark_missing_as_left(*, people: Sequence[Profile], by: User) -> list[UUID]:
    """Say of people who are missing from their file that they have left: their last day was the one before that file.

    Whoever is in a file again meanwhile is passed over. What follows is for `let_people_go`, with what this returns.
    """
    rows = Profile.objects.missing().select_for_update(of=("self",), no_key=True).select_related("missing_from")
    marked = []
    for person in rows.filter(pk__in=[person.pk for person in people]).order_by("pk"):
        person.last_day, person.missing_from = day_before(person), None
        person.save(update_fields=["last_day", "missing_from"])
        record_event(verb="person.confirm_left", subject=person, by=by)
        marked.append(person.pk)
    return marked


def confirm_missing_left(*, people: Sequence[Profile], by: User) -> int:
    """Confirm that people who are missing from their file have left, and let them go: the first at once, so many that
    nobody waits long for it, and the others with the next ticks. Returns how many they were.
    """
    marked = mark_missing_as_left(people=people, by=by)
    let_people_go(people=marked[:WHILE_SOMEBODY_WAITS])
    return len(marked)


def day_before(person: Profile) -> date:
    """The day before the first file that did not have them, or yesterday where that is the same day."""
    yesterday = clock.company_today() - timedelta(days=1)
    if person.missing_from is None:
        return yesterday
    return min(yesterday, person.missing_from.applied_at.date() - timedelta(days=1))
