"""The smallest group that a report shows: never under five, whoever writes it, and fixed once people were asked."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from feedback.models import SurveyRun
from feedback.services import close_run, record_answers
from programmes.models import Programme
from tests.factories import make_survey_run
from tests.feedback.population import all_items

FLOORS = {Programme: "programme_minimum_group_floor", SurveyRun: "survey_run_minimum_group_floor"}


def raw_sql(row, minimum: int) -> None:
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(row._meta.db_table)
        cursor.execute(f"UPDATE {table} SET minimum_group = %s WHERE id = %s", [minimum, row.pk])  # noqa: S608


WAYS = {
    "save": lambda row, minimum: row.save(update_fields=["minimum_group"]),
    "update": lambda row, minimum: type(row).objects.filter(pk=row.pk).update(minimum_group=minimum),
    "SQL": raw_sql,
}


@pytest.mark.parametrize("minimum", [4, 1, 0])
def test_no_way_of_writing_goes_below_the_floor(cast, minimum):
    for row in (cast.programme, make_survey_run(cast.cohort)):
        name = FLOORS[type(row)]
        row.validate_constraints()
        row.minimum_group = minimum
        with pytest.raises(ValidationError):
            row.validate_constraints()
        for write in WAYS.values():
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                write(row, minimum)

    assert set(Programme.objects.values_list("minimum_group", flat=True)) == {5}
    assert SurveyRun.objects.get().minimum_group == 5


def test_survey_keeps_the_smallest_group_it_opened_with(running_cohort, open_run):
    """Whoever answered was told that number."""
    Programme.objects.update(minimum_group=7)
    running_cohort.programme.refresh_from_db()
    run = open_run(["Sales"] * 8)
    Programme.objects.update(minimum_group=5)
    for invitation in run.invitations.all()[:6]:
        record_answers(invitation=invitation, answers=all_items(4))

    figures = close_run(run=run).figures

    assert (figures["minimum"], figures["answered"], figures["leaves"]) == (7, None, [])
