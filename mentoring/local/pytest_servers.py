"""Pytest plugin: throwaway servers and secrets before the settings load, for this run alone."""

import os
import tempfile
from pathlib import Path

import pytest

from mentoring.local import valkey
from mentoring.local.secrets import ensure_secrets
from mentoring.local.servers import Servers, missing

CONNECTIONS = 200  # each of the tests' processes has some
NEVER_MIND = "shared/data"  # tests that need the company's files are skipped where these are absent

servers_key = pytest.StashKey[Servers]()
skipped_key = pytest.StashKey[list[str]]()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config):
    """A wrapper, so that it runs before pytest-django reads the settings in the same hook."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        use_own_database(worker)
    else:
        early_config.stash[servers_key] = start_servers()
    try:
        return (yield)
    except BaseException:  # settings or apps that do not load: pytest ends without its other hooks
        pytest_unconfigure(early_config)
        raise


def start_servers() -> Servers:
    local = Path(tempfile.mkdtemp(prefix="mentoring-test-"))
    servers = Servers(local, keep=False, connections=CONNECTIONS)
    wanted = missing()
    try:
        found = servers.start()
    except BaseException:
        servers.stop()
        raise
    os.environ.update({name: found[name] for name in wanted})
    os.environ.update(ensure_secrets(local), MENTORING_LOCAL_DIR=str(local))
    return servers


def use_own_database(worker: str) -> None:
    """PostgreSQL is parted by pytest-django; Valkey's numbered databases part the cache and the queues."""
    number = 1 + int(worker.removeprefix("gw")) % (valkey.DATABASES - 1)
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].replace("virtual_host=0", f"virtual_host={number}")


def pytest_unconfigure(config: pytest.Config) -> None:
    servers = config.stash.get(servers_key, None)
    if servers:
        servers.stop()
