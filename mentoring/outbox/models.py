"""Every message that leaves the system is a row first. The row is the truth; Redis and Celery only carry the beat."""

import uuid
from typing import Self

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from mentoring.lib.crypto import EncryptedTextField

# The name under which each pass of the pump is recorded as a Tick.
PUMP_TICK = "outbox.pump"


# Which state a message may go to from each; the pump and the services of the outbox move it, nobody else.
MESSAGE_MOVES: dict[str, frozenset[str]] = {
    "due": frozenset({"claimed", "held", "cancelled"}),
    "claimed": frozenset({"sending", "due", "held", "failed", "suppressed"}),
    "held": frozenset({"due", "sent", "failed", "cancelled", "suppressed"}),
    "sending": frozenset({"sent", "due", "failed"}),
    "sent": frozenset(),
    # Only by a person: `outbox.services.send_again`.
    "failed": frozenset({"due"}),
    # Only where it was taken back because its reader's account was closed, which is open again.
    "cancelled": frozenset({"due"}),
    "suppressed": frozenset(),
}


# Those from which no sender moves a message.
OVER = ("sent", "failed", "cancelled", "suppressed")


class OutgoingMessageQuerySet(models.QuerySet["OutgoingMessage"]):
    def held(self) -> Self:
        """What waits for the next counted mail to its reader and rides on none yet."""
        return self.filter(state=OutgoingMessage.State.HELD, goes_with=None)

    def over_and_kept(self) -> Self:
        """What nobody will send by itself any more, and what still holds the words it was to say."""
        return self.filter(state__in=OVER, text__isnull=False)


