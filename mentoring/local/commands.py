"""What a management command runs on: the servers of a running `up`, or servers of its own for as long as it takes."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mentoring.local.lock import Lock, purpose_of_holder, tell, told
from mentoring.local.secrets import ensure_secrets
from mentoring.local.sentence import say
from mentoring.local.servers import addresses, missing, running_servers
from mentoring.local.waiting import wait_until

NEED_NO_SERVERS = {
    *("help", "version", "collectstatic", "compilemessages", "diffsettings", "maintenance", "makemessages", "startapp"),
}


@contextmanager
def servers_for(local: Path, arguments: list[str]) -> Iterator[None]:
    """Both servers answer, and the settings find their addresses, while the block runs."""
    ensure_secrets(local)
    (local / "static").mkdir(exist_ok=True)  # the settings expect it
    if not missing() or needs_no_servers(arguments):
        os.environ.update(addresses(local))
        yield
        return
    with Lock(local) as lock:
        if not take_or_join(lock, purpose=f"manage.py {arguments[0]}"):
            yield
            return
        with running_servers(local) as found:
            tell(local, "addresses", found)
            os.environ.update(found)
            yield


def needs_no_servers(arguments: list[str]) -> bool:
    return not arguments or arguments[0].startswith("-") or arguments[0] in NEED_NO_SERVERS or "--help" in arguments


def take_or_join(lock: Lock, *, purpose: str) -> bool:
    """True with the lock, once it is free; False once an `up` that runs here has told its addresses."""

    def is_decided() -> bool:
        return lock.take(purpose=purpose) or bool(told(lock.local, "up"))

    if not is_decided():
        holder = purpose_of_holder(lock.local)
        say(f"Waiting for `{holder}`, which uses the database in {lock.local} ...", to=sys.stderr)
        wait_until(is_decided, seconds=float("inf"), every=0.2)
    return lock.held is not None
