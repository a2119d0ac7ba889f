"""What: the programmes of a company, their cohorts, and who takes part in which role."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from participants.models import Organisation, Profile

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Role(models.TextChoices):
    MENTOR = "mentor", _("mentor")
    MENTEE = "mentee", _("mentee")


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, user: models.Model) -> "ProgrammeQuerySet":
        """What a person may see in the catalogue: programmes of their organisation with a cohort that has opened."""
        return self.filter(organisation__profile__user=user, cohorts__stage__in=Cohort.OPENED).distinct()

    def coordinated_by(self, user: models.Model) -> "ProgrammeQuerySet":
        """The programmes this person coordinates. Nobody has all of them by rank."""
        return self.filter(coordinators__user=user)


# A group that stands beside another is read more closely than the whole: shares of seven people are nearly people.
SMALLEST_SPLIT_GROUP = 8


def split_group(minimum_group: int) -> int:
    """How many people a group of a split needs, where the whole needs `minimum_group`."""
    return max(minimum_group, SMALLEST_SPLIT_GROUP)


class Programme(models.Model):
    """The lasting thing: what it is for, for whom, and how it works. Its cohorts come and go."""

    class Style(models.TextChoices):
        CLASSIC = "classic", _("classic")
        REVERSE = "reverse", _("reverse")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, verbose_name=_("organisation"))
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(
        _("purpose"), blank=True, help_text=_("Two or three sentences that everybody who may join will read.")
    )
    style = models.CharField(_("style"), max_length=10, choices=Style, default=Style.CLASSIC)
    hours_a_month = models.PositiveSmallIntegerField(
        _("hours a month"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("What taking part asks of each person, meetings and preparation together."),
    )
    hr_contact_name = models.CharField(
        _("HR contact"), max_length=120, blank=True, help_text=_("The person participants can turn to in confidence.")
    )
    hr_contact_email = models.EmailField(_("e-mail address of the HR contact"), blank=True)
    minimum_group = models.PositiveSmallIntegerField(
        _("smallest group in reports"),
        default=5,
        validators=[MinValueValidator(5)],
        help_text=_(
            "Answers are shown only for groups of at least this many people, and of one department only for 8 or more."
        ),
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("organisation", Lower("name"), name="programme_name_unique"),
            models.CheckConstraint(condition=Q(minimum_group__gte=5), name="programme_minimum_group_floor"),
        ]

    def __str__(self) -> str:
        return self.name


class CoordinatorQuerySet(models.QuerySet["Coordinator"]):
    def coordinated_by(self, user: models.Model) -> "CoordinatorQuerySet":
        """Oneself and those who run the same programmes."""
        return self.filter(programme__coordinators__user=user)


class Coordinator(models.Model):
    """Runs one programme. Sees its facts and a status light per pair, never content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="coordinators", verbose_name=_("programme")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("account")
    )

    objects = CoordinatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("coordinator")
        verbose_name_plural = _("coordinators")
        constraints = [models.UniqueConstraint(fields=["programme", "user"], name="coordinator_once")]

    def __str__(self) -> str:
        return self.user.name


class CohortQuerySet(models.QuerySet["Cohort"]):
    def visible_to(self, user: models.Model) -> "CohortQuerySet":
        """Opened cohorts of the programmes in this person's catalogue."""
        return self.filter(programme__organisation__profile__user=user, stage__in=Cohort.OPENED)

    def coordinated_by(self, user: models.Model) -> "CohortQuerySet":
        return self.filter(programme__coordinators__user=user)

    def reported_to(self, user: models.Model) -> "CohortQuerySet":
        """Cohorts whose figures this HR analyst reads: those of their organisation that have opened."""
        return self.filter(programme__organisation__hranalyst__user=user, stage__in=Cohort.OPENED)

    def taking_registrations(self, on: date) -> "CohortQuerySet":
        return self.filter(stage=Cohort.Stage.REGISTRATION, registration_ends_on__gte=on)

    def with_numbers(self) -> "models.QuerySet[CountedCohort]":
        """With `Numbers`: how many ask for or have a place in each role."""
        taking_part = Q(enrolments__status__in=Enrolment.TAKING_PART)
        cohorts: models.QuerySet[Cohort] = self
        return cohorts.annotate(
            mentors=Count("enrolments", filter=taking_part & Q(enrolments__role=Role.MENTOR)),
            mentees=Count("enrolments", filter=taking_part & Q(enrolments__role=Role.MENTEE)),
        )


