"""While the mail server is away the log says so now and then, not each second and not for each sender."""

import logging
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.models import F
from django.db.models.functions import Now

from mentoring.outbox.models import MailServerAway
from mentoring.outbox.pump import pump
from tests.outbox.messages import queue


@pytest.fixture
def away(db, sink, settings):
    """The server is away, and something waits for it; calling this brings it back."""
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    queue()
    return lambda: setattr(settings, "EMAIL_PORT", port)


def told(caplog) -> list[str]:
    """What the log said so far, without the words of the system."""
    return [record.getMessage().partition(":")[0] for record in caplog.records if record.levelno >= logging.WARNING]


def let_pass(**duration: int) -> None:
    MailServerAway.objects.update(
        since=F("since") - timedelta(**duration), told_at=F("told_at") - timedelta(**duration)
    )


def test_absence_is_told_once_then_each_minute_and_the_return_once(away, caplog):
    for _second in range(3):
        pump()
    at_first = told(caplog)
    for _minute in range(2):
        let_pass(seconds=61)
        pump()
        pump()
    away()
    pump()
    pump()

    assert at_first == ["The mail server cannot be reached"]
    assert told(caplog) == [
        "The mail server cannot be reached",
        "The mail server has been away for 61 seconds",
        "The mail server has been away for 122 seconds",
        "The mail server is back after 122 seconds",
    ]


def test_next_absence_is_told_anew(away, caplog, settings):
    pump()
    away()
    pump()
    settings.EMAIL_PORT = 1
    queue(occurrence="another")
    pump()

    assert told(caplog).count("The mail server cannot be reached") == 2


def test_server_that_always_answers_is_not_spoken_of(db, sink, caplog):
    queue()

    pump()

    assert (told(caplog), len(sink.messages)) == ([], 1)


def test_there_is_one_absence_at_most(db):
    with pytest.raises(IntegrityError, match="mail_server_away_once"):
        MailServerAway.objects.create(id=2, since=Now(), told_at=Now())
