"""The append-only record of who did or read what: ids and verbs, never content, never names."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentoring.lib.request_id import LONGEST


class AuditEvent(models.Model):
    """One act. The database refuses to change, delete or empty it (triggers made by the migrations)."""

    sequence = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("at"))
    actor_id = models.UUIDField(_("actor"), null=True)
    verb = models.CharField(_("verb"), max_length=60)
    subject_label = models.CharField(_("kind of thing"), max_length=60)
    subject_id = models.UUIDField(_("thing"))
    result = models.CharField(_("result"), max_length=20, default="done")
    # Null for what nobody asked for over the web, and for the acts of somebody who is not to be known.
    request_id = models.CharField(_("request"), max_length=LONGEST, null=True)  # noqa: DJ001

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


class AuditSeal(models.Model):
    """The place of one event in the chain, and its link. As little to be changed as the event.

    It names its event without a foreign key: a seal outlives an event that was taken away, and so shows that it was.
    """

    # Gapless from 1 in the order of sealing, which need not be the order of the sequence.
    position = models.BigIntegerField(_("position"), primary_key=True)
    sequence = models.BigIntegerField(_("sequence of the event"))
    sealed_at = models.DateTimeField(_("sealed at"))
    mac = models.BinaryField(_("link"), max_length=32)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["sequence"], name="audit_seal_once")]

    def __str__(self) -> str:
        return f"{self.position}: {self.sequence}"


class UnsealedEvent(models.Model):
    """An event that waits for its seal. A trigger puts it here in the very transaction that appends the event."""

    sequence = models.BigIntegerField(_("sequence of the event"), primary_key=True)

    class Meta:
        verbose_name = _("unsealed event")
        verbose_name_plural = _("unsealed events")
        ordering = ["sequence"]

    def __str__(self) -> str:
        return str(self.sequence)
