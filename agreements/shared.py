"""What the two of a pair write for each other: one shared note about each session, and what they want to do."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.keys import key_of
from matching.models import Mentorship
from mentoring.lib.crypto import EncryptedTextField
from mentoring.lib.seen import seen_of
from participants.models import Profile


class SharedNoteQuerySet(models.QuerySet["SharedNote"]):
    def visible_to(self, user: models.Model) -> "SharedNoteQuerySet":
        """Of one's own pairs, whoever of the two wrote it; no rank shows it to anybody else."""
        return self.filter(mentorship__memberships__person__user=user)

    def with_keys(self) -> "SharedNoteQuerySet":
        """With what opens the words, however many."""
        return self.select_related("mentorship__words_key")


class SharedNote(models.Model):
    """What the two keep of one session together. Both read and change it; nobody else does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentorship = models.ForeignKey(
        Mentorship, on_delete=models.CASCADE, related_name="shared_notes", verbose_name=_("mentorship")
    )
    session = models.OneToOneField(
        "agreements.Session", on_delete=models.CASCADE, related_name="shared_note", verbose_name=_("session")
    )
    body = EncryptedTextField(label="agreements.shared_note.body", under="data_key")
    # Rises with every change: who saves on top of a version they have not seen is asked first.
    version = models.PositiveIntegerField(_("version"), default=1)
    changed_by = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="+", verbose_name=_("changed by"))
    changed_at = models.DateTimeField(_("changed at"))

    objects = SharedNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared note")
        verbose_name_plural = _("shared notes")
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return f"{self.changed_at:%d %b %Y} v{self.version}"

    def data_key(self) -> bytes:
        return key_of(self.mentorship)


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, user: models.Model) -> "ActionQuerySet":
        """Of one's own pairs, whoever of the two is to do it."""
        return self.filter(mentorship__memberships__person__user=user)

    def with_keys(self) -> "ActionQuerySet":
        """With what opens the words and whose they are, however many."""
        return self.select_related("mentorship__words_key", "owner__user")

    def open(self) -> "ActionQuerySet":
        """Not done yet, the earliest day first, those without a day last."""
        return self.filter(done_at=None).order_by(F("due_on").asc(nulls_last=True), "added_at")

    def done(self) -> "ActionQuerySet":
        return self.filter(done_at__isnull=False).order_by("-done_at")

    def due_to_remind(self, at: datetime) -> "ActionQuerySet":
        """Open, of a pair under way, and the moment of their one reminder has come."""
        waiting = self.filter(done_at=None, mentorship__status=Mentorship.Status.ACTIVE)
        return waiting.filter(reminds_at__lte=at).order_by("reminds_at", "pk")


class Action(models.Model):
    """Something that one of the two wants to do, by a day or without one. Both may tick it off."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentorship = models.ForeignKey(
        Mentorship, on_delete=models.CASCADE, related_name="actions", verbose_name=_("mentorship")
    )
    session = models.ForeignKey(
        "agreements.Session", on_delete=models.SET_NULL, null=True, related_name="actions", verbose_name=_("session")
    )
    owner = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="+", verbose_name=_("who does it"))
    words = EncryptedTextField(label="agreements.action.words", under="data_key")
    due_on = models.DateField(_("by when"), null=True)
    added_at = models.DateTimeField(_("added at"))
    done_at = models.DateTimeField(_("done at"), null=True)
    # When its owner is reminded, once; None when they were, or need not be.
    reminds_at = models.DateTimeField(_("reminded at"), null=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["added_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reminds_at__isnull=True) | Q(due_on__isnull=False), name="action_reminds_of_a_day"
            ),
        ]
        indexes = [
            models.Index(fields=["mentorship", "done_at"], name="action_of_mentorship"),
            models.Index(
                fields=["reminds_at"],
                condition=Q(done_at__isnull=True, reminds_at__isnull=False),
                name="action_due_to_remind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.added_at:%d %b %Y}"

    @property
    def as_seen(self) -> str:
        """What is to be done, by whom and by when, for a form to bring back."""
        return seen_of("action", self.pk, self.words, self.owner_id, self.due_on)

    def data_key(self) -> bytes:
        return key_of(self.mentorship)
