import os
import signal
from pathlib import Path

import pytest

from mentoring.local.servers import missing
from tests.local.processes import OURS


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What only root can do is no test for anybody else: left out and counted, so that CI=true forbids no skip."""
    if os.geteuid() == 0:
        return
    for_root = [item for item in items if item.get_closest_marker("as_root")]
    config.hook.pytest_deselected(items=for_root)
    items[:] = [item for item in items if item not in for_root]


@pytest.fixture(scope="session", autouse=True)
def interrupt_is_heard() -> None:
    """Whoever runs the tests in the background makes every program they start deaf to Ctrl-C, unless we listen."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def local(tmp_path, monkeypatch) -> Path:
    """A `.local` of its own, in an environment that names no servers."""
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / ".local"
    monkeypatch.setenv("MENTORING_LOCAL_DIR", str(folder))
    assert missing() == ["DATABASE_URL", "REDIS_URL"]
    return folder


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """The one folder of the PATH, and a way to put small shell programs there."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def add(name: str, *lines: str) -> Path:
        program = folder / name
        program.write_text("\n".join(["#!/bin/sh", f"PATH={os.defpath}:/usr/sbin", *lines, ""]))
        program.chmod(0o755)
        return program

    return add
