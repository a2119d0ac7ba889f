"""Long work that a person waits for: a row that a tick picks up, with honest progress."""

import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: models.Model) -> "JobQuerySet":
        """The jobs this person started."""
        return self.filter(started_by=user)

    def open(self) -> "JobQuerySet":
        """Waiting or at work."""
        return self.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])

    def about(self, kind: str, subject: models.Model) -> "JobQuerySet":
        """Work of one kind on one thing, the newest first."""
        return self.filter(kind=kind, subject_id=subject.pk).order_by("-created_at", "-pk")


class Job(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to start")
        RUNNING = "running", _("at work")
        DONE = "done", _("done")
        FAILED = "failed", _("did not finish")
        CANCELLED = "cancelled", _("stopped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    subject_label = models.CharField(_("kind of thing"), max_length=60)
    subject_id = models.UUIDField(_("thing"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("started by")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    message = models.CharField(_("progress in words"), max_length=300, blank=True)
    claim = models.UUIDField(_("claim"), null=True)
    lease_until = models.DateTimeField(_("lease until"), null=True)
    # Somebody no longer wants it; its worker sees this at the next report of progress.
    cancel_requested = models.BooleanField(_("to be stopped"), default=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed", "cancelled"]), name="job_state_known"
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(state__in=["waiting", "running"]),
                name="job_one_open_per_subject",
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="job_open", condition=Q(state__in=["waiting", "running"]))]

    def __str__(self) -> str:
        return f"{self.kind}, {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("jobs:job-detail", args=[self.pk])

    @property
    def is_over(self) -> bool:
        """Done, failed or stopped: nothing will change any more."""
        return not JOB_MOVES[self.state]


JOB_MOVES: Mapping[str, frozenset[str]] = {
    Job.State.WAITING: frozenset({Job.State.RUNNING, Job.State.CANCELLED}),
    # Once more at work: with another worker, after the one before died.
    Job.State.RUNNING: frozenset({Job.State.RUNNING, Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED}),
    Job.State.DONE: frozenset(),
    Job.State.FAILED: frozenset(),
    Job.State.CANCELLED: frozenset(),
}
