"""A real mail server on the loopback that keeps what it gets and misbehaves when told to."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.tls import make_certificate


class Sink:
    """Keeps each message. `answer_...` replace the friendly answers.

    `hang_up` loses the reply to the final dot; `hang_up_before_text` ends the connection where DATA was said.
    """

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.recipients: list[str] = []
        self.connections = 0
        self.answer_mail: str | None = None
        self.answer_rcpt: str | None = None
        self.answer_data: str | None = None
        self.hang_up = False
        self.hang_up_before_text = False
        self.on_rcpt = lambda: None

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.answer_mail:
            return self.answer_mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.on_rcpt()
        if self.answer_rcpt:
            return self.answer_rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answer_data:
            return self.answer_data
        self.messages.append(envelope.content)
        self.recipients.extend(envelope.rcpt_tos)
        if self.hang_up:
            server.transport.abort()
        return "250 taken"


class SinkServer(SMTP):
    async def smtp_DATA(self, arg):
        if self.event_handler.hang_up_before_text:
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)


class SinkController(Controller):
    """Listens on a port the system chooses."""

    def __init__(self, sink: Sink, **options) -> None:
        super().__init__(sink, hostname="127.0.0.1", port=0, **{"enable_SMTPUTF8": False, **options})

    def factory(self) -> SMTP:
        self.handler.connections += 1
        return SinkServer(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def tls_sink(folder: Path) -> Iterator[SinkController]:
    """Encrypted from the first byte, as on port 465, with a certificate that nobody vouches for but itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*make_certificate(folder))
    controller = SinkController(Sink(), ssl_context=context)
    controller.start()
    yield controller
    controller.stop()
