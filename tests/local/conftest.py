import os
from pathlib import Path

import pytest

from mentoring.local.servers import missing
from tests.local.processes import OURS


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
