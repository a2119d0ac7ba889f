"""The mail server of `manage.py up`: takes every mail, sends none on, and keeps each as a file."""

import argparse
import asyncio
import os
import secrets
import signal
import socket
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from mentoring.local.files import private_folder, write_private


class Keeper:
    """What aiosmtpd asks for each mail."""

    def __init__(self, folder: Path) -> None:
        self.folder = private_folder(folder)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        write_private(self.folder / f"{new_name()}.eml", envelope.original_content or b"")
        return "250 Kept for reading"


def new_name() -> str:
    """Names sort by time; two mails of one moment still differ."""
    return f"{time.time_ns():020d}-{secrets.token_hex(4)}"


async def serve(listener: socket.socket, keeper: Keeper) -> None:
    """Until SIGTERM."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    async with await loop.create_server(lambda: SMTP(keeper, enable_SMTPUTF8=True, loop=loop), sock=listener):
        await ended.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m mentoring.local.mail_sink", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where each mail becomes a file")
    parser.add_argument("--listener", type=int, required=True, help="number of an open, listening socket")
    options = parser.parse_args()
    os.umask(0o077)
    asyncio.run(serve(socket.socket(fileno=options.listener), Keeper(options.folder)))


if __name__ == "__main__":
    main()
