"""What one of two asks the other before answering a suggestion."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.models.suggestions import ProposalSide
from mentoring.lib.crypto import EncryptedTextField


class FirstQuestionQuerySet(models.QuerySet["FirstQuestion"]):
    def visible_to(self, user: models.Model) -> "FirstQuestionQuerySet":
        """Those that this person asked or was asked. There are none once a suggestion is no longer open."""
        return self.filter(asked_by__proposal__sides__enrolment__person__user=user)

    def unanswered(self) -> "FirstQuestionQuerySet":
        return self.filter(answered_at=None)


class FirstQuestion(models.Model):
    """A question that one of the two of an open suggestion asks before they answer it, and what the other one says.

    For the two alone (docs/decisions/0039). Whatever ends the suggestion deletes it in the same transaction.
    """

    # Where they stand on the page of the suggestion.
    PLACE_ON_PAGE = "#asked-first"
    # As many may each of the two ask, one after the other.
    MOST = 2

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked_by = models.ForeignKey(
        ProposalSide, on_delete=models.CASCADE, related_name="questions", verbose_name=_("asked by")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    words = EncryptedTextField(_("question"), label="first question words")
    asked_at = models.DateTimeField(_("asked at"))
    answer = EncryptedTextField(_("answer"), null=True, label="first question answer")
    answered_at = models.DateTimeField(_("answered at"), null=True)

    objects = FirstQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question before an answer")
        verbose_name_plural = _("questions before an answer")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["asked_by"], condition=Q(answered_at=None), name="first_question_one_open"),
            models.UniqueConstraint(fields=["asked_by", "number"], name="first_question_number_once"),
            models.CheckConstraint(condition=Q(number__in=[1, 2]), name="first_question_two_at_most"),
            models.CheckConstraint(
                condition=Q(answer__isnull=True, answered_at=None) | Q(answer__isnull=False, answered_at__isnull=False),
                name="first_question_answer_has_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
