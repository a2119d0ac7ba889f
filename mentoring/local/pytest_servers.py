"""Pytest plugin: throwaway servers and secrets before the settings load, for this run alone."""

import os
from collections.abc import Generator

import pytest

from mentoring.local import skips, valkey
from mentoring.local.throwaway import Throwaway

throwaway_key = pytest.StashKey[Throwaway]()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """A wrapper, so that it runs before pytest-django reads the settings in the same hook."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:  # its environment came from the process that started it
        use_own_database(worker)
    else:
        early_config.stash[throwaway_key] = throwaway = Throwaway()
        os.environ.update(throwaway.start())
    try:
        return (yield)
    except BaseException:  # settings or apps that do not load: pytest ends without its other hooks
        pytest_unconfigure(early_config)
        raise


def use_own_database(worker: str) -> None:
    """PostgreSQL is parted by pytest-django; numbered databases part the cache and the queues."""
    os.environ["REDIS_URL"] = valkey.with_database(os.environ["REDIS_URL"], 1 + int(worker.removeprefix("gw")))


def pytest_configure(config: pytest.Config) -> None:
    if skips.forbidden() and "PYTEST_XDIST_WORKER" not in os.environ:
        config.pluginmanager.register(skips.Skips(), "skips")


def pytest_unconfigure(config: pytest.Config) -> None:
    throwaway = config.stash.get(throwaway_key, None)
    if throwaway:
        throwaway.stop()
