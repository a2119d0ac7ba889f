"""Private notes were written under the ring of the installation; each pair has a key of its own from here on.

Done in batches, each a transaction of its own: stopped in the middle it goes on where it was, and nobody waits long for
a row. Going back writes every note under the ring again; the keys then wrap nothing and go with their table.
"""

from collections.abc import Callable

from django.db import migrations, transaction
from django.utils import timezone

from mentoring.lib.crypto import FORMAT, FORMAT_DATA_KEY, data_key, new_data_key, seal, seal_under, unseal, unseal_under

NOTE, KEY = "agreements.note.body", "agreements.mentorship_key.key"
BATCH = 500


def under_keys(apps, schema_editor):
    while _batch(schema_editor.connection, FORMAT, _seal_under_key):
        pass


def under_the_ring(apps, schema_editor):
    while _batch(schema_editor.connection, FORMAT_DATA_KEY, _seal_under_ring):
        pass


def _batch(connection, written: bytes, sealed_anew: Callable) -> int:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, mentorship_id, body FROM agreements_note WHERE substring(body for 1) = %s LIMIT %s FOR UPDATE",
            [written, BATCH],
        )
        rows = cursor.fetchall()
        for note_id, mentorship_id, body in rows:
            values = [bytes(sealed_anew(cursor, note_id, mentorship_id, bytes(body))), note_id]
            cursor.execute("UPDATE agreements_note SET body = %s WHERE id = %s", values)
    return len(rows)


def _seal_under_key(cursor, note_id, mentorship_id, body: bytes) -> bytes:
    text = unseal(body, label=NOTE, row_id=note_id)
    return seal_under(_key_of(cursor, mentorship_id), text, label=NOTE, row_id=note_id)


def _seal_under_ring(cursor, note_id, mentorship_id, body: bytes) -> bytes:
    text = unseal_under(_key_of(cursor, mentorship_id), body, label=NOTE, row_id=note_id)
    return seal(text, label=NOTE, row_id=note_id)


def _key_of(cursor, mentorship_id) -> bytes:
    """The key of a pair, made the first time it is needed."""
    made = seal(new_data_key(), label=KEY, row_id=mentorship_id)
    cursor.execute(
        "INSERT INTO agreements_mentorshipkey (mentorship_id, key, made_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        [mentorship_id, bytes(made), timezone.now()],
    )
    cursor.execute("SELECT key FROM agreements_mentorshipkey WHERE mentorship_id = %s", [mentorship_id])
    (sealed,) = cursor.fetchone()
    return data_key(unseal(bytes(sealed), label=KEY, row_id=mentorship_id))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("agreements", "0020_sessions_asked_and_words")]

    operations = [migrations.RunPython(under_keys, under_the_ring)]
