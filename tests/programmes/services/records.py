"""What the acts of a test left behind."""

from mentoring.audit.models import AuditEvent
from mentoring.outbox.models import OutgoingMessage


def audited():
    return [(event.verb, event.subject_id, event.actor_id) for event in AuditEvent.objects.all()]


def mails():
    return list(OutgoingMessage.objects.order_by("created_at").values_list("kind", "address", "subject_id"))
