"""Who asks waits for whoever else is asking, so that nobody is asked twice within three weeks."""

from django.db import connection

ASKING = "feedback:asking"


def may_ask_many() -> bool:
    """Whether this transaction alone asks now. Nobody waits: a survey that cannot open now opens with the next tick."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [ASKING])
        return bool(cursor.fetchone()[0])


def wait_to_ask_one() -> None:
    """Wait, until this transaction ends, for a survey that opens for many; others who ask one person may go on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [ASKING])
