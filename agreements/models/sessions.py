"""The meetings of a pair, and what somebody notes for themselves alone."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import ExpressionWrapper, F, Prefetch, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.keys import key_of
from matching.models import Membership, Mentorship
from mentoring.lib.crypto import EncryptedTextField
from mentoring.lib.seen import seen_of
from participants.models import Profile

if TYPE_CHECKING:
    pass


def people_of_pair(of: str = "mentorship__") -> Prefetch:
    """Both people of each row's mentorship (`of=""`: of each mentorship), mentee first, in one query."""
    return Prefetch(f"{of}memberships", Membership.objects.select_related("person__user").order_by("role"))


END_OF_SESSION = ExpressionWrapper(
    F("starts_at") + F("minutes") * Value(timedelta(minutes=1)), output_field=models.DateTimeField()
)


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: models.Model) -> "SessionQuerySet":
        return self.filter(mentorship__memberships__person__user=user)

    def planned(self) -> "SessionQuerySet":
        return self.filter(status=Session.Status.PLANNED)

    def held(self) -> "SessionQuerySet":
        return self.filter(status=Session.Status.HELD)

    def with_place(self) -> "SessionQuerySet":
        """Where the two wrote where they meet: words of their own, kept as long as their others."""
        return self.exclude(place="")

    def with_pair(self) -> "SessionQuerySet":
        """With programme and both people at hand, in two queries whatever the number of rows."""
        return self.select_related("mentorship__cohort__programme").prefetch_related(people_of_pair())

    def ahead(self, at: datetime) -> "SessionQuerySet":
        """Planned and not over yet, the next one first."""
        return self.planned().annotate(ends=END_OF_SESSION).filter(ends__gt=at).order_by("starts_at")

    def to_log(self, at: datetime) -> "SessionQuerySet":
        """Planned and over by now, so that somebody can say whether it took place; the oldest first."""
        return self.planned().annotate(ends=END_OF_SESSION).filter(ends__lte=at).order_by("starts_at")


class Session(models.Model):
    """One meeting of a pair, planned or held."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("you met")
        CANCELLED = "cancelled", _("cancelled")

    class Answer(models.TextChoices):
        """To the question whether the two met."""

        MET = "met", _("yes, we met")
        MOVED = "moved", _("we moved it to another day")
        NO = "no", _("no, we did not meet")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentorship = models.ForeignKey(
        Mentorship, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("mentorship")
    )
    starts_at = models.DateTimeField(_("starts at"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=60, validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    place = models.CharField(_("where"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    # Rises with every change that goes to the calendars (RFC 5545 SEQUENCE).
    calendar_sequence = models.PositiveSmallIntegerField(_("calendar sequence"), default=0)
    planned_by = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="+", verbose_name=_("planned by"))
    # Who said last whether the two met, and when; None as long as nobody did.
    answered_by = models.ForeignKey(
        Profile, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=480), name="session_minutes_range"),
            models.UniqueConstraint(
                fields=["mentorship", "starts_at"], condition=~Q(status="cancelled"), name="session_one_per_moment"
            ),
        ]
        indexes = [models.Index(fields=["mentorship", "starts_at"], name="session_of_mentorship")]

    def __str__(self) -> str:
        return f"{self.starts_at:%d %b %Y %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:session-detail", args=[self.pk])

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def answer(self) -> "Session.Answer":
        """What was answered; before that what is most likely."""
        return self.Answer.NO if self.status == self.Status.CANCELLED else self.Answer.MET

    @property
    def as_seen(self) -> str:
        """How it stands, for a form to bring back: an answer is to this, and not to what somebody said meanwhile."""
        return f"{self.status} {int(self.starts_at.timestamp())} {self.minutes}"

    @property
    def plan_as_seen(self) -> str:
        """The same for when, how long and where, which a form changes together."""
        return seen_of("session", self.pk, self.starts_at, self.minutes, self.place)


# Planned anew is moved to another time; from held or cancelled it is an answer that its people take back.
SESSION_MOVES: Mapping[str, frozenset[str]] = {
    Session.Status.PLANNED: frozenset({Session.Status.PLANNED, Session.Status.HELD, Session.Status.CANCELLED}),
    Session.Status.HELD: frozenset({Session.Status.PLANNED}),
    Session.Status.CANCELLED: frozenset({Session.Status.PLANNED}),
}


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, user: models.Model) -> "NoteQuerySet":
        """A private note is for its author alone."""
        return self.filter(author__user=user)

    def with_keys(self) -> "NoteQuerySet":
        """With what opens the words, however many."""
        return self.select_related("mentorship__words_key")


class Note(models.Model):
    """A private note: readable by its author and by nobody else, whatever their rank."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentorship = models.ForeignKey(
        Mentorship, on_delete=models.CASCADE, related_name="notes", verbose_name=_("mentorship")
    )
    session = models.ForeignKey(
        Session, on_delete=models.SET_NULL, null=True, related_name="notes", verbose_name=_("session")
    )
    author = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+", verbose_name=_("author"))
    body = EncryptedTextField(label="agreements.note.body", under="data_key")
    written_at = models.DateTimeField(_("written at"))

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-written_at"]

    def __str__(self) -> str:
        return f"{self.written_at:%d %b %Y}"

    @property
    def as_seen(self) -> str:
        """How it reads, for a form to bring back."""
        return seen_of("note", self.pk, self.body)

    def data_key(self) -> bytes:
        return key_of(self.mentorship)
