"""What PostgreSQL itself knows of a row, and how long a sealed text is, leads from no answer to a person (R24)."""

from itertools import combinations

import pytest
from django.db import connection

from feedback.models import Draft, Invitation
from feedback.services import answers_so_far, keep_answers, record_answers
from tests.feedback.population import all_items, departments_of

# Of real transactions: within one, all rows would be written by the same.
pytestmark = pytest.mark.django_db(transaction=True)
LINKED = """
    SELECT invitation.id, count(*) FROM feedback_draft AS draft
    JOIN feedback_invitation AS invitation ON invitation.xmin::text = draft.xmin::text
    AND invitation.run_id = draft.run_id GROUP BY 1
"""
BY_PLACE = "SELECT key FROM feedback_draft ORDER BY ctid"


def rows(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


@pytest.fixture
def asked(open_run) -> list[Invitation]:
    return list(open_run(departments_of(Sales=7, Finance=5)).invitations.select_related("run").order_by("pk"))


def test_no_answer_was_written_by_the_transaction_that_noted_who_had_answered(asked):
    for invitation in asked:
        record_answers(invitation=invitation, answers=all_items(4))

    assert [len(asked)] == [count for _invitation, count in rows(LINKED)]


def test_answers_do_not_lie_in_the_order_in_which_people_gave_them(asked):
    orders = set()
    for invitation in asked:
        record_answers(invitation=invitation, answers=all_items(4))
        orders.add(tuple(key for (key,) in rows(BY_PLACE))[:3])

    in_time = [Draft.objects.of(invitation).get().key for invitation in asked]
    assert [key for (key,) in rows(BY_PLACE)] != in_time
    assert len(orders) > len(asked) / 2, "each answer mixes all of them anew"


def test_sealed_answers_are_equally_long_whatever_was_skipped(asked):
    items = list(all_items(4))
    skipped = [(), *combinations(items[:3], 1), *combinations(items[:4], 2), tuple(items[1:])]
    for invitation, left_out in zip(asked, skipped, strict=False):
        answers = {item: option for item, option in all_items(4).items() if item not in left_out}
        record_answers(invitation=invitation, answers=answers)

    assert len(rows("SELECT DISTINCT octet_length(answers) FROM feedback_draft")) == 1
    assert len({len(Draft.objects.of(invitation).get().answers) for invitation in asked[: len(skipped)]}) == 1


def test_mixing_loses_and_changes_nothing(asked):
    said = {}
    for number, invitation in enumerate(asked):
        said[invitation.pk] = all_items(1 + number % 5)
        record_answers(invitation=invitation, answers=said[invitation.pk])
    first, *others = asked
    item = next(iter(all_items(4)))
    keep_answers(invitation=first, answers={item: 2}, asked=[item], is_done=False)
    said[first.pk] = {**said[first.pk], item: 2}

    assert {each.pk: answers_so_far(each) for each in asked} == said
    assert Draft.objects.count() == len(asked)
    assert {Draft.objects.of(each).get().cell for each in others} == {each.cell for each in others}
