import tempfile
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection

from mentoring.outbox.services import record_tick
from tests.outbox.conftest import sink

__all__ = ["sink"]


@pytest.fixture
def database_away(django_db_blocker) -> Iterator[None]:
    """Connections lead to a folder in which no server listens. For tests that have no database otherwise."""
    host = connection.settings_dict["HOST"]
    with tempfile.TemporaryDirectory() as empty, django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["HOST"] = empty
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["HOST"] = host


@pytest.fixture
def pump_ticked(db) -> None:
    """The beat has just let everything run."""
    for tick in settings.CELERY_BEAT_SCHEDULE.values():
        record_tick(name=tick["task"])
