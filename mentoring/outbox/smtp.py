"""Speaking SMTP in two halves, so that the row can be fenced between RCPT and DATA."""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self

from django.conf import settings

from mentoring.lib.promised import promised
from mentoring.outbox.addresses import NoAddress, on_the_wire
from mentoring.outbox.failpoints import reach

READY_FOR_TEXT = 354
CLOSING = 421
NOT_AN_ADDRESS = 553
FAULTS = (smtplib.SMTPException, OSError)


class Unreachable(Exception):
    """There is no mail server to speak to; nothing was tried."""


class ConnectionBroken(Exception):
    """The connection broke before the message was handed over: it certainly was not taken."""


class Undelivered(Exception):
    """The server gave a definite answer: not now (4xx) or never (5xx)."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(f"{code} {words}")
        self.is_final = code >= 500


class AnswerLost(Exception):
    """The message was handed over and no answer came back: it may or may not have been taken."""


class MailServer:
    """One connection to the mail server of the settings, opened when first needed and again after a fault."""

    def __init__(self) -> None:
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            with suppress(*FAULTS):
                self._connection.quit()
        self.close()

    def open(self) -> smtplib.SMTP:
        """The connection, opened where there is none; raises Unreachable."""
        if self._connection is None:
            try:
                self._connection = _connect()
            except FAULTS as error:
                raise Unreachable(str(error) or type(error).__name__) from error
        return self._connection

    def announce(self, *, sender: str, recipient: str) -> None:
        """MAIL and RCPT. Raises Undelivered for a refusal, ConnectionBroken for a broken connection."""
        connection = self.open()
        try:
            address = on_the_wire(recipient)
        except NoAddress as error:
            raise Undelivered(NOT_AN_ADDRESS, str(error)) from error
        options = _options_for(address, speaks_utf8=connection.has_extn("smtputf8"))
        with self._broken_if_lost():
            for command in (lambda: connection.mail(sender, options), lambda: connection.rcpt(address)):
                code, words = command()
                if not 200 <= code < 300:
                    raise self._refused(code, words)

    def hand_over(self, mail: bytes) -> None:
        """DATA. Raises Undelivered for a definite refusal and AnswerLost where the last answer did not come."""
        connection = self.open()
        with self._broken_if_lost():
            connection.putcmd("DATA")
            code, words = connection.getreply()
        if code != READY_FOR_TEXT:
            raise self._refused(code, words)
        try:
            code, words = _text_over(connection, mail)
        except FAULTS as error:
            self.close()
            raise AnswerLost(str(error) or type(error).__name__) from error
        if not 200 <= code < 300:
            raise self._refused(code, words)

    def drop(self) -> None:
        """Forget the message that was announced; a connection that cannot even do that is closed."""
        try:
            if self._connection is not None:
                self._connection.rset()
        except FAULTS:
            self.close()

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _refused(self, code: int, words: bytes) -> Undelivered:
        if code == CLOSING:
            self.close()
        else:
            self.drop()
        return Undelivered(code, words.decode(errors="replace"))

    @contextmanager
    def _broken_if_lost(self) -> Iterator[None]:
        try:
            yield
        except FAULTS as error:
            self.close()
            raise ConnectionBroken(str(error) or type(error).__name__) from error


def _connect() -> smtplib.SMTP:
    """A connection on which MAIL may be said; one that did not get that far is closed."""
    connection = _dialled(settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT)
    # A mail goes in two halves: without this the second waits 40 ms for the first to be acknowledged.
    promised(connection.sock).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        connection.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            connection.starttls(context=ssl.create_default_context())
            connection.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER:
            connection.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except FAULTS:
        connection.close()
        raise
    return connection


def _dialled(host: str, port: int, timeout: float) -> smtplib.SMTP:
    if settings.EMAIL_USE_SSL:
        return smtplib.SMTP_SSL(host, port, timeout=timeout, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=timeout)


def _options_for(address: str, *, speaks_utf8: bool) -> list[str]:
    """What MAIL must say of an address with letters beyond ASCII before the @."""
    if address.isascii():
        return []
    if not speaks_utf8:
        raise Undelivered(NOT_AN_ADDRESS, "The mail server cannot write to addresses with such letters.")
    return ["SMTPUTF8"]


def _text_over(connection: smtplib.SMTP, mail: bytes) -> tuple[int, bytes]:
    """The text, the final dot and the server's answer, for which it may take longer than for others."""
    text = re.sub(rb"(?m)^\.", b"..", mail).removesuffix(b"\r\n") + b"\r\n.\r\n"
    half = len(text) // 2
    wire = promised(connection.sock)
    wire.settimeout(settings.EMAIL_ANSWER_TIMEOUT)
    connection.send(text[:half])
    reach("mid-data")
    connection.send(text[half:])
    answer = connection.getreply()
    wire.settimeout(settings.EMAIL_TIMEOUT)
    return answer
