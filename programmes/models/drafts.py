"""What somebody filled in before they asked for a place."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentoring.lib.crypto import EncryptedTextField
from participants.models import Profile
from programmes.models.rounds import Cohort


class PlaceDraftQuerySet(models.QuerySet["PlaceDraft"]):
    def visible_to(self, user: models.Model) -> "PlaceDraftQuerySet":
        """One's own alone: nobody else learns that somebody thinks of asking."""
        return self.filter(person__user=user)


class PlaceDraft(models.Model):
    """What somebody filled in so far to ask for a place; gone once they asked, or after a month."""

    KEPT_DAYS = 30

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="place_drafts", verbose_name=_("cohort"))
    person = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="place_drafts", verbose_name=_("person"))
    # What the fields of both pages hold, as JSON: {"role": "mentor", "aims_mentor": "...", ...}.
    answers = EncryptedTextField(label="programmes.placedraft.answers")
    saved_at = models.DateTimeField(_("saved at"))

    objects = PlaceDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of a registration")
        verbose_name_plural = _("drafts of registrations")
        constraints = [models.UniqueConstraint(fields=["cohort", "person"], name="place_draft_once")]

    def __str__(self) -> str:
        return f"{self.saved_at:%d %b %Y}"
