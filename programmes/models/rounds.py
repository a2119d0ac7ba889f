"""The dated rounds of a programme, the steps each has taken, and who takes part in which role."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentoring.lib.crypto import EncryptedTextField
from participants.models import Profile
from programmes import stages
from programmes.models.programme import MOST_MENTORS, Programme, Role

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class CohortQuerySet(models.QuerySet["Cohort"]):
    def visible_to(self, user: models.Model) -> "CohortQuerySet":
        """Opened cohorts of the programmes in this person's catalogue."""
        return self.filter(programme__organisation__profile__user=user, stage__in=Cohort.OPENED)

    def coordinated_by(self, user: models.Model) -> "CohortQuerySet":
        return self.filter(programme__coordinators__user=user)

    def reported_to(self, user: models.Model) -> "CohortQuerySet":
        """Cohorts whose figures this HR analyst reads: those of their organisation that have opened.

        Those put away stay readable here: what a coordinator tidies up is no reason for figures to vanish.
        """
        return self.filter(programme__organisation__hranalyst__user=user).exclude(stage=Cohort.Stage.DRAFT)

    def listed(self) -> "CohortQuerySet":
        """All but those that were put away."""
        return self.exclude(stage=Cohort.Stage.ARCHIVED)

    def taking_registrations(self, on: date) -> "CohortQuerySet":
        """Cohorts in which people can ask for a place on this day."""
        return self.filter(
            Q(stage=Cohort.Stage.REGISTRATION, registration_ends_on__gte=on)
            | Q(always_on=True, stage__in=Cohort.GIVING_PLACES)
        )

    def closed_by(self, moment: datetime) -> "CohortQuerySet":
        """Cohorts that were over at this moment. Former versions kept no steps: there the last day counts."""
        steps = StageChange.objects.filter(cohort=OuterRef("pk"), to_stage=Cohort.Stage.CLOSED)
        in_time = Exists(steps.filter(made_at__lte=moment)) | (~Exists(steps) & Q(ends_on__lt=moment.date()))
        return self.filter(in_time, stage__in=Cohort.OVER)

    def with_numbers(self) -> "models.QuerySet[CountedCohort]":
        """With `CohortNumbers`: how many ask for or have a place in each role, and how many requests wait."""
        taking_part = Q(enrolments__status__in=Enrolment.TAKING_PART)
        cohorts: models.QuerySet[Cohort] = self
        return cohorts.annotate(
            mentors=Count("enrolments", filter=taking_part & Q(enrolments__role=Role.MENTOR)),
            mentees=Count("enrolments", filter=taking_part & Q(enrolments__role=Role.MENTEE)),
            requests=Count("enrolments", filter=Q(enrolments__status=Enrolment.Status.REGISTERED)),
        )


class Cohort(models.Model):
    """One round of a programme: dated, or always on, with registration open for as long as it runs."""

    Stage = stages.Stage
    OPENED = stages.OPENED
    GIVING_PLACES = stages.GIVING_PLACES
    OVER = stages.OVER

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="cohorts", verbose_name=_("programme")
    )
    name = models.CharField(_("name"), max_length=80)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.DRAFT)
    always_on = models.BooleanField(
        _("always on"),
        default=False,
        help_text=_("People can join at any time, and pairs are found as they come. There is no last day."),
    )
    registration_ends_on = models.DateField(_("registration ends on"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    mid_survey_on = models.DateField(
        _("mid survey on"), null=True, blank=True, help_text=_("On this day the mid survey is mailed to everybody.")
    )
    # The round after which this one was prepared; one that somebody added by hand follows none.
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("follows"),
    )

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["programme__name", "starts_on", "name"]
        constraints = [
            models.UniqueConstraint("programme", Lower("name"), name="cohort_name_unique"),
            models.CheckConstraint(
                condition=(
                    (Q(starts_on=None) | Q(registration_ends_on=None) | Q(registration_ends_on__lte=F("starts_on")))
                    & (Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lt=F("ends_on")))
                ),
                name="cohort_dates_in_order",
                violation_error_message=_("The dates are not in order: registration, then start, then end."),
            ),
            models.CheckConstraint(
                condition=Q(stage="draft")
                | Q(always_on=False, registration_ends_on__isnull=False, starts_on__isnull=False, ends_on__isnull=False)
                | Q(always_on=True, starts_on__isnull=False),
                name="cohort_opened_has_dates",
                violation_error_message=_("A cohort that has opened keeps its dates: registration, start and end."),
            ),
            models.CheckConstraint(
                condition=Q(always_on=False) | Q(registration_ends_on=None, ends_on=None),
                name="cohort_always_on_has_no_last_day",
                violation_error_message=_("A cohort that is always on has no last day, of registration or at all."),
            ),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(always_on=True) & ~Q(stage__in=["closed", "archived"]),
                name="cohort_one_always_on",
                violation_error_message=_("This programme already has a cohort that is always on."),
            ),
            models.UniqueConstraint(fields=["follows"], name="cohort_followed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.programme.name}, {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:cohort-detail", args=[self.pk])

    def takes_registrations(self, on: date) -> bool:
        """Whether people can ask for a place on this day; the last day of registration is one of them."""
        if self.always_on:
            return self.stage in self.GIVING_PLACES
        return (
            self.stage == self.Stage.REGISTRATION
            and self.registration_ends_on is not None
            and on <= self.registration_ends_on
        )

    @property
    def is_in_registration(self) -> bool:
        """Whether the next step ends registration; where it is always on, none does before the cohort's own end."""
        return self.stage == self.Stage.REGISTRATION and not self.always_on

    def has_reached_its_end(self, on: date) -> bool:
        """Whether the last day has come; one that is always on has none."""
        return self.ends_on is not None and self.ends_on <= on


