"""Where the pages of feedback stand, for those who link to them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.models import Cohort

BEFORE_PAIRS = (Cohort.Stage.DRAFT, Cohort.Stage.REGISTRATION)


def pages_of_cohort(cohort: Cohort) -> list[tuple[str, str]]:
    """What a coordinator finds here about a cohort that may have pairs."""
    if cohort.stage in BEFORE_PAIRS:
        return []
    return [(_("See which pairs have goals"), reverse("feedback:pair-goals", args=[cohort.pk]))]
