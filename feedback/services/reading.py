"""The record of who read a report."""

from django.db import models

from mentoring.accounts.models import User
from mentoring.audit.services import record_event


def record_report_read(*, subject: models.Model, by: User) -> None:
    """Write down, before anything is shown, who reads the report on `subject` (a cohort or an organisation)."""
    record_event(verb="report.read", subject=subject, by=by)
