from datetime import date

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from programmes.models import Cohort, StageChange
from tests.factories import AlwaysOnFactory, CohortFactory, UserFactory, at

EARLY = ("programmes", "0021_registration_ended_early")


@pytest.mark.django_db
def test_registration_that_ended_early_before_gets_the_day_on_which_it_did():
    early, late, unknown = (CohortFactory(stage=Cohort.Stage.MATCHING) for _ in range(3))
    always = AlwaysOnFactory(stage=Cohort.Stage.MATCHING)
    planned = early.registration_ends_on
    Cohort.objects.filter(pk=late.pk).update(registration_ends_on=date(2020, 6, 1))
    for cohort in (early, late, always):
        StageChange.objects.create(
            cohort=cohort, to_stage=Cohort.Stage.MATCHING, made_at=at("2020-07-01 23:30"), made_by=UserFactory()
        )

    (operation,) = MigrationLoader(connection, replace_migrations=False).get_migration(*EARLY).operations
    with connection.schema_editor() as editor:
        operation.code(None, editor)

    ends = {cohort.pk: cohort.registration_ends_on for cohort in Cohort.objects.all()}
    # By the company's clocks it was the second of July already.
    assert str(ends[early.pk]) == "2020-07-02"
    assert (ends[late.pk], ends[unknown.pk], ends[always.pk]) == (date(2020, 6, 1), planned, None)
