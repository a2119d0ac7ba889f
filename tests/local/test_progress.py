import os
import signal
import sys
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from mentoring.jobs.models import Job
from mentoring.jobs.services import start_job
from mentoring.lib import clock
from mentoring.local import progress
from mentoring.local.processes import Child, stop_all
from mentoring.local.programs import listener_on
from mentoring.local.progress import NO_WORK, Progress, Sending, Working
from mentoring.local.waiting import wait_until
from mentoring.outbox.models import PUMP_TICK
from mentoring.outbox.services import record_tick
from tests.factories import UserFactory


@dataclass
class Stage:
    """Two programs that do nothing, and what the probe says of them."""

    children: list[Child]
    is_stuck: bool = True
    progress: Progress = field(init=False)

    def __post_init__(self) -> None:
        self.progress = Progress(lambda: self.is_stuck, self.children)

    @property
    def pids(self) -> list[int]:
        return [child.process.pid for child in self.children]


@pytest.fixture
def stage(tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "ASKED_EVERY", 0.0)
    monkeypatch.setattr(progress, "RED_FOR", 0.2)
    sleeps = [sys.executable, "-c", "import time; time.sleep(600)"]
    children = [Child(name, sleeps, log=tmp_path / f"{name}.log") for name in ("worker-ticks", "beat")]
    for child in children:
        child.start()
    yield Stage(children)
    stop_all(children, seconds=0)


def looked_until_restarted(stage: Stage) -> bool:
    before = stage.pids

    def look() -> bool:
        stage.progress.look()
        return stage.pids != before

    return wait_until(look, seconds=20)


def test_programs_that_send_nothing_are_started_again_with_a_sentence_here_and_in_their_logs(stage, capsys):
    before = stage.pids

    assert looked_until_restarted(stage)

    assert set(before).isdisjoint(stage.pids)
    assert [child.runs for child in stage.children] == [True, True]
    said = capsys.readouterr().out
    assert said == "Mails have not left in time for 0 s: worker-ticks and beat are started again.\n"
    assert [child.log_tail().endswith(said.strip()) for child in stage.children] == [True, True]


def test_worker_of_long_work_is_started_again_with_a_sentence_of_its_own(stage, capsys):
    stage.progress = Progress(lambda: stage.is_stuck, stage.children[:1], NO_WORK)
    before = stage.pids

    assert looked_until_restarted(stage)

    assert (stage.pids[0] != before[0], stage.pids[1:]) == (True, before[1:])
    said = capsys.readouterr().out
    assert said == "Long work was not picked up in time for 0 s: worker-ticks is started again.\n"


def test_program_that_was_halted_and_heeds_nothing_is_started_again_too(stage, monkeypatch):
    monkeypatch.setattr(progress, "STOP_SECONDS", 0.2)
    os.kill(stage.pids[0], signal.SIGSTOP)

    assert looked_until_restarted(stage)


def test_programs_are_left_alone_before_their_minute_is_over(stage, monkeypatch):
    monkeypatch.setattr(progress, "RED_FOR", 60.0)
    before = stage.pids

    stage.progress.look()
    stage.progress.look()

    assert stage.pids == before


def test_minute_begins_anew_whenever_mails_leave(stage, monkeypatch):
    stage.progress.look()
    stage.is_stuck = False
    stage.progress.look()

    assert stage.progress.red_since is None


def test_programs_are_not_started_again_twice_within_five_minutes(stage, monkeypatch):
    assert looked_until_restarted(stage)
    monkeypatch.setattr(progress, "RED_FOR", 0.0)
    before = stage.pids

    stage.progress.look()
    assert stage.pids == before, "it was a moment ago"
    stage.progress.restarted_at -= progress.APART
    assert looked_until_restarted(stage), "five minutes have gone by"


def test_probe_is_asked_every_few_seconds_only(stage, monkeypatch):
    monkeypatch.setattr(progress, "ASKED_EVERY", 600.0)
    monkeypatch.setattr(progress, "RED_FOR", 0.0)
    stage.is_stuck = False
    stage.progress.look()
    stage.is_stuck, before = True, stage.pids

    stage.progress.look()

    assert stage.pids == before


@pytest.fixture
def sending(live_server):
    """A site whose pump never ticked, seen from outside; its servers are those of this test run."""
    with listener_on(0) as mail_server:
        host, port = mail_server.getsockname()
        addresses = {**os.environ, "EMAIL_HOST": host, "EMAIL_PORT": str(port)}
        yield Sending(int(live_server.url.rpartition(":")[2]), addresses)


def closed_port() -> str:
    with listener_on(0) as listener:
        return str(listener.getsockname()[1])


def test_mails_that_do_not_leave_though_all_servers_answer_are_stuck(sending):
    assert sending.is_stuck()


def test_nothing_is_stuck_while_the_pump_is_well(sending):
    record_tick(name=PUMP_TICK)

    assert not sending.is_stuck()


@pytest.mark.parametrize(
    "away",
    [
        {"DATABASE_URL": "postgres://mentoring@127.0.0.1:{port}/mentoring"},
        {"REDIS_URL": "redis://127.0.0.1:{port}/0"},
        {"EMAIL_PORT": "{port}"},
        {"EMAIL_HOST": ""},
    ],
    ids=["database", "redis", "mail server", "no mail server"],
)
def test_no_program_is_to_blame_while_a_server_is_away(sending, away):
    sending.addresses |= {name: value.format(port=closed_port()) for name, value in away.items()}

    assert not sending.is_stuck()


def test_no_program_is_to_blame_while_the_pages_are_away(sending):
    sending.site.port = int(closed_port())

    assert not sending.is_stuck()


def test_job_that_nobody_picks_up_though_all_servers_answer_is_stuck(sending):
    working = Working(sending.site.port, sending.addresses | {"EMAIL_HOST": ""})
    assert not working.is_stuck()
    job = start_job(kind="audit.verify", subject=UserFactory(), by=UserFactory())

    Job.objects.filter(pk=job.pk).update(created_at=clock.now() - timedelta(seconds=65))

    assert working.is_stuck()


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL"])
def test_no_worker_is_to_blame_for_long_work_while_a_server_is_away(sending, name):
    job = start_job(kind="audit.verify", subject=UserFactory(), by=UserFactory())
    Job.objects.filter(pk=job.pk).update(created_at=clock.now() - timedelta(seconds=65))
    scheme = {"DATABASE_URL": "postgres://mentoring@127.0.0.1:{}/mentoring", "REDIS_URL": "redis://127.0.0.1:{}/0"}
    away = {name: scheme[name].format(closed_port())}

    assert not Working(sending.site.port, sending.addresses | away).is_stuck()
