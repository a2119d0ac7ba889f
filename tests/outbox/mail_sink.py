"""A real mail server on the loopback that keeps what it gets and misbehaves when told to."""

from aiosmtpd.controller import Controller


class Sink:
    """Keeps each message; `answer_rcpt` and `answer_data` replace the friendly answers; `hang_up` loses the reply."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.answer_rcpt: str | None = None
        self.answer_data: str | None = None
        self.hang_up = False
        self.on_rcpt = lambda: None

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
        if self.hang_up:
            server.transport.abort()
        return "250 taken"


class SinkController(Controller):
    """Listens on a port the system chooses."""

    def __init__(self, sink: Sink) -> None:
        super().__init__(sink, hostname="127.0.0.1", port=0)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
