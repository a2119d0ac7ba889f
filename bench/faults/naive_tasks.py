"""A tick flags what is due and gives each mail to Redis; whoever gets it sends it, and then says so."""

import smtplib
from datetime import timedelta
from uuid import UUID, uuid4

from celery import shared_task
from django.conf import settings
from django.db import transaction

from mentoring.lib import clock
from mentoring.outbox.envelope import compose
from mentoring.outbox.models import OutgoingMessage

State = OutgoingMessage.State
AT_ONCE = 1000
FROM = "mentoring@mail.example"


@shared_task(name="naive.tick")
def tick() -> None:
    with transaction.atomic():
        due = OutgoingMessage.objects.filter(state=State.DUE, due_at__lte=clock.now())
        ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
        # The one flag that the table has for it; nobody looks at how long it is raised.
        flag = {"state": State.CLAIMED, "claim": uuid4(), "lease_until": clock.now() + timedelta(days=1)}
        OutgoingMessage.objects.filter(pk__in=ids).update(**flag)
    for pk in ids:
        send.delay(str(pk))


@shared_task(name="naive.send")
def send(pk: str) -> None:
    message = OutgoingMessage.objects.get(pk=UUID(pk))
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT) as server:
        server.sendmail(FROM, [message.address], compose(message).as_bytes())
    sent = {"state": State.SENT, "sent_at": clock.now(), "claim": None, "lease_until": None}
    OutgoingMessage.objects.filter(pk=message.pk).update(**sent)
