"""What the main pages cost a server, beside a bare Django page on the same server in the same minutes."""

import logging
import math
import os
import platform
import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Session
from bench.at_work import AtWork, make_company_at_work
from bench.server import WORKERS, Answers, Server, serving
from bench.site import BARE, DJANGOS_OWN, FRAMED, HOST
from matching.models import Mentorship
from mentoring.accounts.models import User
from participants.models import Profile

REFERENCE = "bare Django page"
# Before anything counts, both processes of the server have shown each page.
WARMING_ROUNDS, WARMING_REQUESTS = 4, 3
# How a transaction begins and ends is no question to the database.
NO_QUESTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
CPU_INFO = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    path: str
    reader: User


@dataclass(frozen=True, slots=True)
class Looked:
    """What a page is, asked once without a server, and what a signed-in browser sends with each request."""

    queries: int
    letters: int
    cookie: str


def measure(*, people: int, mentorships: int, sessions: int, seed: int, repeats: int, requests: int) -> dict[str, Any]:
    """Make a company and ask a real server for each page `requests` times in a row, in `repeats` rounds.

    Pages come in another order each round. What is told of a page is the median over the rounds of what a request
    took of a processor in the server's processes, and of how many times that of the bare page it was in the same
    round: what else the machine does meanwhile meets both. Waiting times are over all requests. What PostgreSQL takes
    is in the waiting times alone.
    """
    company = make_company_at_work(people=people, mentorships=mentorships, sessions=sessions, seed=seed)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database that has been in use would be
    pages = pages_of(company)
    looked = look_at(pages)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server:
        rounds = _rounds(server, pages, looked, random.Random(seed), repeats, requests)  # noqa: S311 - for measuring
    return {
        "bench": "pages",
        "people": Profile.objects.count(),
        "mentorships": Mentorship.objects.count(),
        "sessions": Session.objects.count(),
        "seed": seed,
        "repeats": repeats,
        "requests": requests,
        "machine": machine(),
        "pages": [_told(page, looked[page.name], rounds) for page in pages],
    }


def pages_of(company: AtWork) -> list[Page]:
    """The two bare ones, and the ten that people open most."""
    pair, cohort = [company.pair.pk], [company.cohort.pk]
    mentee, coordinator = company.mentee, company.coordinator
    return [
        Page(REFERENCE, BARE, mentee),
        Page("the same, in our frame", FRAMED, mentee),
        Page("home of a mentee", reverse("desk:home"), mentee),
        Page("a pair's page", reverse("desk:mentorship-detail", args=pair), mentee),
        Page("all sessions of a pair", reverse("agreements:session-list", args=pair), mentee),
        Page("programmes", reverse("programmes:programme-list"), mentee),
        Page("a cohort", reverse("programmes:cohort-detail", args=cohort), mentee),
        Page("profile", reverse("participants:profile-detail"), mentee),
        Page("a coordinator's Today", reverse("desk:today"), coordinator),
        Page("office: places", reverse("admin:programmes_enrolment_changelist"), coordinator),
        Page("office: review board", reverse("admin:matching_cohort_board", args=cohort), coordinator),
        Page("report for HR", reverse("feedback:report-detail", args=cohort), company.analyst),
    ]


def look_at(pages: Sequence[Page]) -> dict[str, Looked]:
    """Open each page once more after the first time, when what is kept for long is there."""
    logging.disable(logging.INFO)  # a line for each request belongs into the log of a server
    try:
        with override_settings(ROOT_URLCONF="bench.site.urls", ALLOWED_HOSTS=[HOST]):
            return {page.name: _look(page) for page in pages}
    finally:
        logging.disable(logging.NOTSET)


def _look(page: Page) -> Looked:
    own = {"MIDDLEWARE": DJANGOS_OWN} if page.path == BARE else {}
    with override_settings(**own):
        client = Client(SERVER_NAME=HOST)
        client.force_login(page.reader)
        client.get(page.path)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(page.path)
    if answer.status_code != 200:
        raise RuntimeError(f"{page.path} answers {answer.status_code}.")
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    questions = [each for each in captured if not each["sql"].startswith(NO_QUESTION)]
    return Looked(len(questions), len(answer.content), cookie)


def _rounds(
    server: Server,
    pages: Sequence[Page],
    looked: Mapping[str, Looked],
    chance: random.Random,
    repeats: int,
    requests: int,
) -> list[dict[str, Answers]]:
    """Of each round what every page took, by its name."""

    def ask_all(times: int) -> dict[str, Answers]:
        order = chance.sample(pages, len(pages))
        return {page.name: server.measured(page.path, times, cookie=looked[page.name].cookie) for page in order}

    for _ in range(WARMING_ROUNDS):
        ask_all(WARMING_REQUESTS)
    return [ask_all(requests) for _ in range(repeats)]


def _told(page: Page, looked: Looked, rounds: Sequence[Mapping[str, Answers]]) -> dict[str, Any]:
    cpu = median(each[page.name].cpu for each in rounds)
    waits = [wait for each in rounds for wait in each[page.name].waits]
    return {
        "page": page.name,
        "queries": looked.queries,
        "kb": round(looked.letters / 1024, 1),
        "cpu_ms": round(cpu, 2),
        "requests_per_cpu_second": round(1000 / cpu, 1),
        "p50_ms": round(median(waits), 1),
        "p95_ms": round(sorted(waits)[math.ceil(0.95 * len(waits)) - 1], 1),
        "ratio": round(median(each[page.name].cpu / each[REFERENCE].cpu for each in rounds), 2),
    }


def machine() -> dict[str, Any]:
    """What all figures depend on."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (postgresql,) = cursor.fetchone()
    return {
        "cores": os.cpu_count(),
        "processor": processor(),
        "python": platform.python_version(),
        "postgresql": postgresql.split()[0],
        "workers": WORKERS,
    }


def processor() -> str:
    lines = CPU_INFO.read_text().splitlines() if CPU_INFO.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


HEADINGS = {
    "queries": "queries",
    "kb": "KB",
    "cpu_ms": "CPU ms",
    "requests_per_cpu_second": "requests/CPU s",
    "p50_ms": "p50 ms",
    "p95_ms": "p95 ms",
    "ratio": "times bare",
}


def table(found: Mapping[str, Any]) -> str:
    """What was measured, for a person to read."""
    machine = found["machine"]
    rows = [("page", *HEADINGS.values())]
    rows += [(row["page"], *(str(row[name]) for name in HEADINGS)) for row in found["pages"]]
    first, *others = (max(map(len, column)) for column in zip(*rows, strict=True))
    return "\n".join(
        [
            f"{found['people']} people, {found['mentorships']} mentorships, {found['sessions']} sessions,"
            f" seed {found['seed']}; {found['repeats']} rounds of {found['requests']} requests for each page",
            f"{machine['cores']} cores of {machine['processor']}, Python {machine['python']},"
            f" PostgreSQL {machine['postgresql']}, gunicorn with {machine['workers']} processes",
            "",
            *("  ".join([name.ljust(first), *map(str.rjust, cells, others)]) for name, *cells in rows),
        ]
    )
