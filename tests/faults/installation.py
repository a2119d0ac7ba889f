"""The pages of an installation on servers of its own, which a test may stop, empty and start again."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import Cookie

from mentoring.lib.env import BASE_DIR
from mentoring.local import programs
from mentoring.local.postgres import Postgres
from mentoring.local.processes import Child, stop_all
from mentoring.local.secrets import ensure_secrets
from mentoring.local.valkey import Valkey
from mentoring.local.waiting import wait_until
from tests.flows.visitor import Visitor
from tests.local.processes import clean_environment
from tests.stoppable import own_postgres, own_valkey

PATIENCE = 120  # seconds: the machine may be busy with other tests
ADMINISTRATOR = "sam@mail.example"
# A session as it is after signing in, made without a mail.
SIGN_IN = f"""
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from mentoring.accounts.models import User
user = User.objects.filter(email="{ADMINISTRATOR}").first() or User.objects.create_superuser(email="{ADMINISTRATOR}")
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "mentoring.accounts.backends.RolesBackend"
session.save()
print(session.session_key)
"""


@dataclass
class Installation:
    postgres: Postgres
    valkey: Valkey
    environment: dict[str, str]
    site: str
    pages: Child

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "mentoring", *arguments],
            cwd=BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    def visitor(self) -> Visitor:
        return Visitor(self.site)

    def signed_in(self) -> Visitor:
        """The site administrator at a browser."""
        key = self.manage("shell", "-v", "0", "-c", SIGN_IN).stdout.strip()
        visitor = self.visitor()
        visitor.cookies.set_cookie(cookie("sessionid", key))
        return visitor

    @property
    def log(self) -> str:
        return self.pages.log.read_text()


def cookie(name: str, value: str) -> Cookie:
    where = ("localhost.local", False, False, "/", True, False)
    return Cookie(0, name, value, None, False, *where, None, False, None, None, {})


@contextmanager
def installation() -> Iterator[Installation]:
    with own_postgres() as (postgres, database_url), own_valkey() as (valkey, redis_url):
        local = valkey.sockets.with_suffix(".local")
        environment = clean_environment(local, DATABASE_URL=database_url, REDIS_URL=redis_url, **ensure_secrets(local))
        environment |= {"DJANGO_SETTINGS_MODULE": "mentoring.settings.dev"}
        with programs.listener_on(0) as listener:
            site = f"http://localhost:{listener.getsockname()[1]}"
            environment["SITE_URL"] = site
            pages = programs.web(listener, workers=1, local=local, environment=environment)
            found = Installation(postgres, valkey, environment, site, pages)
            try:
                for step in ("migrate", "collectstatic"):
                    prepared = found.manage(step, "--no-input")
                    assert prepared.returncode == 0, prepared.stderr
                pages.start()
                assert wait_until(lambda: found.visitor().ask("/readyz").status == 200, seconds=PATIENCE), found.log
                yield found
            finally:
                stop_all([pages], seconds=10)
                shutil.rmtree(local, ignore_errors=True)
