"""What may be done with people. Small rules that tell nothing but yes or no."""

from django.db.models import Exists, OuterRef

from mentoring.accounts.models import User
from participants.models import HrAnalyst, Profile

ANALYST = "_is_hr_analyst"


def can_sign_in(user: User) -> bool:
    """Whether this person has an open account and an address for the code."""
    return user.is_active and bool(user.email)


def imports_people(user: User) -> bool:
    """Whether this person may bring HR files, and say who has left: site administrators alone."""
    return user.is_active and user.is_superuser


def is_hr_analyst(user: User) -> bool:
    """Whether this person reads the reports of some organisation. Asked once of each `user`, which lives for a page."""
    known = vars(user)
    if ANALYST not in known:
        known[ANALYST] = HrAnalyst.objects.filter(user=user.pk).exists()
    return bool(known[ANALYST])


def person_of(user: User) -> Profile | None:
    """This person's profile with account and grade at hand, where they have one; it answers `is_hr_analyst` as well."""
    reads = Exists(HrAnalyst.objects.filter(user=OuterRef("user")))
    person = Profile.objects.visible_to(user).select_related("grade").annotate(reads_reports=reads).first()
    if person is not None:
        person.user = user  # so that what was asked of the one is known of the other
        vars(user)[ANALYST] = person.reads_reports
    return person
