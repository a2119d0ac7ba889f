"""When `up` may say that it is up: asked from outside, over HTTP and in the mailbox, as a person would find it."""

import http.client
import re
from collections.abc import Callable
from functools import partial
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from mentoring.local.programs import LOOPBACK

LOG_IN = "/accounts/login/"
ASK_FOR_CODE = "/accounts/login/code/"
PROBES = (LOG_IN, "/readyz", "/healthz/pump")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Readiness:
    """What is still awaited, step by step: pages, database, pump, and where mail stays here a code by mail.

    `mail` is the folder in which the mailbox keeps its files, `address` somebody who can sign in; without either no
    code is asked for.
    """

    def __init__(self, port: int, *, mail: Path | None, address: str | None) -> None:
        self.site = Site(port)
        self.mail = mail
        self.address = address
        self.before: set[Path] = set()
        self.trouble = "nothing was asked yet"
        self.awaited: list[Callable[[], bool]] = [partial(self.answers, path) for path in PROBES]
        if mail and address:
            self.awaited += [self.code_was_asked_for, self.code_has_come]

    def is_complete(self) -> bool:
        """Ask for what is awaited first; what has come once is not asked for again."""
        while self.awaited and self.awaited[0]():
            self.awaited.pop(0)
        return not self.awaited

    def answers(self, path: str) -> bool:
        answer = self.site.get(path)
        self.trouble = f"{path} answers: {answer.status}"
        return answer.status == "200"

    def code_was_asked_for(self) -> bool:
        self.before = set(self.mails())
        answer = self.site.post(ASK_FOR_CODE, {"email": self.address or ""})
        self.trouble = f"{ASK_FOR_CODE} answers: {answer.status}"
        return answer.status == "302"

    def code_has_come(self) -> bool:
        """The mail goes again: whoever signs in next must not take its code for theirs."""
        self.trouble = f"no mail with a code came into {self.mail}"
        wanted = f"\nTo: {self.address}".encode()
        found = [path for path in self.mails() if path not in self.before and wanted in path.read_bytes()]
        for path in found:
            path.unlink()
        return bool(found)

    def mails(self) -> list[Path]:
        return list(self.mail.glob("*.eml")) if self.mail else []


class Answer:
    """`status` is the number as text, or why there was no answer."""

    def __init__(self, status: str, content: str = "") -> None:
        self.status = status
        self.content = content


class Site:
    """The pages of this machine, for a visitor who keeps cookies and fills in forms."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: SimpleCookie = SimpleCookie()

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, values: dict[str, str]) -> Answer:
        """With the token of the form that stands at the log-in page."""
        token = TOKEN.search(self.get(LOG_IN).content)
        return self.ask("POST", path, {**values, "csrfmiddlewaretoken": token[1] if token else ""})

    def ask(self, method: str, path: str, values: dict[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=5)
        headers = {"Host": f"localhost:{self.port}", "Cookie": self.cookies.output([], "", "; ").strip()}
        if values is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, urlencode(values) if values is not None else None, headers)
            response = connection.getresponse()
            for cookie in response.headers.get_all("Set-Cookie", []):
                self.cookies.load(cookie)
            return Answer(str(response.status), response.read().decode(errors="replace"))
        except (OSError, http.client.HTTPException) as error:
            return Answer(str(error) or type(error).__name__)
        finally:
            connection.close()
