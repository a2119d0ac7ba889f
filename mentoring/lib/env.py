"""Typed reading of the environment, and of the secrets and addresses that `manage.py up` keeps in `.local`."""

import json
import os
from pathlib import Path

from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
LOCAL_DIR = Path(os.environ.get("MENTORING_LOCAL_DIR", BASE_DIR / ".local"))

env = Env()


def local_values(name: str) -> dict[str, str]:
    """What `manage.py up` keeps under `.local` (`secrets`, `addresses`); empty where it never ran."""
    path = LOCAL_DIR / f"{name}.json"
    try:
        return json.loads(path.read_text())
    except FileNotFoundError:
        return {}


def load_local_values() -> None:
    """Offer the values in `.local` to the settings; the environment wins over them."""
    for name in ("secrets", "addresses"):
        for key, value in local_values(name).items():
            os.environ.setdefault(key, value)