class Cohort(models.Model):
    """One dated round of a programme."""

    class Stage(models.TextChoices):
        DRAFT = "draft", _("draft")
        REGISTRATION = "registration", _("registration")
        MATCHING = "matching", _("matching")
        RUNNING = "running", _("running")
        CLOSED = "closed", _("closed")

    OPENED = (Stage.REGISTRATION, Stage.MATCHING, Stage.RUNNING, Stage.CLOSED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="cohorts", verbose_name=_("programme")
    )
    name = models.CharField(_("name"), max_length=80)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.DRAFT)
    registration_ends_on = models.DateField(_("registration ends on"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    mid_survey_on = models.DateField(
        _("mid survey on"), null=True, blank=True, help_text=_("On this day the mid survey is mailed to everybody.")
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
                | Q(registration_ends_on__isnull=False, starts_on__isnull=False, ends_on__isnull=False),
                name="cohort_opened_has_dates",
                violation_error_message=_("A cohort that has opened keeps its dates: registration, start and end."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme.name}, {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:cohort-detail", args=[self.pk])

    def takes_registrations(self, on: date) -> bool:
        """Whether people can ask for a place on this day; the last day of registration is one of them."""
        return (
            self.stage == self.Stage.REGISTRATION
            and self.registration_ends_on is not None
            and on <= self.registration_ends_on
        )


class Numbers(TypedDict):
    """What `with_numbers` adds to each cohort."""

    mentors: int
    mentees: int


CountedCohort: TypeAlias = "WithAnnotations[Cohort, Numbers]"

COHORT_MOVES: Mapping[str, frozenset[str]] = {
    Cohort.Stage.DRAFT: frozenset({Cohort.Stage.REGISTRATION}),
    Cohort.Stage.REGISTRATION: frozenset({Cohort.Stage.MATCHING}),
    Cohort.Stage.MATCHING: frozenset({Cohort.Stage.RUNNING}),
    Cohort.Stage.RUNNING: frozenset({Cohort.Stage.CLOSED}),
    Cohort.Stage.CLOSED: frozenset(),
}


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
        """The approved places of cohorts; not those of people whose account is closed, who could never answer."""
        return self.filter(cohort__in=cohorts, person__user__is_active=True).approved()

    def told_at_closing(self, cohort: Cohort) -> "EnrolmentQuerySet":
        """The places asked for or given of a cohort, of people who can be written to."""
        reachable = self.filter(cohort=cohort, person__user__is_active=True, person__user__email__isnull=False)
        return reachable.taking_part().select_related("person__user").order_by("person_id", "pk")

    def ready_to_match(self, cohort: Cohort) -> "EnrolmentQuerySet":
        """The matchable people of a cohort, with what matching needs to know of them."""
        return (
            self.matchable(cohort)
            .select_related("person__user", "person__department", "person__site")
            .prefetch_related("person__skills")
            .order_by("id")
        )


class Enrolment(models.Model):
    """One person in one role of one cohort; whoever is both has two."""

    class Status(models.TextChoices):
        REGISTERED = "registered", _("registered")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("not this time")
        WITHDRAWN = "withdrawn", _("withdrawn")

    TAKING_PART = (Status.REGISTERED, Status.APPROVED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("cohort"))
    person = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=10, choices=Role)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.REGISTERED)
    capacity = models.PositiveSmallIntegerField(
        _("how many mentees at most"), default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    registered_at = models.DateTimeField(_("registered at"))

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["cohort", "role", "registered_at"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person", "role"], name="enrolment_one_per_role"),
            models.CheckConstraint(condition=Q(capacity__gte=1, capacity__lte=20), name="enrolment_capacity_range"),
            models.CheckConstraint(condition=Q(role="mentor") | Q(capacity=1), name="enrolment_mentee_has_one_place"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:place-detail", args=[self.pk])

    @property
    def takes_part(self) -> bool:
        return self.status in self.TAKING_PART


ENROLMENT_MOVES: Mapping[str, frozenset[str]] = {
    Enrolment.Status.REGISTERED: frozenset(
        {Enrolment.Status.APPROVED, Enrolment.Status.DECLINED, Enrolment.Status.WITHDRAWN}
    ),
    Enrolment.Status.APPROVED: frozenset({Enrolment.Status.WITHDRAWN}),
    Enrolment.Status.DECLINED: frozenset({Enrolment.Status.APPROVED}),
    Enrolment.Status.WITHDRAWN: frozenset({Enrolment.Status.REGISTERED}),
}
