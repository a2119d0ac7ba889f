"""Whom people would rather not be paired with, and whom they would like."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.ranked import MOST_NAMED
from mentoring.lib.crypto import EncryptedTextField
from participants.models import Profile
from programmes.models import Enrolment

# Stands for nobody, so that how many somebody named does not show in how long the text is.
NOBODY = str(uuid.UUID(int=0))


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    def visible_to(self, user: models.Model) -> "ExclusionQuerySet":
        """Whom this person avoids, for this person alone."""
        return self.filter(owner__user=user)


class Exclusion(models.Model):
    """Somebody whom a person would rather not be paired with. Read by that person and by the search for pairs only.

    Who is avoided is encrypted. The digest lets the database refuse the same two twice; it is made with a key of the
    installation over both ids. Whoever reads the table without that key learns that its owner avoids so many people and
    nothing more: two people who avoid the same third have digests that share nothing, nor can a guess be tried. Whoever
    holds the key could open the text itself.
    How long it is kept, services.forgetting says.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        Profile, on_delete=models.CASCADE, related_name="exclusions", verbose_name=_("whose wish it is")
    )
    # The id of the other person's profile.
    excluded = EncryptedTextField(label="exclusion.excluded")
    digest = models.CharField(max_length=64, editable=False)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("person to avoid")
        verbose_name_plural = _("people to avoid")
        constraints = [models.UniqueConstraint(fields=["owner", "digest"], name="exclusion_once")]

    def __str__(self) -> str:
        return str(self.pk)


class RankingQuerySet(models.QuerySet["Ranking"]):
    def visible_to(self, user: models.Model) -> "RankingQuerySet":
        """Whom this person named, for this person alone."""
        return self.filter(enrolment__person__user=user)


class Ranking(models.Model):
    """Whom somebody would like to be paired with in one round, in order. Read by that person and by the search alone.

    Encrypted, one row for a place and always as long, so whoever reads the table learns that somebody was named and
    neither who nor how many. How long it is kept, services.forgetting says.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.OneToOneField(
        Enrolment, on_delete=models.CASCADE, related_name="ranking", verbose_name=_("whose wish it is")
    )
    # The ids of the profiles of those named, the dearest first, and of nobody up to MOST_NAMED.
    named = EncryptedTextField(label="ranking.named")

    objects = RankingQuerySet.as_manager()

    class Meta:
        verbose_name = _("people somebody would like")
        verbose_name_plural = _("people somebody would like")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def people(self) -> list[str]:
        return [key for key in self.named.split() if key != NOBODY]


def written_down(people: list[str]) -> str:
    """What `Ranking.named` holds of the ids of these people, MOST_NAMED at most."""
    return " ".join([*people, *[NOBODY] * (MOST_NAMED - len(people))])
