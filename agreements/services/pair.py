"""What every act of a pair begins with: the lock that all its acts share, and what refuses them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Model, prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.models import people_of_pair
from agreements.policies import has_read_lines
from matching.models import Mentorship
from mentoring.accounts.models import User
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.seen import ChangedMeanwhile
from mentoring.lib.too_late import TooLate, ended_on
from participants.models import Profile

FURTHEST_AHEAD = timedelta(days=366)
LONGEST_MEETING = timedelta(hours=8)


class WrongTime(Refused):
    """The day or time that was given cannot be meant."""


def lock_pair(mentorship_id: UUID) -> Mentorship:
    """The pair's own row, held until the transaction ends: one act of a pair at a time."""
    # No key of it ever changes, and whoever ends a pair holds its row in the same way already.
    rows = Mentorship.objects.select_for_update(no_key=True, of=("self",)).select_related("cohort__programme")
    return rows.get(pk=mentorship_id)


def lock_working_pair(mentorship_id: UUID, *, by: User) -> Mentorship:
    """As `lock_pair`, for acts that need a pair under way and somebody who has read its lines."""
    mentorship = lock_pair(mentorship_id)
    find_people(mentorship, by=by)
    check_under_way(mentorship)
    check_lines_read(mentorship, by=by)
    return mentorship


def find_people(mentorship: Mentorship, *, by: User) -> tuple[Profile, Profile]:
    """The person who acts, and the other one. Refused for anybody else."""
    people = sorted(both_people(mentorship), key=lambda person: person.user_id != by.pk)
    if len(people) != 2 or people[0].user_id != by.pk:
        raise Refused(_("Only the two people of a pair can do this."))
    return people[0], people[1]


def both_people(mentorship: Mentorship) -> list[Profile]:
    """The two of a pair, the mentee first; asked for once for each `mentorship` in hand, as they never change."""
    prefetch_related_objects([mentorship], people_of_pair(of=""))
    return [each.person for each in mentorship.memberships.all()]


def users_of(mentorship: Mentorship) -> list[User]:
    """The accounts of the two."""
    return [person.user for person in both_people(mentorship)]


def check_seen(seen: str | None, stands: str, *, row: Model, verb: str, by: User) -> None:
    """Refuse what was written on top of something else than what stands; None asks for nothing.

    The caller holds the lock of the row. Who changed it last is in the record, under `verb`.
    """
    if seen is None or seen == stands:
        return
    if not seen:  # nobody knows since when
        raise ChangedMeanwhile
    acts = AuditEvent.objects.filter(subject_label=row._meta.label_lower, subject_id=row.pk, verb=verb)
    actor_id = acts.order_by("-sequence").values_list("actor_id", flat=True).first()
    changer = User.objects.filter(pk=actor_id).first() if actor_id else None
    raise ChangedMeanwhile(changer=changer.name if changer else "", is_own=changer == by)


def check_under_way(mentorship: Mentorship) -> None:
    if mentorship.status != Mentorship.Status.ACTIVE:
        raise TooLate(over_words(mentorship))


def over_words(mentorship: Mentorship) -> str:
    """Why nothing moves in a pair that is not under way any more, and since when."""
    words = _("This mentorship has ended, so nothing can be planned or changed in it any more.")
    return f"{words} {ended_on(mentorship.ended_at)}" if mentorship.ended_at else words


def check_lines_read(mentorship: Mentorship, *, by: User) -> None:
    if not has_read_lines(by, mentorship):
        raise Refused(_("Please read the confidentiality lines first."))


def check_length(minutes: int) -> None:
    if not 5 <= minutes <= 480:
        raise Refused(_("Please choose a length between 5 minutes and 8 hours."))


def check_ahead(starts_at: datetime) -> None:
    if starts_at <= clock.now():
        raise WrongTime(_("This time has already passed. Please choose a later one."))
    if starts_at > clock.now() + FURTHEST_AHEAD:
        raise WrongTime(_("This is more than a year away. Please check the date."))


def check_met(mentorship: Mentorship, starts_at: datetime) -> None:
    if starts_at > clock.now():
        raise WrongTime(_("This time is still ahead. Please choose the day on which you met."))
    began_on = timezone.localdate(mentorship.started_at)
    if timezone.localdate(starts_at) < began_on:
        day = date_format(began_on, "DATE_FORMAT")
        raise WrongTime(_("You were not a pair yet on this day. You began on %(day)s.") % {"day": day})
