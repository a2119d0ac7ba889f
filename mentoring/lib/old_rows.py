"""What a migration that makes something impossible says where it has already happened."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError
from django.db import migrations

# So many rows are named; whoever mends them finds the others in the same way.
NAMED = 5


def refuse_while_rows(faults: Mapping[str, str]) -> migrations.RunPython:
    """An operation that ends the migration, before it changed anything, while one of the queries finds a row.

    `faults` maps a sentence, which says what must not be, to a query for the ids of the rows that are so.
    """

    def look(_apps: Any, schema_editor: Any) -> None:
        found = []
        with schema_editor.connection.cursor() as cursor:
            for sentence, query in faults.items():
                cursor.execute(query)
                ids = [str(row[0]) for row in cursor.fetchall()]
                if ids:
                    found.append(f"{sentence} Rows: {len(ids)}, for example {', '.join(ids[:NAMED])}.")
        if found:
            raise CommandError("\n".join(["Please mend these rows first, then migrate again.", *found]))

    return migrations.RunPython(look, migrations.RunPython.noop, elidable=True)
