import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bench.faults.house import PREFIX
from bench.faults.outcome import Outcome, Row, broken, judged
from bench.faults.plan import Kind, planned
from bench.faults.visits import AWAY, Visits
from mentoring.lib.env import BASE_DIR
from mentoring.local.waiting import wait_until

KEPT = {"most_doubts": 5, "last_after": 60.0, "patience": 60, "unclear": [], "surprises": []}


def test_plan_of_one_seed_is_the_same_each_time_and_of_another_is_not():
    plans = [planned(seed=seed, due=1000, faults=20) for seed in (1, 1, 2)]

    assert plans[0] == plans[1] != plans[2]


def test_plan_has_every_kind_in_turn_while_mails_leave():
    plan = planned(seed=3, due=1000, faults=20)

    counted = Counter(fault.kind for fault in plan)
    assert (set(counted), set(counted.values())) == (set(Kind), {2, 3})
    assert [fault.after for fault in plan] == sorted(fault.after for fault in plan)
    assert all(20 <= fault.after <= 900 for fault in plan)


def test_mails_are_told_apart_by_what_arrived_and_what_the_rows_admit():
    rows = {
        "once": Row("sent", 0),
        "admitted": Row("sent", 1),
        "unseen": Row("sent", 0),
        "more than admitted": Row("sent", 1),
        "lost": Row("sent", 0),
        "waiting": Row("claimed", 0),
        "held": Row("failed", 2),
    }
    arrived = Counter({"once": 1, "admitted": 2, "unseen": 2, "more than admitted": 3, "of another": 1})

    assert judged(rows, arrived) == Outcome(
        due=7, sent=5, lost=2, held=1, waiting=1, doubled_inside=1, doubled_outside=2, doubts=4
    )


def test_each_broken_promise_is_a_sentence():
    kept = Outcome(due=9, sent=9, lost=0, held=0, waiting=0, doubled_inside=2, doubled_outside=0, doubts=2)
    bad = Outcome(due=9, sent=3, lost=1, held=0, waiting=5, doubled_inside=0, doubled_outside=2, doubts=6)

    assert broken(kept, **KEPT) == []
    assert broken(bad, **{**KEPT, "last_after": 60.2, "unclear": ["/ answered 500"], "surprises": ["web ended."]}) == [
        "1 mails are lost.",
        "2 mails came twice and no row says so.",
        "5 mails are not sent 60 s after the last fault.",
        "The last mail came 60.2 s after the last fault, not within 60 s.",
        "6 doubts are more than the 5 that can be.",
        "1 pages had no clear answer, the first: / answered 500",
        "1 programs ended by themselves, the first: web ended.",
    ]


@pytest.mark.parametrize(
    ("status", "text", "is_clear"),
    [("200", b"", True), ("503", AWAY, True), ("503", b"Bad", False), ("500", AWAY, False), ("none", b"", False)],
)
def test_only_a_page_or_the_sentence_about_the_database_is_a_clear_answer(status, text, is_clear):
    visits = Visits(0, "")

    visits.note("/", status, text)

    assert (visits.answers, not visits.unclear) == (Counter({status: 1}), is_clear)


@pytest.fixture
def folder(monkeypatch) -> Iterator[Path]:
    """Where this test's installations lie, with nobody else's beside them; its name is short, as sockets ask."""
    with TemporaryDirectory() as folder:
        monkeypatch.setenv("TMPDIR", folder)
        yield Path(folder)


@contextmanager
def command(*options: str) -> Iterator[subprocess.Popen]:
    arguments = [sys.executable, "-m", "mentoring", "bench", "faults", "--due", "60", "--faults", "2", *options]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "mentoring.settings.test"}
    with subprocess.Popen(arguments, cwd=BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)


@pytest.mark.long
def test_command_prints_what_became_of_the_mails_in_one_line():
    with command("--json") as process:
        said, _nothing = process.communicate(timeout=300)

    found = json.loads(said)
    assert (found["due"], found["sent"], found["broken"]) == (60, 60, [])
    assert len(found["faults"]) == 2


@pytest.mark.long
@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM], ids=["by Ctrl-C", "by a supervisor"])
def test_command_that_is_stopped_leaves_neither_process_nor_folder(folder, asked):
    with command() as process:
        assert wait_until(lambda: any(folder.glob(f"{PREFIX}*/log/migrate.log")), seconds=120)

        process.send_signal(asked)
        process.communicate(timeout=60)

    assert process.returncode == 130
    assert list(folder.glob(f"{PREFIX}*")) == []
    assert [each for each in Path("/proc").glob("[0-9]*") if str(folder).encode() in _environment(each)] == []


def _environment(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes()
    except OSError:
        return b""
