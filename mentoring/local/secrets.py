"""The secrets of one machine's `.local`: made on the first start, then kept."""

import base64
import fcntl
import json
import os
import secrets
import string
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mentoring.local.files import private_folder, write_private

CHARACTERS = string.ascii_letters + string.digits
# Keys that came with a later version; an installation from before gets them beside its own.
ADDED_SINCE = ("AUDIT_KEY",)


def ensure_secrets(local: Path) -> dict[str, str]:
    """Read `secrets.json`, or make it. No key in it ever changes: what it encrypted or sealed would be lost."""
    path = private_folder(local) / "secrets.json"
    with alone(local):
        if not path.exists():
            write_private(path, json.dumps(new_secrets(), indent=2))
        kept = json.loads(path.read_text())
        missing = {name: value for name, value in new_secrets().items() if name in ADDED_SINCE and name not in kept}
        if missing:
            write_private(path, json.dumps({**kept, **missing}, indent=2))
    return {**kept, **missing}


@contextmanager
def alone(local: Path) -> Iterator[None]:
    """Two commands that start at once must not each make a key of their own."""
    folder = os.open(local, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def new_secrets() -> dict[str, str]:
    field_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return {
        "SECRET_KEY": "".join(secrets.choice(CHARACTERS) for _ in range(64)),
        "FIELD_KEYS": f"k1:{field_key}",
        "SURVEY_KEY": secrets.token_urlsafe(32),
        "AUDIT_KEY": secrets.token_urlsafe(32),
    }


def as_lines(values: Mapping[str, str]) -> str:
    """A file of settings that systemd and the shell both read."""
    return "".join(f"{name}='{value}'\n" for name, value in values.items())


if __name__ == "__main__":  # python -m mentoring.local.secrets: keys for an installation of one's own
    print(as_lines(new_secrets()), end="")
