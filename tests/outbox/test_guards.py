"""What must hold of the whole code for messages to be trusted."""

import ast

from mentoring.lib.env import BASE_DIR
from mentoring.outbox import settling
from mentoring.outbox.failpoints import STEPS
from tests.outbox.test_kinds import sources

# What hands a time to Celery, which keeps none of its promises about it (R10). What is due later is a row.
TIMED = {"countdown", "eta"}


def calls():
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                yield f"{path.relative_to(BASE_DIR)}:{node.lineno}", node


def test_no_time_is_ever_handed_to_celery():
    timed = [where for where, call in calls() if TIMED & {keyword.arg for keyword in call.keywords}]

    assert timed == []


def test_a_timed_call_would_be_found():
    call = ast.parse("task.apply_async(countdown=60)").body[0].value

    assert TIMED & {keyword.arg for keyword in call.keywords}


def test_tasks_are_started_by_beat_alone():
    starts = [
        where for where, call in calls() if ast.unparse(call.func).endswith((".delay", ".apply_async", ".send_task"))
    ]

    assert starts == []


def test_mail_leaves_by_the_outbox_alone():
    """Nobody speaks SMTP, or uses Django's own way to send, but the outbox."""
    imports = {
        str(path.relative_to(BASE_DIR))
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Import) and any(name.name in ("smtplib", "django.core.mail") for name in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module in ("smtplib", "django.core.mail"))
    }

    greets_only = {"mentoring/health/doctor.py"}  # asks whether the server is there, and hands over nothing
    assert imports - greets_only == {"mentoring/outbox/smtp.py"}


def test_every_failpoint_is_reached_somewhere():
    reached = {call.args[0].value for _where, call in calls() if ast.unparse(call.func) == "reach" and call.args}

    assert reached == set(STEPS)


def test_waits_grow_as_promised():
    minutes = [wait.total_seconds() / 60 for wait in settling.WHEN_REFUSED]

    assert minutes == [1, 5, 30, 120, 360]
    assert all(0.8 * wait <= settling.pause_after(number).total_seconds() / 60 <= 1.2 * wait
               for number, wait in enumerate(minutes, 1) for _again in range(20))  # fmt: skip
    assert settling.pause_after(0) <= 1.2 * settling.WHEN_REFUSED[0]
    assert settling.pause_after(99) >= 0.8 * settling.WHEN_REFUSED[-1]
