from threading import Barrier, Thread

import pytest
from django.db import OperationalError, connection, transaction

from mentoring.accounts.models import User
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import RETRIES, in_transaction
from tests.factories import UserFactory


def fail_with(code):
    """Let the database itself end the transaction with this code."""
    with connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'ended' USING ERRCODE = '{code}'; END $$")


def rename(user, name):
    User.objects.filter(pk=user.pk).update(name=name)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("code", ["40001", "40P01"])
def test_in_transaction_begins_anew_and_keeps_the_last_attempt_alone(code):
    user = UserFactory(name="0")
    attempts = []

    @in_transaction
    def service():
        attempts.append(User.objects.get(pk=user.pk).name)
        rename(user, "changed")
        if len(attempts) <= RETRIES:
            fail_with(code)
        return "done"

    assert service() == "done"
    assert attempts == ["0"] * (RETRIES + 1)
    assert User.objects.get(pk=user.pk).name == "changed"


@pytest.mark.django_db(transaction=True)
def test_in_transaction_asks_to_try_again_when_no_attempt_succeeds():
    attempts = []

    @in_transaction
    def service():
        attempts.append(1)
        fail_with("40001")

    with pytest.raises(Refused, match="Please try again"):
        service()
    assert len(attempts) == RETRIES + 1


@pytest.mark.django_db(transaction=True)
def test_in_transaction_lets_other_errors_up_at_once():
    attempts = []

    @in_transaction
    def service():
        attempts.append(1)
        fail_with("57014")

    with pytest.raises(OperationalError):
        service()
    assert len(attempts) == 1


@pytest.mark.django_db(transaction=True)
def test_in_transaction_runs_once_inside_another_transaction():
    attempts = []

    @in_transaction
    def service():
        attempts.append(1)
        fail_with("40P01")

    with pytest.raises(OperationalError), transaction.atomic():
        service()
    assert len(attempts) == 1


@pytest.mark.django_db(transaction=True)
def test_two_that_lock_in_opposite_order_both_end_well():
    one, two = UserFactory(), UserFactory()
    meeting = Barrier(2)
    attempts, results = [], []

    def lock_both(first, second):
        @in_transaction
        def service():
            attempts.append(1)
            rename(first, "locked")
            if len(attempts) <= 2:
                meeting.wait(timeout=10)
            rename(second, "locked")

        try:
            service()
            results.append("done")
        finally:
            connection.close()

    threads = [Thread(target=lock_both, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == ["done", "done"]
    assert len(attempts) == 3
