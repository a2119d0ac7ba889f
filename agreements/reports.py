"""What the office learns of pairs without seeing into any: how many mails an ending sends, and how each stands."""

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Agreement, Session
from matching.models import Membership, Mentorship
from mentoring.lib import clock
from programmes.models import Cohort, Role


def mails_at_closing(cohort: Cohort, target: str) -> list[tuple[int, str]]:
    """How many mails take a planned session out of somebody's calendar when a cohort closes."""
    if target != Cohort.Stage.CLOSED:
        return []
    coming = Session.objects.planned().filter(starts_at__gt=clock.now())
    going_on = Mentorship.objects.going_on(clock.company_today()).filter(cohort=cohort)
    members = Membership.objects.exclude(mentorship__in=going_on.values("pk")).filter(
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


@dataclass(frozen=True, slots=True)
class Standing:
    """How one pair stands: no date, no word of theirs, and not who of the two did what."""

    mentee: str
    mentor: str
    state: str
    tone: str
    is_agreed: bool
    # Both had agreed before the programme changed the lines.
    was_agreed: bool


def agreements_of_cohort(cohort: Cohort) -> QuerySet[Agreement]:
    """Those of every pair of a cohort by the mentee's name, as `standing` needs them."""
    mentee = Membership.objects.filter(mentorship=OuterRef("mentorship"), role=Role.MENTEE)
    found = Agreement.objects.with_sides().filter(mentorship__cohort=cohort)
    return found.annotate(mentee=Subquery(mentee.values("person__user__name")[:1])).order_by("mentee", "pk")


def standing(agreement: Agreement) -> Standing:
    mentee, mentor = (side.person.user.name for side in agreement.sides)
    mentorship = agreement.mentorship
    if mentorship.status == Mentorship.Status.ENDED:
        state, tone = _("Ended"), ""
    elif mentorship.paused_at:
        state, tone = _("On a break"), ""
    else:
        state, tone = _("Under way"), "ok"
    return Standing(mentee, mentor, state, tone, agreement.is_agreed, agreement.was_agreed)


def pages_of_cohort(cohort: Cohort) -> list[tuple[str, str]]:
    """What a coordinator finds here about a cohort in which pairs may be under way."""
    if cohort.stage in (Cohort.Stage.DRAFT, Cohort.Stage.REGISTRATION):
        return []
    return [(_("How the pairs stand"), reverse("admin:agreements_cohort_pairs", args=[cohort.pk]))]
