"""Whether the tables in the database are those that this code knows."""

from functools import lru_cache

from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Name = tuple[str, str]  # app, migration


@lru_cache(maxsize=1)
def known() -> dict[Name, Migration]:
    """The migrations of this code; they do not change while it runs."""
    return dict(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def applied() -> set[Name]:
    return set(MigrationRecorder(connection).applied_migrations())


def missing(done: set[Name]) -> list[Name]:
    """What `migrate` would still do. Of one that replaces others it does that one, or the rest of those once begun."""
    left_out: set[Name] = set()
    for key, migration in known().items():
        is_begun = key not in done and not done.isdisjoint(migration.replaces)
        left_out |= {key} if is_begun else set(migration.replaces)
    return sorted(known().keys() - done - left_out)


def unknown(done: set[Name]) -> list[Name]:
    """What a newer version did in an app of ours. What an app that is gone once did does not count."""
    replaced = {name for migration in known().values() for name in migration.replaces}
    apps = {app for app, _name in known()}
    return sorted(key for key in done if key[0] in apps and key not in known() and key not in replaced)
