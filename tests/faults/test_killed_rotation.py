"""Keys are changed and the change is killed in the middle: no word is lost, and the next run ends it (R29)."""

import signal
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection

from feedback.models import Goal
from mentoring.health.rotation import texts_under_other_keys
from mentoring.lib import clock
from mentoring.local.waiting import wait_until
from tests.outbox.senders import beside

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
PATIENCE = 120  # seconds: the machine may be busy with other tests
GOALS, LOCK = 40, 4712
NEW_KEY = "new:MTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMTE="
WAITS = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def ask(sql: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def run_sql(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def halted_in_the_middle(db) -> Iterator[None]:
    """The database lets nobody past the middle one of the sentences until this test lets go of a lock."""
    run_sql(f"""
        CREATE SEQUENCE sentences_written;
        CREATE FUNCTION halt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF nextval('sentences_written') = {GOALS // 2} THEN PERFORM pg_advisory_xact_lock({LOCK}); END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER halt BEFORE UPDATE ON feedback_goal FOR EACH ROW EXECUTE FUNCTION halt();
        SELECT pg_advisory_lock({LOCK});
    """)
    yield
    run_sql("SELECT pg_advisory_unlock_all(); DROP FUNCTION halt() CASCADE; DROP SEQUENCE sentences_written")


def sentences() -> set[str]:
    return {goal.sentence for goal in Goal.objects.all()}


def test_rotation_killed_in_the_middle_loses_no_word_and_goes_on(cast, settings, halted_in_the_middle):
    words = {f"Word {number}" for number in range(GOALS)}
    pair = {"mentorship": cast.mentorship, "owner": cast.mentee, "set_at": clock.now()}
    Goal.objects.bulk_create(Goal(sentence=each, **pair) for each in words)
    ring = [NEW_KEY, *settings.FIELD_KEYS]

    with beside(settings, "rotate_keys", FIELD_KEYS=",".join(ring)) as rotation:
        assert wait_until(lambda: ask(WAITS, LOCK) > 0, seconds=PATIENCE)
        rotation.kill()
        assert rotation.wait(PATIENCE) == -signal.SIGKILL
    run_sql(f"SELECT pg_advisory_unlock({LOCK})")
    assert wait_until(lambda: ask(WAITS, LOCK) == 0, seconds=PATIENCE)
    settings.FIELD_KEYS = ring

    assert (sentences(), texts_under_other_keys() > 0) == (words, True)
    call_command("rotate_keys")
    settings.FIELD_KEYS = [NEW_KEY]

    assert (sentences(), texts_under_other_keys()) == (words, 0)
