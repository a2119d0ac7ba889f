"""What each installation has from its first migration on, and which mails are still worth sending."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.migrations import Migration

from participants.models import HrAnalyst, Profile
from participants.services import load_shipped_skills, make_hr_analysts_group


def bring_in_what_we_ship(plan: Sequence[tuple[Migration, bool]] = (), **kwargs: object) -> None:
    """Receiver of post_migrate of this app: the shipped skills and the group of HR analysts."""
    if any(is_backwards for _migration, is_backwards in plan):
        return  # the tables may just have gone
    make_hr_analysts_group()
    load_shipped_skills()


def invitation_wanted(kind: str, subject_id: UUID) -> bool | None:
    """An invitation is wanted as long as the person may sign in."""
    wanted = invitations_wanted(kind, {subject_id})
    return None if wanted is None else subject_id in wanted


def invitations_wanted(kind: str, subject_ids: Collection[UUID]) -> set[UUID] | None:
    """As `invitation_wanted`, of many at once: those that are."""
    if kind != "invitation":
        return None
    people = Profile.objects.filter(pk__in=subject_ids, user__is_active=True)
    return set(people.values_list("pk", flat=True))


def analyst_mail_wanted(kind: str, subject_id: UUID) -> bool | None:
    """The mail to a new HR analyst is wanted as long as they are one."""
    if kind != "analyst_granted":
        return None
    return HrAnalyst.objects.filter(pk=subject_id).exists()
