"""Whether the database can take people: an empty one is prepared, one of another version is not touched."""

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _


def ensure_tables() -> None:
    """Make the tables where there are none at all, so that people can come in before anything else ran."""
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        call_command("migrate", verbosity=0)
    elif executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError(
            _("The database belongs to another version. Please run `python3 manage.py migrate`, then this again.")
        )
