"""A database that refuses to write, in the middle of what somebody does: as PostgreSQL does on a full disk."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# The sequence counts over all attempts, whatever was rolled back: nothing of it belongs to the transaction.
REFUSES = """
CREATE SEQUENCE written_so_far;
CREATE FUNCTION refuse_to_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('written_so_far') > {most} THEN
        RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER full_disk BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_to_write();
"""
WRITES_AGAIN = """
DROP TRIGGER full_disk ON {table};
DROP FUNCTION refuse_to_write;
DROP SEQUENCE written_so_far;
"""


@contextmanager
def full_after(most: int, *, act: str, table: str) -> Iterator[None]:
    """So many rows can still be written this way, and no more."""
    run(REFUSES.format(most=most, act=act, table=table))
    try:
        yield
    finally:
        run(WRITES_AGAIN.format(table=table))


def run(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)


def everything() -> dict[str, list[tuple]]:
    """Every row of every table, but for counters of the database itself."""
    with connection.cursor() as cursor:
        names = sorted(each.name for each in connection.introspection.get_table_list(cursor) if each.type == "t")
        rows = {}
        for name in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)} AS row ORDER BY row::text")  # noqa: S608
            rows[name] = cursor.fetchall()
        return rows