class CohortNumbers(TypedDict):
    """What `with_numbers` adds to each cohort."""

    mentors: int
    mentees: int
    requests: int


CountedCohort: TypeAlias = "WithAnnotations[Cohort, CohortNumbers]"

COHORT_MOVES = stages.MOVES


class StageChange(models.Model):
    """One step of a cohort: who led it where and when, and why, where a reason was asked for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="stage_changes", verbose_name=_("cohort"))
    to_stage = models.CharField(_("stage"), max_length=12, choices=stages.Stage)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("on"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("step of a cohort")
        verbose_name_plural = _("steps of a cohort")
        ordering = ["made_at", "id"]
        constraints = [models.UniqueConstraint(fields=["cohort", "to_stage"], name="stage_change_once")]

    def __str__(self) -> str:
        return self.get_to_stage_display()


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: models.Model) -> "EnrolmentQuerySet":
        """One's own places; coordinators read those of their programmes through `coordinated_by`."""
        return self.filter(person__user=user)

    def coordinated_by(self, user: models.Model) -> "EnrolmentQuerySet":
        return self.filter(cohort__programme__coordinators__user=user)

    def approved(self) -> "EnrolmentQuerySet":
        return self.filter(status=Enrolment.Status.APPROVED)

    def taking_part(self) -> "EnrolmentQuerySet":
        """Places that are asked for or given."""
        return self.filter(status__in=Enrolment.TAKING_PART)

    def matchable(self, *cohorts: Cohort) -> "EnrolmentQuerySet":
        """The places of cohorts that can be matched."""
        return self.filter(cohort__in=cohorts).able_to_answer()

    def able_to_answer(self) -> "EnrolmentQuerySet":
        """The approved places; not those of people whose account is closed, who could never answer."""
        return self.approved().filter(person__user__is_active=True)

    def told_at_closing(self, *cohorts: Cohort) -> "EnrolmentQuerySet":
        """The places asked for or given of cohorts, of people who can be written to."""
        reachable = self.filter(cohort__in=cohorts, person__user__is_active=True, person__user__email__isnull=False)
        return reachable.taking_part().select_related("person__user").order_by("person_id", "pk")


class Enrolment(models.Model):
    """One person in one role of one cohort; whoever is both has two."""

    class Status(models.TextChoices):
        REGISTERED = "registered", _("registered")
        WAITING = "waiting", _("on the waiting list")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("not this time")
        WITHDRAWN = "withdrawn", _("withdrawn")

    TAKING_PART = (Status.REGISTERED, Status.WAITING, Status.APPROVED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("cohort"))
    person = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=10, choices=Role)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.REGISTERED)
    # Of a mentee how many mentors they would like at once; what holds is `mentors_wished`.
    capacity = models.PositiveSmallIntegerField(
        _("how many mentees at most"), default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    # Why they take part, in their own words: read by whoever is suggested to them and by nobody else
    # (programmes.services.forgetting says until when).
    aims = EncryptedTextField(label="programmes.enrolment.aims", null=True)
    # What the programme team wrote beside its last answer.
    answer_words = EncryptedTextField(label="programmes.enrolment.answer_words", null=True)
    # It was the programme team that ended this place; whoever steps back gives no reason. Outlives the words.
    was_taken_back = models.BooleanField(_("taken back"), default=False, editable=False)
    registered_at = models.DateTimeField(_("registered at"))

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["cohort", "role", "registered_at"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person", "role"], name="enrolment_one_per_role"),
            models.CheckConstraint(condition=Q(capacity__gte=1, capacity__lte=20), name="enrolment_capacity_range"),
            models.CheckConstraint(
                condition=Q(role="mentor") | Q(capacity__lte=MOST_MENTORS), name="enrolment_mentee_wish_range"
            ),
            models.CheckConstraint(
                condition=Q(was_taken_back=False) | Q(status="withdrawn"), name="enrolment_taken_back_is_withdrawn"
            ),
            models.CheckConstraint(condition=Q(role__in=["mentor", "mentee"]), name="enrolment_role_known"),
            models.CheckConstraint(
                condition=Q(status__in=["registered", "waiting", "approved", "declined", "withdrawn"]),
                name="enrolment_status_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:place-detail", args=[self.pk])

    @property
    def mentors_wished(self) -> int:
        """Of a mentee how many mentors they may have at once: what they wish for, as far as the programme allows it.

        No query with the cohort and its programme at hand.
        """
        return min(self.capacity, self.cohort.programme.mentors_each)

    @property
    def takes_part(self) -> bool:
        return self.status in self.TAKING_PART


ENROLMENT_MOVES: Mapping[str, frozenset[str]] = {
    Enrolment.Status.REGISTERED: frozenset(
        {Enrolment.Status.WAITING, Enrolment.Status.APPROVED, Enrolment.Status.DECLINED, Enrolment.Status.WITHDRAWN}
    ),
    Enrolment.Status.WAITING: frozenset(
        {Enrolment.Status.APPROVED, Enrolment.Status.DECLINED, Enrolment.Status.WITHDRAWN}
    ),
    Enrolment.Status.APPROVED: frozenset({Enrolment.Status.WITHDRAWN}),
    Enrolment.Status.DECLINED: frozenset({Enrolment.Status.APPROVED}),
    Enrolment.Status.WITHDRAWN: frozenset({Enrolment.Status.REGISTERED}),
}
