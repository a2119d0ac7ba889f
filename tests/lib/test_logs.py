"""Nothing private reaches a log. Each test first makes something that could."""

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
import structlog
from celery import shared_task
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.lib import request_id
from mentoring.lib.env import BASE_DIR
from mentoring.lib.logs import formatter
from tests import factories

CANARY = "CANARY7"


@pytest.fixture
def log() -> Iterator["Log"]:
    """Everything that is logged, as production writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter(as_json=True))
    logging.getLogger().addHandler(handler)
    yield Log(written)
    logging.getLogger().removeHandler(handler)


class Log:
    def __init__(self, written: io.StringIO) -> None:
        self.written = written

    @property
    def text(self) -> str:
        return self.written.getvalue()

    @property
    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.text.splitlines()]


def test_line_holds_what_happened_where_and_when(log):
    logging.getLogger("mentoring.outbox").warning("%s waits", "A message", extra={"outgoing_message": "7"})

    (line,) = log.lines
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "A message waits",
        "level": "warning",
        "logger": "mentoring.outbox",
        "outgoing_message": "7",
    }


def test_line_names_the_request_it_belongs_to(log):
    with request_id.standing("request-12345"):
        logging.getLogger("mentoring").warning("Slow")

    assert log.lines[0]["request_id"] == "request-12345"


@shared_task(name="tests.tell")
def tell() -> None:
    logging.getLogger("mentoring.jobs").warning("Working")


def test_line_of_a_task_names_it(log):
    ended = tell.apply(task_id="task-0001")

    line = next(line for line in log.lines if line["event"] == "Working")
    assert ended.successful()
    assert (line["task"], line["task_id"]) == ("tests.tell", "task-0001")


def test_line_of_structlogs_own_logger_comes_out_the_same(log):
    structlog.get_logger("mentoring.desk").warning("Wrote to minh@mail.example", note=CANARY, count=3)

    (line,) = log.lines
    assert (line["event"], line["note"], line["count"]) == ("Wrote to [removed]", "[removed]", 3)


def test_exception_is_told_without_what_was_in_its_variables(log):
    def break_with(private: str) -> None:
        raise RuntimeError("No place for olga@mail.example")

    try:
        break_with(CANARY)
    except RuntimeError:
        logging.getLogger("mentoring").exception("It broke")

    (line,) = log.lines
    assert "RuntimeError: No place for [removed]" in line["exception"]
    assert "in break_with" in line["exception"]
    assert CANARY not in log.text


def test_refusal_of_the_database_is_told_without_the_row(db, log):
    factories.UserFactory(email=f"{CANARY.lower()}@mail.example")

    with pytest.raises(IntegrityError, match=CANARY.lower()) as refusal, transaction.atomic():
        User.objects.create(name="Twice", email=f"{CANARY.lower()}@mail.example")
    logging.getLogger("mentoring").error("Refused", exc_info=refusal.value)

    assert "user_email_unique" in log.text
    assert CANARY.lower() not in log.text


@pytest.fixture
def broken_home(monkeypatch):
    """A home page that fails with a message that names somebody."""

    def fail(*args):
        raise RuntimeError(f"{CANARY}@mail.example has no home")

    monkeypatch.setattr("mentoring.desk.views.greeting", fail)


@pytest.mark.django_db
def test_page_that_fails_tells_neither_query_nor_header_nor_address(log, cast, broken_home):
    client = Client(raise_request_exception=False)
    client.force_login(cast.mentee.user)
    client.cookies["theme"] = CANARY

    response = client.get("/", {"who": CANARY}, headers={"authorization": f"Bearer {CANARY}", "referer": f"/{CANARY}"})

    assert response.status_code == 500
    assert [line["status"] for line in log.lines if line["event"] == "request"] == [500]
    assert "RuntimeError: [removed] has no home" in log.text
    assert CANARY not in log.text


@pytest.mark.django_db
@pytest.mark.parametrize("path", [f"/surveys/{CANARY}/", f"/{CANARY}/", f"/programmes/{CANARY}", f"/office/{CANARY}/"])
def test_path_of_a_page_that_is_not_there_is_not_told(log, path):
    Client().get(path, {"q": CANARY})

    assert len([line for line in log.lines if line["event"] == "request"]) == 1
    assert CANARY not in log.text


@pytest.mark.django_db
def test_what_is_typed_into_a_form_is_not_told(log):
    typed = {"login": f"{CANARY}@mail.example", "email": f"{CANARY}@mail.example", "next": f"/{CANARY}", "code": CANARY}

    Client().post(reverse("account_login"), typed)
    Client().post(reverse("account_confirm_login_code"), typed)
    Client(enforce_csrf_checks=True).post(f"{reverse('account_login')}?next={CANARY}", typed)

    assert len([line for line in log.lines if line["event"] == "request"]) == 3
    assert any(line["logger"] == "django.security.csrf" for line in log.lines)
    assert CANARY not in log.text


@pytest.mark.django_db
def test_request_with_a_forged_host_is_noted_without_its_path(log):
    Client().get(f"/{CANARY}/", headers={"host": "evil.example"})

    assert any("Invalid HTTP_HOST" in line["event"] for line in log.lines)
    assert CANARY not in log.text


def test_nothing_is_mailed_when_a_page_fails():
    handlers = [type(each).__name__ for name in ("", "django", "django.request") for each in handlers_of(name)]

    assert "AdminEmailHandler" not in handlers


def handlers_of(name: str) -> list[logging.Handler]:
    return logging.getLogger(name).handlers


@pytest.mark.parametrize(("as_json", "begins"), [("true", '{"event": "Hello"'), ("false", "20")])
def test_process_writes_one_line_to_standard_error(as_json, begins):
    code = "import django, logging; django.setup(); logging.getLogger('mentoring').info('Hello')"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "mentoring.settings.test", "LOG_JSON": as_json}

    ended = subprocess.run([sys.executable, "-c", code], cwd=BASE_DIR, env=environment, capture_output=True, text=True)

    assert (ended.returncode, ended.stdout) == (0, "")
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith(begins)
