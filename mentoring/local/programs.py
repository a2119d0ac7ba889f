"""The programs of Mentoring that `manage.py up` runs on top of the servers."""

import errno
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mentoring.lib.env import BASE_DIR
from mentoring.local.processes import Child
from mentoring.local.sentence import Unable

LOOPBACK = "127.0.0.1"
THREADS = 4
WORKER = ["worker", "--concurrency", "1", "--without-mingle", "--without-gossip", "--loglevel", "warning"]


def listener_on(port: int) -> socket.socket:
    """Taken before anything starts, and handed on: whoever connects early waits instead of being refused."""
    if not 0 <= port <= 65535:
        raise Unable(f"{port} is no port: choose a number from 1 to 65535.")
    try:
        return socket.create_server((LOOPBACK, port), backlog=128)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise Unable(
            f"Port {port} is not free: {os.strerror(error.errno)}. "
            f"Choose another one, for example: python3 manage.py up --port {port + 1 if 1023 < port < 65535 else 8000}"
        ) from None


def python_child(name: str, *arguments: str, local: Path, environment: Mapping[str, str], **options: Any) -> Child:
    command = [sys.executable, "-m", *arguments]
    return Child(name, command, log=local / "log" / f"{name}.log", environment=environment, cwd=BASE_DIR, **options)


def mail_sink(listener: socket.socket, *, local: Path, environment: Mapping[str, str]) -> Child:
    number = listener.fileno()
    arguments = ["mentoring.local.mail_sink", "--folder", str(local / "mail"), "--listener", str(number)]
    return python_child("mail", *arguments, local=local, environment=environment, pass_fds=[number])


def web(
    listener: socket.socket,
    *,
    workers: int,
    local: Path,
    environment: Mapping[str, str],
    application: str = "mentoring.wsgi",
) -> Child:
    number = listener.fileno()
    arguments = [
        *("gunicorn", application, "--bind", f"fd://{number}", "--worker-class", "gthread"),
        "--preload",  # the code is loaded once, not once per process
        *("--workers", str(workers), "--threads", str(THREADS), "--graceful-timeout", "3"),
        *("--log-level", "warning", "--no-control-socket"),
    ]
    return python_child("web", *arguments, local=local, environment=environment, pass_fds=[number])


def worker(queue: str, *, local: Path, environment: Mapping[str, str]) -> Child:
    arguments = ["celery", "-A", "mentoring", *WORKER, "--queues", queue, "--hostname", f"{queue}@%h"]
    return python_child(f"worker-{queue}", *arguments, local=local, environment=environment)


def beat(*, local: Path, environment: Mapping[str, str]) -> Child:
    arguments = ["celery", "-A", "mentoring", "beat", "--loglevel", "warning", "--schedule", str(local / "beat")]
    return python_child("beat", *arguments, local=local, environment=environment)
