"""A mail server that keeps what it gets. Told by a file, it takes one mail and loses its reply, or makes it wait."""

import argparse
import asyncio
import os
import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from mentoring.local.files import private_folder, write_private
from mentoring.local.mail_sink import Keeper, new_name, serve

LOSE = "lose"
MAILS, ORDERS = "mail", "orders"


class Misbehaving(Keeper):
    """Each order is for one mail, which is kept in any case."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / MAILS)
        self.orders = private_folder(folder / ORDERS)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        order = self._next_order()
        if order == LOSE:
            _cut(server)
        elif order:
            await asyncio.sleep(float(order))
        return answer

    def _next_order(self) -> str:
        for path in sorted(self.orders.glob("[!.]*")):
            order = path.read_text()
            path.unlink()
            return order
        return ""


def _cut(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.Transport):
        server.transport.abort()


class MailServer:
    """The same, as seen by whoever gives the orders: `folder` is where it keeps everything."""

    def __init__(self, folder: Path) -> None:
        self.mails = private_folder(folder / MAILS)
        self.orders = private_folder(folder / ORDERS)

    def order(self, words: str) -> Path:
        """For the next mail that arrives; the file is gone once there was one."""
        path = self.orders / new_name()
        write_private(path, words)
        return path

    def count(self) -> int:
        return sum(1 for name in os.listdir(self.mails) if name.endswith(".eml"))

    def last_at(self) -> float:
        """When the last mail arrived, in seconds since 1970; 0 where none did."""
        return max((moment_of(path) for path in self.mails.glob("*.eml")), default=0.0)

    def first_at(self) -> float:
        return min((moment_of(path) for path in self.mails.glob("*.eml")), default=0.0)

    def arrived(self) -> Iterator[Message]:
        for path in sorted(self.mails.glob("*.eml")):
            yield message_from_bytes(path.read_bytes())


def moment_of(mail: Path) -> float:
    """As `mentoring.local.mail_sink` names them."""
    return int(mail.name.partition("-")[0]) / 1e9


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.faults.mail_server", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where mails and orders lie")
    parser.add_argument("--listener", type=int, required=True, help="number of an open, listening socket")
    options = parser.parse_args()
    os.umask(0o077)
    asyncio.run(serve(socket.socket(fileno=options.listener), Misbehaving(options.folder)))


if __name__ == "__main__":
    main()
