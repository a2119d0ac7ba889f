"""What is written for every mail that goes out: three statements, each a transaction of its own, sent as they stand.

Most of what a mail costs is these. Building them anew from the model for each mail took longer than the database
takes to run them, and each was two or three round trips more. All three hold only while the row is still this sender's:
they name its claim and the state it must be in, and say whether there was such a row. Of the kinds that count, the
first is written in the transaction that decides about the person's month (mentoring.outbox.limit).
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from mentoring.outbox.models import OutgoingMessage

# Its turn has come. Need not be on disk before the announcement: the fence, which must be before DATA, takes along
# whatever was committed before it; after a crash in between the turn has just not come yet.
BEGIN = """
    WITH soon AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS said)
    UPDATE outbox_outgoingmessage
    SET attempts = %s, first_tried_at = %s, lease_until = clock_timestamp() + %s
    FROM soon
    WHERE id = %s AND claim = %s AND state = 'claimed' AND soon.said = 'off'
"""
# The text is about to go over.
FENCE = """
    UPDATE outbox_outgoingmessage SET state = 'sending', lease_until = clock_timestamp() + %s
    WHERE id = %s AND claim = %s AND state = 'claimed' AND lease_until > clock_timestamp()
"""
# It was taken. Its words go with it, unless there was a doubt.
SENT = """
    UPDATE outbox_outgoingmessage SET state = 'sent', sent_at = %s, last_error = '', claim = NULL, lease_until = NULL
    WHERE id = %s AND claim = %s AND state = 'sending'
"""
SENT_AND_BLANKED = SENT.replace(
    "claim = NULL", ", ".join(f"{name} = NULL" for name in ("claim", *OutgoingMessage.PRIVATE)), 1
)


def count_attempt(message: OutgoingMessage, *, lease: timedelta) -> bool:
    """The attempt counts and the lease is renewed, also one that ran out, unless somebody took the row back."""
    return _write(BEGIN, message, message.attempts, message.first_tried_at, lease)


def write_fence(message: OutgoingMessage, *, lease: timedelta) -> bool:
    """False where the lease ran out and somebody else may have the row. On disk when this returns."""
    return _write(FENCE, message, lease)


def write_sent(message: OutgoingMessage, *, at: datetime) -> bool:
    """On disk when this returns."""
    return _write(SENT if message.ambiguous else SENT_AND_BLANKED, message, at)


def _write(statement: str, message: OutgoingMessage, *values: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, message.pk, message.claim])
        return bool(cursor.rowcount)
