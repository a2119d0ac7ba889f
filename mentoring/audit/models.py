"""The append-only record of who did or read what: ids and verbs, never content, never names."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One act. The database refuses to change or delete it (a trigger made by the first migration)."""

    sequence = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("at"))
    actor_id = models.UUIDField(_("actor"), null=True)
    verb = models.CharField(_("verb"), max_length=60)
    subject_label = models.CharField(_("kind of thing"), max_length=60)
    subject_id = models.UUIDField(_("thing"))

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["subject_label", "subject_id"], name="audit_event_subject"),
            models.Index(fields=["actor_id"], name="audit_event_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb} {self.subject_label}"
