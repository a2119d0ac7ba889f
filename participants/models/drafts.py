"""What waits to be finished: an HR file in the office, and a section of a profile that somebody began to change."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentoring.lib.crypto import EncryptedTextField
from participants.models.people import Profile


class ImportDraftQuerySet(models.QuerySet["ImportDraft"]):
    def visible_to(self, user: models.Model) -> "ImportDraftQuerySet":
        """A file that was brought is for who brought it alone."""
        return self.filter(uploaded_by=user)


class ImportDraft(models.Model):
    """An HR file in the office until it is applied or dropped, a day at most. Its import has its id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    # Empty for our own company.
    organisation_name = models.CharField(_("organisation"), max_length=120, blank=True)
    source_name = models.CharField(_("source"), max_length=80)
    file_name = models.CharField(_("file"), max_length=200)
    # The bytes of the file, one letter for each.
    content = EncryptedTextField(_("content"), label="participants.import_draft.content")
    # {heading: field} as it was chosen, "" for a column left out.
    chosen = models.JSONField(_("columns"), default=dict)
    date_order = models.CharField(_("order in dates"), max_length=10, blank=True)
    # What a dry run found; empty before. Nothing in it quotes the file.
    found = models.JSONField(_("found"), default=dict)
    allow_shrink = models.BooleanField(_("may lose many people"), default=False)

    objects = ImportDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("HR file to import")
        verbose_name_plural = _("HR files to import")

    def __str__(self) -> str:
        return self.file_name


class ProfileDraftQuerySet(models.QuerySet["ProfileDraft"]):
    def visible_to(self, user: models.Model) -> "ProfileDraftQuerySet":
        """One's own alone."""
        return self.filter(person__user=user)


class ProfileDraft(models.Model):
    """What somebody changed in a section of their profile and has not saved; gone once they do, or after a month."""

    KEPT_DAYS = 30

    class Section(models.TextChoices):
        OFFERS = "offers", _("skills offered")
        WANTS = "wants", _("skills wanted")
        WAYS = "ways", _("ways of working")
        ABOUT_ME = "about_me", _("about me")
        CAREER = "career", _("career path")
        AIMS = "aims", _("aims")
        INTERESTS = "interests", _("interests")
        LIMIT = "limit", _("limit as a mentor")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="drafts", verbose_name=_("person"))
    section = models.CharField(_("section"), max_length=20, choices=Section)
    # As JSON, what the fields of the section hold and a digest of what was saved then:
    # {"sent": {"about_me": "..."}, "seen": "..."}.
    answers = EncryptedTextField(_("answers"), label="participants.profile_draft.answers")
    saved_at = models.DateTimeField(_("saved at"))

    objects = ProfileDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of a profile")
        verbose_name_plural = _("drafts of profiles")
        constraints = [
            models.UniqueConstraint(fields=["person", "section"], name="profile_draft_once"),
            models.CheckConstraint(
                condition=models.Q(
                    section__in=["offers", "wants", "ways", "about_me", "career", "aims", "interests", "limit"]
                ),
                name="profile_draft_section_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.saved_at:%d %b %Y}"
