"""The secrets of one machine's `.local`: made on the first start, then kept."""

import base64
import json
import secrets
import string
from pathlib import Path

from mentoring.local.files import private_folder, write_private

CHARACTERS = string.ascii_letters + string.digits


def ensure_secrets(local: Path) -> dict[str, str]:
    """Read `secrets.json`, or make it. It is never written again: what it encrypted would be lost."""
    path = private_folder(local) / "secrets.json"
    if not path.exists():
        write_private(path, json.dumps(new_secrets(), indent=2))
    return json.loads(path.read_text())


def new_secrets() -> dict[str, str]:
    field_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return {
        "SECRET_KEY": "".join(secrets.choice(CHARACTERS) for _ in range(64)),
        "FIELD_KEYS": f"k1:{field_key}",
        "SURVEY_KEY": secrets.token_urlsafe(32),
    }
