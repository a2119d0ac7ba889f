"""Appending to the record of who did what."""

from django.contrib.auth.models import AnonymousUser
from django.db import models

from mentoring.audit.models import AuditEvent
from mentoring.lib import clock


def record_event(*, verb: str, subject: models.Model, by: models.Model | AnonymousUser | None) -> AuditEvent:
    """Append one act to the record, in the caller's transaction. `by` is None for what the product does by itself."""
    return AuditEvent.objects.create(
        at=clock.now(),
        actor_id=getattr(by, "pk", None),
        verb=verb,
        subject_label=subject._meta.label_lower,
        subject_id=subject.pk,
    )
