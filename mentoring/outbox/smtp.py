"""Speaking SMTP in two halves, so that the row can be fenced between RCPT and DATA."""

import smtplib
from email.message import EmailMessage
from types import TracebackType
from typing import Self

from django.conf import settings


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
        self.close()

    def announce(self, *, sender: str, recipient: str) -> None:
        """MAIL and RCPT. Raises Undelivered for a refusal, OSError or SMTPException for a broken connection."""
        connection = self._open()
        for code, words in (connection.mail(sender), connection.rcpt(recipient)):
            if not 200 <= code < 300:
                self.drop()
                raise Undelivered(code, words.decode(errors="replace"))

    def hand_over(self, message: EmailMessage) -> None:
        """DATA. Raises Undelivered for a definite refusal and AnswerLost where no answer came."""
        try:
            code, words = self._open().data(message.as_bytes())
        except smtplib.SMTPDataError as error:  # refused before a byte of the message went over
            self.drop()
            raise Undelivered(error.smtp_code, str(error.smtp_error)) from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise AnswerLost(str(error)) from error
        if not 200 <= code < 300:
            self.drop()
            raise Undelivered(code, words.decode(errors="replace"))

    def drop(self) -> None:
        """Forget the message that was announced; a connection that cannot even do that is closed."""
        try:
            if self._connection is not None:
                self._connection.rset()
        except (smtplib.SMTPException, OSError):
            self.close()

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _open(self) -> smtplib.SMTP:
        if self._connection is None:
            connection = smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT)
            if settings.EMAIL_USE_TLS:
                connection.starttls()
            connection.ehlo_or_helo_if_needed()
            if settings.EMAIL_HOST_USER:
                connection.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
            self._connection = connection
        return self._connection
