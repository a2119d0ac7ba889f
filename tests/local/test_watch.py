import sys

import pytest

from mentoring.local import watch
from mentoring.local.processes import Child, stop_all
from mentoring.local.programs import listener_on
from mentoring.local.readiness import Readiness
from mentoring.local.sentence import Unable
from mentoring.local.waiting import wait_until
from mentoring.local.watch import MOST_RESTARTS, Watch


@pytest.fixture
def watched(tmp_path):
    made = []

    def make(code: str) -> tuple[Watch, Child]:
        child = Child("pages", [sys.executable, "-c", code], log=tmp_path / "pages.log")
        made.append(child)
        keeper = Watch()
        keeper.add(child, child.start)
        child.start()
        return keeper, child

    yield make
    stop_all(made, seconds=0)


def ended(child: Child) -> None:
    assert wait_until(lambda: child.exit_code is not None, seconds=20)


def test_ended_program_is_started_again_with_a_sentence(watched, capsys):
    keeper, child = watched("import time; time.sleep(600)")
    first = child.process
    first.kill()
    ended(child)

    keeper.look()

    assert child.runs
    assert child.process.pid != first.pid
    assert capsys.readouterr().out == f"pages ended with -9 and is started again. Its log is {child.log}.\n"


def test_running_program_is_left_alone(watched):
    keeper, child = watched("import time; time.sleep(600)")
    first = child.process

    keeper.look()

    assert child.process is first


def test_program_that_keeps_ending_ends_everything_with_the_end_of_its_log(watched):
    keeper, child = watched("raise SystemExit('the reason')")
    for _ in range(MOST_RESTARTS):
        ended(child)
        keeper.look()
    ended(child)

    with pytest.raises(Unable, match=r"(?s)pages ended 6 times within a minute.*the reason"):
        keeper.look()


def test_program_that_ended_often_long_ago_is_started_again(watched, monkeypatch):
    keeper, child = watched("raise SystemExit(1)")
    monkeypatch.setattr(watch, "WITHIN", 0.0)

    for _ in range(MOST_RESTARTS + 1):
        ended(child)
        keeper.look()

    assert len(keeper.restarts[child]) == MOST_RESTARTS


def test_pages_that_never_come_are_reported_with_the_last_answer(watched, monkeypatch):
    keeper, child = watched("import time; print('still loading', flush=True); time.sleep(600)")
    monkeypatch.setattr(watch, "READY_SECONDS", 0.5)
    assert wait_until(lambda: "loading" in child.log_tail(), seconds=20)
    with listener_on(0) as closed:
        port = closed.getsockname()[1]

    with pytest.raises(Unable, match=r"(?s)Not everything was ready .* 0.5 seconds: .*refused.*still loading"):
        keeper.until_ready(Readiness(port, mail=None, address=None), child.log)
