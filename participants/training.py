"""Which training as a mentor somebody has done, and until when it counts: the office notes it, its person reads it."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentoring.lib.seen import seen_of


class TrainingLevel(models.IntegerChoices):
    """A higher one includes the lower ones."""

    INTRODUCTION = 1, _("introduction")
    PRACTICE = 2, _("practice")
    ADVANCED = 3, _("advanced")


class Held(NamedTuple):
    """When a training was done, and the last day on which it counts; None where it counts for good."""

    done_on: date
    until: date | None


class TrainingRecordQuerySet(models.QuerySet["TrainingRecord"]):
    def holding(self, on: date) -> "TrainingRecordQuerySet":
        """Trainings that count on this day: those done by then and not over; the last day is one of them."""
        return self.filter(Q(until=None) | Q(until__gte=on), done_on__lte=on)


class TrainingRecord(models.Model):
    """A training that a person has done; deleting the person takes it along."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    profile = models.ForeignKey(
        "participants.Profile", on_delete=models.CASCADE, related_name="trainings", verbose_name=_("person")
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=TrainingLevel)
    done_on = models.DateField(_("done on"))
    until = models.DateField(_("counts until"), null=True, blank=True)

    objects = TrainingRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentor training of a person")
        verbose_name_plural = _("mentor trainings of people")
        ordering = ["level"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "level"], name="training_record_once"),
            models.CheckConstraint(condition=Q(level__in=TrainingLevel.values), name="training_record_level_known"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("done_on")), name="training_record_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}, {self.done_on}"

    @property
    def held(self) -> Held:
        return Held(self.done_on, self.until)

    def words(self, on: date) -> str:
        """As people read it on this day."""
        told = {"level": self.get_level_display(), "done": date_format(self.done_on)}
        if self.until is None:
            return gettext("%(level)s, done on %(done)s") % told
        told["until"] = date_format(self.until)
        if self.until < on:
            return gettext("%(level)s, done on %(done)s; it counted until %(until)s") % told
        return gettext("%(level)s, done on %(done)s; it counts until %(until)s") % told


def training_of(person: str, on: date) -> Subquery:
    """For a query of rows: the highest level that counts on this day, None for none; `person` names their person."""
    theirs = TrainingRecord.objects.holding(on).filter(profile=OuterRef(person))
    return Subquery(theirs.order_by("-level").values("level")[:1])


def trainings_seen(person: models.Model, records: Iterable[TrainingRecord]) -> str:
    """How the trainings of a person stand, for the form to bring back."""
    stands = sorted((record.level, *record.held) for record in records)
    return seen_of("trainings", person.pk, *(value for each in stands for value in each))
