"""Backup, drill and restore, line by line as docs/production.md has them, on a company with pairs and a record."""

import json

import pytest

from tests.docs.markdown import lines_of
from tests.docs.server import GUIDE, Server, server

SEAL = "from mentoring.audit.services import anchor_chain, seal_events; seal_events(); anchor_chain()"
SOMEBODY_SIGNS_IN = """
from django.contrib.sessions.backends.db import SessionStore
session = SessionStore(); session["who"] = "somebody"; session.save(); print(session.session_key)
"""
SOMETHING_HAPPENS = """
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
record_event(verb="test.done", subject=User.objects.first(), by=None)
"""
EVERYTHING_THAT_CAN_BE_READ = """
import json
from agreements.models import Note
from feedback.models import Goal
print(json.dumps([[str(note.pk), note.body] for note in Note.objects.order_by("pk")]
    + [[str(goal.pk), goal.sentence] for goal in Goal.objects.order_by("pk")]))
"""
DRILL = "sudo DATABASE_URL='postgres:///mentoring_drill?host=/run/postgresql' "


def shell(made: Server, code: str) -> str:
    (made.folder / "code.py").write_text(code)
    return made.run(f"sudo mentoring shell -v 0 -c \"$(cat '{made.folder}/code.py')\"").stdout.strip()


def said_of(made: Server, line: str) -> dict[str, str]:
    """What the doctor says, by part."""
    lines = made.run(line, may_fail=True).stdout.splitlines()
    return {each[14:32].strip(): each[:14].strip() for each in lines}


@pytest.mark.long
def test_backup_opens_in_the_drill_and_is_all_there_after_a_restore(tmp_path):
    with server(tmp_path) as made:
        made.run("sudo mentoring demo --stage running --people 30")
        session = shell(made, SOMEBODY_SIGNS_IN)
        shell(made, SEAL)
        words = json.loads(shell(made, EVERYTHING_THAT_CAN_BE_READ))
        assert len(words) >= 2
        assert all(text for _key, text in words)

        for line in lines_of(GUIDE, "## Backup"):
            made.run(line)
        holds_no_session(made, session)
        shell(made, SOMETHING_HAPPENS)
        shell(made, SEAL)

        drill(made, words)
        restore(made, words)


def holds_no_session(made: Server, key: str) -> None:
    dump = made.run("pg_restore --file=- /var/backups/mentoring/mentoring.dump").stdout

    assert "CREATE TABLE public.django_session" in dump
    assert "COPY public.audit_auditevent" in dump
    assert key not in dump


def drill(made: Server, words: list[list[str]]) -> None:
    *lines, drops_it, tidies = lines_of(GUIDE, "## The drill")
    *makes_it, migrates, verifies, examines = lines
    assert [line.split()[-1] for line in (verifies, examines)] == ["verify_audit", "doctor"]

    for line in makes_it:
        made.run(line)
    made.run(migrates)
    verified = made.run(verifies).stdout
    said = said_of(made, examines)
    with_another_key = said_with_another_key(made, examines)
    cut = made.run(f"{DRILL} mentoring verify_audit", may_fail=True)
    for line in (drops_it, tidies):
        made.run(line)

    assert "sealed entries of the record are intact" in verified
    assert "It was compared with 1 anchor." in verified
    assert {part: said[part] for part in ("database", "migrations", "private text")} == dict.fromkeys(
        ("database", "migrations", "private text"), "ok"
    )
    assert with_another_key["private text"] == "broken"
    assert (cut.returncode, "was cut off" in cut.stderr) == (1, True)
    assert "mentoring_drill" not in made.run("psql --list").stdout


def said_with_another_key(made: Server, line: str) -> dict[str, str]:
    """The keys are not in the backup: with others nothing private opens."""
    keys = made.folder / "settings" / "keys"
    right = keys.read_text()
    made.run(f"cd /opt/mentoring && .venv/bin/python -m mentoring.local.secrets > '{keys}'")
    try:
        return said_of(made, line)
    finally:
        keys.write_text(right)


def restore(made: Server, words: list[list[str]]) -> None:
    lines = lines_of(GUIDE, "## Restore")
    *steps, starts, examines = lines

    verified = [made.run(line).stdout for line in steps][-1]
    made.run(starts)

    assert "sealed entries of the record are intact" in verified
    assert json.loads(shell(made, EVERYTHING_THAT_CAN_BE_READ)) == words
    assert said_of(made, examines)["private text"] == "ok"
    assert (made.programs / "systemctl.calls").read_text().splitlines() == [
        "stop mentoring.target",
        "start mentoring.target",
    ]
    assert (made.state / "audit-anchors-before.txt").read_text().count("\n") == 2
