"""A plausible environment of a real installation, and commands run in it as on a server."""

import base64
import os
import subprocess
import sys
from pathlib import Path

from mentoring.lib.env import BASE_DIR
from tests.local.processes import clean_environment

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
SWITCH_OF_THE_TESTS = "DJANGO_ALLOW_ASYNC_UNSAFE"  # beside a browser (tests/browser/conftest.py)
GOOD = {
    "DJANGO_SETTINGS_MODULE": "mentoring.settings.production",
    "SECRET_KEY": "kD3vQ9zR7mT1xW5yB8nC2fG6hJ4pL0sVuEaHiOqUwZrXtYbNcF",
    "SURVEY_KEY": "Zt6Rk1Vw8Qx3Nc5Mb7Lp9Jh2Gf4Ds0AyUiOeWqTzXrCvBnPl",
    "AUDIT_KEY": "Wq8Xn3Vb6Mt1Lk4Jh7Gf0DsZaPoIuYtReWqAxScDvFgBhNjMk",
    "FIELD_KEYS": f"k1:{KEY}",
    "SITE_URL": "https://mentoring.company.com",
    "EMAIL_HOST": "mail.company.com",
    "EMAIL_PORT": "587",
    "EMAIL_USE_TLS": "true",
    "DEFAULT_FROM_EMAIL": "Mentoring <mentoring@company.com>",
    "LOG_LEVEL": "WARNING",
}


def environment(folder: Path, **changed: str | None) -> dict[str, str]:
    """Good in every way but what is changed; None takes a value away. The servers are those of the tests."""
    servers = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}
    values = {**GOOD, **servers, "STATIC_ROOT": str(folder), SWITCH_OF_THE_TESTS: None, **changed}
    chosen = {name: value for name, value in values.items() if value is not None}
    return {name: each for name, each in clean_environment(folder).items() if name not in values} | chosen


def manage(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mentoring", *arguments],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
