"""Which mails somebody wants, and when: what the person chose, else what holds for everybody."""

from datetime import datetime, time
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef

from mentoring.accounts.hours import ANY_HOUR, WORKING_HOURS, Hours
from mentoring.accounts.models import Choice, OwnHours, User
from mentoring.lib import clock, registry
from mentoring.outbox.kinds import keeps_hours, topic_of
from mentoring.outbox.limit import zone_where_lives

OPEN_WITHOUT_CHOICES = (True, False, None, None, None)  # for whom there is no account
OF_HOURS = ("own_hours__begins", "own_hours__ends", "own_hours__days")


def when_to_write(person_id: UUID, kind: str) -> datetime | None:
    """The answer to `registry.may_be_written_to`: None for at once, NEVER for what this person switched off, or
    where their account was closed.

    What always comes, and comes at once, costs no query. Choice and hours come with one, the time zone with another
    where it matters.
    """
    topic, is_timed = topic_of(kind), keeps_hours(kind)
    if topic is None and not is_timed:
        return None
    switched_off = Choice.objects.filter(user=OuterRef("pk"), topic=topic.name if topic else "", is_on=False)
    people = User.objects.filter(pk=person_id).values_list("is_active", Exists(switched_off), *OF_HOURS)
    is_open, is_off, *own = people.first() or OPEN_WITHOUT_CHOICES
    if is_off or not is_open:
        return registry.NEVER
    hours = _hours_from(*own)
    if not is_timed or hours == ANY_HOUR:
        return None
    now = clock.now()
    opens = hours.next_open(now, zone_where_lives(person_id))
    return opens if opens > now else None


def hours_of(user: User) -> Hours:
    own = OwnHours.objects.filter(user=user).first()
    return Hours(own.begins, own.ends, frozenset(own.days)) if own else hours_of_everybody()


def hours_of_everybody() -> Hours:
    return WORKING_HOURS if settings.MAILS_KEEP_HOURS else ANY_HOUR


def topics_off(user: User) -> set[str]:
    """The names of what this person switched off."""
    return set(Choice.objects.filter(user=user, is_on=False).values_list("topic", flat=True))


def _hours_from(begins: time | None, ends: time | None, days: list[int] | None) -> Hours:
    if begins is None or ends is None or days is None:
        return hours_of_everybody()
    return Hours(begins, ends, frozenset(days))
