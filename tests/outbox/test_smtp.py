"""A mail server that is encrypted from the first byte."""

from collections.abc import Iterator

import pytest

from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.pump import pump
from tests.outbox.mail_sink import Sink
from tests.outbox.mail_sink import tls_sink as encrypted
from tests.outbox.messages import queue


@pytest.fixture
def tls_sink(settings, tmp_path) -> Iterator[Sink]:
    with encrypted(tmp_path) as controller:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "localhost", controller.port, 5
        settings.EMAIL_USE_SSL = True
        yield controller.handler


@pytest.fixture
def trusted(tls_sink, monkeypatch, tmp_path) -> None:
    """This machine trusts the certificate of that server."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))


@pytest.mark.usefixtures("trusted")
def test_mail_goes_to_a_server_that_is_encrypted_from_the_first_byte(db, tls_sink):
    message = queue()

    assert pump() == 1

    message.refresh_from_db()
    assert (message.state, tls_sink.recipients) == ("sent", [message.address])


def test_server_whose_certificate_nobody_trusts_gets_nothing(db, tls_sink):
    queue()

    assert pump() == 0

    message = OutgoingMessage.objects.get()
    assert (message.state, message.attempts, tls_sink.messages) == ("due", 0, [])


@pytest.mark.usefixtures("trusted")
def test_server_of_that_kind_is_not_spoken_to_in_the_clear(db, tls_sink, settings):
    settings.EMAIL_USE_SSL, settings.EMAIL_TIMEOUT = False, 0.5
    queue()

    assert pump() == 0
    assert (OutgoingMessage.objects.get().state, tls_sink.messages) == ("due", [])
