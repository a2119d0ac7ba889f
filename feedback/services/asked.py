"""How many were asked: also those before whom a survey was laid and who never opened it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from feedback.models import Invitation, SurveyRun
from matching.models import Membership
from mentoring.lib import clock
from participants.models import Profile
from programmes.models import Cohort, Enrolment, StageChange


def number_asked(run: SurveyRun) -> int:
    """How many people were asked by now. A mailed survey invites everybody it asks; to one of the moment, whoever
    begins it is invited, and everybody else who was led to it was asked as well."""
    invited = run.invitations.values("person")
    if run.kind not in LED_TO:
        return invited.count()
    return Profile.objects.filter(Q(pk__in=invited) | Q(pk__in=LED_TO[run.kind](run))).count()


def _who_has_a_place(run: SurveyRun) -> "QuerySet[Enrolment, UUID]":
    """Everybody who asks for a place or has one, but for those who began an earlier survey of the kind."""
    earlier = Invitation.objects.filter(run__cohort=run.cohort_id, run__kind=run.kind).exclude(run=run)
    places = Enrolment.objects.filter(cohort=run.cohort_id).taking_part()
    return places.exclude(person__in=earlier.values("person")).values_list("person", flat=True)


def _who_parted(run: SurveyRun) -> "QuerySet[Membership, UUID]":
    """Both of each pair that ended while its round went on, since the survey of the kind before this one closed."""
    before = SurveyRun.objects.filter(cohort=run.cohort_id, kind=run.kind, closes_at__lte=run.opens_at)
    parted = Membership.objects.filter(
        mentorship__cohort=run.cohort_id, ended_at__lte=_going_on_until(run), person__user__is_active=True
    )
    if (last := before.order_by("closes_at").last()) is not None:
        parted = parted.filter(ended_at__gte=last.closes_at)
    return parted.values_list("person", flat=True)


def _going_on_until(run: SurveyRun) -> datetime:
    """When the round began to close, where it has; otherwise now."""
    closing = StageChange.objects.filter(cohort=run.cohort_id, to_stage=Cohort.Stage.CLOSING).first()
    return closing.made_at if closing else clock.now()


LED_TO: Mapping[str, Callable[[SurveyRun], QuerySet]] = {
    SurveyRun.Kind.START: _who_has_a_place,
    SurveyRun.Kind.EARLY_END: _who_parted,
}
