"""What must hold of the whole code for messages to be trusted."""

import ast
import importlib

import pytest
from django.apps import apps

from mentoring.lib.env import BASE_DIR
from mentoring.outbox import settling
from mentoring.outbox.failpoints import STEPS
from tests.outbox.test_kinds import sources

# What hands a time to Celery, which keeps none of its promises about it (R10). What is due later is a row.
TIMED = {"countdown", "eta"}
TABLES = [
    ("programmes.models", "COHORT_MOVES"),
    ("programmes.models", "ENROLMENT_MOVES"),
    ("matching.models", "PROPOSAL_MOVES"),
    ("matching.models", "MENTORSHIP_MOVES"),
    ("agreements.models", "SESSION_MOVES"),
    ("feedback.models", "SURVEY_RUN_MOVES"),
    ("mentoring.outbox.models", "MESSAGE_MOVES"),
]


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

    assert imports == {"mentoring/outbox/smtp.py"}


@pytest.mark.parametrize(("module", "name"), TABLES)
def test_table_of_moves_names_every_state_and_no_other(module, name):
    table = getattr(importlib.import_module(module), name)
    states = {tuple(choices) for choices in states_of_models(module)}

    assert tuple(sorted(str(state) for state in table)) in states
    assert {str(target) for targets in table.values() for target in targets} <= {str(state) for state in table}


def states_of_models(module: str):
    for model in apps.get_models():
        if model.__module__ == module:
            for field in model._meta.get_fields():
                if getattr(field, "name", "") in ("state", "status", "stage") and field.choices:
                    yield sorted(str(value) for value, _words in field.choices)


def test_every_table_of_moves_is_looked_at():
    found = {
        (".".join(path.relative_to(BASE_DIR).with_suffix("").parts), target.id)
        for path in sources()
        if path.name == "models.py"
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id.endswith("_MOVES")
    }

    assert found == set(TABLES)


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
