"""What one person is told by mail about one session: that it comes, the question whether it took place, and after the
first one the question how the two will work together.
"""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participants.models import Profile

# What a signed link in the mail is for. No model answers it as its address: an address can be asked for by staff.
SESSION_LINK = "session"


class SessionReminderQuerySet(models.QuerySet["SessionReminder"]):
    def due(self, at: datetime) -> "SessionReminderQuerySet":
        """Those whose moment has come, whatever became of their session; the oldest first."""
        return self.filter(due_at__lte=at).order_by("due_at", "pk")


class SessionReminder(models.Model):
    """One mail to one person about one session. Moving the session moves it; a mail that went out has no time left."""

    class Kind(models.TextChoices):
        COMING = "coming", _("the session comes")
        LOG = "log", _("did you meet?")
        AGREE = "agree", _("how will you work together?")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(
        "agreements.Session", on_delete=models.CASCADE, related_name="reminders", verbose_name=_("session")
    )
    person = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    due_at = models.DateTimeField(_("due at"), null=True)

    objects = SessionReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder of a session")
        verbose_name_plural = _("reminders of sessions")
        constraints = [
            models.UniqueConstraint(fields=["session", "person", "kind"], name="session_reminder_once"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="session_reminder_due"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"
