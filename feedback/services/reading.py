"""The record of who read a report, and what it says is still unread."""

from django.db import models
from django.db.models import Exists, OuterRef, Subquery

from feedback.models import Snapshot, SurveyRun
from mentoring.accounts.models import User
from mentoring.audit.models import AuditEvent
from mentoring.audit.services import record_event
from programmes.models import Cohort

READ, CLOSED = "report.read", "survey.closed"


def record_report_read(*, subject: models.Model, by: User) -> None:
    """Write down, before anything is shown, who reads the report on `subject` (a cohort or an organisation)."""
    record_event(verb=READ, subject=subject, by=by)


def unread_figures(*, by: User) -> models.QuerySet[Snapshot]:
    """The figures with something to read of cohorts whose report this analyst has not opened since the survey closed.

    By the sequence of the record, as a day is too coarse: what was read in the morning says nothing of the evening.
    """
    closed = AuditEvent.objects.filter(
        verb=CLOSED, subject_label=SurveyRun._meta.label_lower, subject_id=OuterRef(OuterRef("run"))
    )
    read_since = AuditEvent.objects.filter(
        verb=READ,
        subject_label=Cohort._meta.label_lower,
        subject_id=OuterRef("run__cohort"),
        actor_id=by.pk,
        sequence__gt=Subquery(closed.values("sequence")[:1]),
    )
    return Snapshot.objects.to_read().filter(~Exists(read_since), run__cohort__in=Cohort.objects.reported_to(by))