class OutgoingMessage(models.Model):
    """One message to one address. Its key makes planning it twice the same as planning it once."""

    class State(models.TextChoices):
        DUE = "due", _("waiting")
        CLAIMED = "claimed", _("being sent")
        HELD = "held", _("goes with the next mail")
        SENDING = "sending", _("handed over")
        SENT = "sent", _("sent")
        FAILED = "failed", _("could not be sent")
        CANCELLED = "cancelled", _("taken back")
        SUPPRESSED = "suppressed", _("no longer wanted")

    class OnDoubt(models.TextChoices):
        """What to do when the server's answer was lost: send once more under the same Message-ID, or hold."""

        RESEND = "resend_same_message_id", _("send once more")
        HOLD = "hold", _("hold for a person")

    # What a mail says, and to nobody but its reader. Never shown, never in a list, blanked as soon as it may be.
    PRIVATE = ("mail_subject", "text", "html", "attachments")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(_("key"), max_length=250)
    kind = models.CharField(_("kind"), max_length=60)
    recipient_id = models.UUIDField(_("recipient"), null=True)
    address = models.EmailField(_("address"))
    subject_label = models.CharField(_("kind of thing"), max_length=60)
    subject_id = models.UUIDField(_("thing"))
    occurrence = models.CharField(_("occurrence"), max_length=60)

    mail_subject = EncryptedTextField(label="outbox.message.subject", null=True)
    text = EncryptedTextField(label="outbox.message.text", null=True)
    html = EncryptedTextField(label="outbox.message.html", null=True)
    # A JSON list of {"name", "mime_type", "text"}: calendar files.
    attachments = EncryptedTextField(label="outbox.message.attachments", null=True)

    due_at = models.DateTimeField(_("due at"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DUE)
    claim = models.UUIDField(_("claim"), null=True)
    lease_until = models.DateTimeField(_("lease until"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    first_tried_at = models.DateTimeField(_("first tried at"), null=True)
    ambiguous = models.PositiveSmallIntegerField(_("answers lost"), default=0)
    on_doubt = models.CharField(_("when in doubt"), max_length=24, choices=OnDoubt, default=OnDoubt.RESEND)
    message_id = models.CharField(_("Message-ID"), max_length=250)
    last_error = models.CharField(_("last answer"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    created_at = models.DateTimeField(_("created at"))

    # Since when its reader's account is closed, where that alone took it back: opened again, what is still due comes.
    account_closed_at = models.DateTimeField(_("account closed at"), null=True)

    # Which of the month's unrequested mails to this person it is, and the first day of that month where they live.
    counted_month = models.DateField(_("month"), null=True)
    counted_number = models.PositiveSmallIntegerField(_("number in the month"), null=True)
    # The mail that a held message goes with (mentoring.outbox.limit).
    goes_with = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="riders")

    objects = OutgoingMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="message_key_unique"),
            models.UniqueConstraint(fields=["message_id"], name="message_id_unique"),
            models.CheckConstraint(
                condition=Q(
                    state__in=["due", "claimed", "held", "sending", "sent", "failed", "cancelled", "suppressed"],
                ),
                name="message_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="message_sent_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["claimed", "sending"], claim__isnull=False, lease_until__isnull=False)
                | (~Q(state__in=["claimed", "sending"]) & Q(claim__isnull=True, lease_until__isnull=True)),
                name="message_claim_has_lease",
            ),
            models.UniqueConstraint(
                fields=["recipient_id", "counted_month", "counted_number"], name="message_one_per_number_of_month"
            ),
            models.CheckConstraint(
                condition=Q(counted_month__isnull=True, counted_number__isnull=True)
                # A number that is not there is in no list, nor out of it: the database lets pass what it cannot tell.
                | Q(counted_month__isnull=False, counted_number__isnull=False, counted_number__in=[1, 2]),
                name="message_two_a_month",
            ),
            models.CheckConstraint(
                condition=Q(goes_with__isnull=True) | Q(state__in=["held", "sent", "failed"]),
                name="message_rides_while_held",
            ),
            models.CheckConstraint(
                condition=Q(account_closed_at__isnull=True) | Q(state="cancelled"),
                name="message_of_closed_is_cancelled",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="message_due", condition=Q(state="due")),
            models.Index(fields=["lease_until"], name="message_leased", condition=Q(state__in=["claimed", "sending"])),
            models.Index(fields=["recipient_id", "due_at"], name="message_held", condition=Q(state="held")),
            models.Index(fields=["recipient_id", "created_at"], name="message_recipient"),
            models.Index(fields=["subject_id"], name="message_subject"),
            # The log of the programme office: newest first, one kind, its work queues, and the beginning of an address.
            models.Index(fields=["-created_at", "-id"], name="message_newest"),
            models.Index(fields=["kind", "-created_at", "-id"], name="message_kind"),
            models.Index(fields=["-created_at"], name="message_failed", condition=Q(state="failed")),
            models.Index(fields=["-created_at"], name="message_in_doubt", condition=Q(ambiguous__gt=0)),
            models.Index(
                fields=["-created_at"],
                name="message_waiting",
                condition=Q(state__in=["due", "claimed", "sending", "held"]),
            ),
            # What is still to be blanked: little, for what ends well is blanked at once.
            models.Index(
                fields=["due_at"],
                name="message_over_and_kept",
                condition=Q(state__in=["sent", "failed", "cancelled", "suppressed"], text__isnull=False),
            ),
            models.Index(OpClass(Upper("address"), name="text_pattern_ops"), name="message_address"),
        ]

    def __str__(self) -> str:
        return f"{self.address}, {self.get_state_display()}"


class MailServerAway(models.Model):
    """That the mail server does not answer, since when, and when the log last said so. No row while it does."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    since = models.DateTimeField(_("since"))
    told_at = models.DateTimeField(_("told at"))

    class Meta:
        verbose_name = _("absence of the mail server")
        verbose_name_plural = _("absences of the mail server")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="mail_server_away_once")]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d %H:%M}"


class Tick(models.Model):
    """When something that beat starts was last begun, by the database's clock."""

    name = models.CharField(_("name"), max_length=60, primary_key=True)
    last_at = models.DateTimeField(_("last at"))

    class Meta:
        verbose_name = _("tick")
        verbose_name_plural = _("ticks")

    def __str__(self) -> str:
        return self.name
