import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories import make_proposal
from tests.matching.people import mentee_of, mentor_of, open_cohort

AFTER = ("matching", "0006_rename_parts")


@pytest.mark.django_db
def test_suggestions_made_before_keep_their_parts_under_the_new_names():
    """The board reads these names; one it does not know would be an error page."""
    cohort, _by = open_cohort()
    proposal = make_proposal(mentor_of(cohort), mentee_of(cohort))
    proposal.components = [
        {"name": "skills", "points": 5, "maximum": 700_000},
        {"name": "site", "points": 1, "maximum": 150_000},
        {"name": "grade", "points": 2, "maximum": 150_000},
    ]
    proposal.save()

    renamed = executed(AFTER)

    proposal.refresh_from_db()
    assert [part["name"] for part in proposal.components] == ["skills", "place", "seniority"]
    assert [part["points"] for part in proposal.components] == [5, 1, 2]
    assert renamed == 2


def executed(name):
    """Run what a migration runs, on the tables as they are now; says how many statements there were."""
    migration = MigrationExecutor(connection).loader.get_migration(*name)
    with connection.cursor() as cursor:
        for operation in migration.operations:
            cursor.execute(operation.sql)
    return len(migration.operations)
