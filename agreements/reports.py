"""What others count of pairs without seeing any: how many mails an ending sends."""

from django.utils.translation import ngettext

from agreements.models import Session
from matching.models import Membership, Mentorship
from mentoring.lib import clock
from programmes.models import Cohort


def mails_at_closing(cohort: Cohort, target: str) -> list[tuple[int, str]]:
    """How many mails take a planned session out of somebody's calendar when a cohort closes."""
    if target != Cohort.Stage.CLOSED:
        return []
    coming = Session.objects.planned().filter(starts_at__gt=clock.now())
    members = Membership.objects.filter(
        mentorship__cohort=cohort,
        mentorship__status=Mentorship.Status.ACTIVE,
        mentorship__sessions__in=coming,
        person__user__email__isnull=False,
    )
    number = members.count()
    words = ngettext(
        "%(count)s more takes a planned session out of a calendar.",
        "%(count)s more take planned sessions out of calendars.",
        number,
    )
    return [(number, words % {"count": number})] if number else []
