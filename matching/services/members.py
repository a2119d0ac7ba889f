"""What the two of a pair do with it themselves begins here: the lock, and who they are."""

from django.utils.translation import gettext as _

from matching.models import Membership, Mentorship
from mentoring.accounts.models import User
from mentoring.lib.errors import Refused
from programmes.services import lock_cohort


def lock_own_pair(mentorship: Mentorship, *, by: User) -> Mentorship:
    """The pair as it is now, its cohort and its own row held. Refused to anybody else, and after the end."""
    cohort = lock_cohort(mentorship.cohort)
    mentorship = Mentorship.objects.select_for_update(no_key=True).get(pk=mentorship.pk)
    mentorship.cohort = cohort
    find_members(mentorship, by=by)
    if mentorship.status != Mentorship.Status.ACTIVE:
        raise Refused(_("This mentorship has ended already."))
    return mentorship


def find_members(mentorship: Mentorship, *, by: User) -> tuple[Membership, Membership]:
    """The one who acts, and the other one. Refused to anybody else."""
    rows = Membership.objects.filter(mentorship=mentorship)
    rows = rows.select_related("person__user", "enrolment__person__user", "enrolment__cohort__programme")
    members = sorted(rows.order_by("role"), key=lambda member: member.person.user_id != by.pk)
    if len(members) != 2 or members[0].person.user_id != by.pk:
        raise Refused(_("Only the two people of a pair can do this."))
    return members[0], members[1]
