"""Senders as they are often written, with no claim and no fence: what the harness must find fault with."""

import smtplib
import time
from collections.abc import Callable

from django.conf import settings

from mentoring.lib import clock
from mentoring.outbox.envelope import compose
from mentoring.outbox.models import OutgoingMessage

State = OutgoingMessage.State


def send_then_mark() -> None:
    """For ever: whoever dies in between, and whoever reads the same rows beside it, sends them again."""
    for_ever(pass_sending_first)


def mark_then_send() -> None:
    """For ever: whoever dies in between leaves a row that says "sent", and a mail that nobody ever gets."""
    for_ever(pass_marking_first)


def pass_sending_first() -> None:
    due = list(OutgoingMessage.objects.filter(state=State.DUE))
    deliver(due)
    mark(due)


def pass_marking_first() -> None:
    due = list(OutgoingMessage.objects.filter(state=State.DUE))
    mark(due)
    deliver(due)


def for_ever(one_pass: Callable[[], None]) -> None:
    while True:
        one_pass()
        time.sleep(0.05)


def deliver(messages: list[OutgoingMessage]) -> None:
    if not messages:
        return
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT) as server:
        for message in messages:
            server.sendmail("mentoring@mail.example", [message.address], compose(message).as_bytes())


def mark(messages: list[OutgoingMessage]) -> None:
    ids = [message.pk for message in messages]
    OutgoingMessage.objects.filter(pk__in=ids).update(state=State.SENT, sent_at=clock.now())
