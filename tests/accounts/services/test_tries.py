"""Ten failed tries in five minutes, whichever way, wherever from, with Redis or without."""

import threading
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring.accounts.models import FailedTry
from mentoring.accounts.services import begin_try, counted_try, forget_old_tries
from mentoring.accounts.services.tries import MOST_FAILURES
from mentoring.accounts.tasks import forget_old_tries as tick
from mentoring.lib.errors import Refused
from tests.accounts.door import PASSWORD, ask, enter, is_signed_in, mailed_codes, with_password

SENTENCE = "There were too many tries for this address. Please wait five minutes, then try again."


@pytest.fixture
def _redis_is_away(settings):
    """A cache that knows nothing, as ours is while Redis is away."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


def fail(number: int, address: str = "ben@mail.example", **extra) -> list[bool]:
    """Whether each of so many wrong passwords was refused unseen."""
    answers = [with_password(Client(**extra), address, f"wrong {each} and so on") for each in range(number)]
    return [SENTENCE in answer.content.decode() for answer in answers]


@pytest.mark.usefixtures("_redis_is_away")
def test_eleventh_try_in_five_minutes_is_refused_in_a_sentence_right_or_wrong(client, ben):
    assert fail(11) == [False] * 10 + [True]

    response = with_password(client, "ben@mail.example", PASSWORD)

    assert SENTENCE in response.content.decode()
    assert not is_signed_in(client)


@pytest.mark.usefixtures("_redis_is_away")
def test_unknown_address_is_counted_like_a_known_one(db):
    assert fail(11, "nobody@mail.example") == [False] * 10 + [True]


@pytest.mark.usefixtures("_redis_is_away")
def test_forged_origin_changes_nothing(ben):
    refused = [fail(1, REMOTE_ADDR=f"192.0.2.{each}", HTTP_X_FORWARDED_FOR=f"198.51.100.{each}") for each in range(11)]

    assert refused == [[False]] * 10 + [[True]]


@pytest.mark.usefixtures("_redis_is_away")
def test_door_of_the_office_is_the_same_door(ben):
    door = Client().get(f"{reverse('admin:login')}?next=/office/")
    fail(10)

    refused = Client().post(
        reverse("admin:login"), {"username": ben.email, "login": ben.email, "password": PASSWORD}, follow=True
    )

    assert door.url.startswith(reverse("account_login"))
    assert not is_signed_in(refused.client)
    assert fail(1) == [True]


@pytest.mark.usefixtures("_redis_is_away")
def test_codes_and_passwords_count_together(ben):
    fail(7)
    client = Client()
    ask(client, "ben@mail.example")
    for _number in range(3):
        enter(client, "WRONG-CODE")

    refused = enter(client, mailed_codes()[0])

    assert SENTENCE in refused.content.decode()
    assert not is_signed_in(client)


@pytest.mark.usefixtures("_redis_is_away")
def test_codes_for_an_unknown_address_count_too(db):
    for _code in range(3):
        client = Client()
        ask(client, "nobody@mail.example")
        for _number in range(4):
            answer = enter(client, "WRONG-CODE")

    assert SENTENCE in answer.content.decode()
    assert FailedTry.objects.count() == 10


@pytest.mark.usefixtures("_redis_is_away")
def test_codes_of_the_second_step_count_too(ben):
    TOTP.activate(ben, "JBSWY3DPEHPK3PXP")
    client = Client()
    with_password(client, "ben@mail.example")

    answers = [client.post(reverse("mfa_authenticate"), {"code": f"{each:06}"}) for each in range(11)]

    assert [SENTENCE in answer.content.decode() for answer in answers] == [False] * 10 + [True]


def test_success_is_not_counted_and_wipes_nothing(ben):
    fail(3)

    with_password(Client(), "ben@mail.example")

    assert FailedTry.objects.count() == 3


def test_limit_ends_five_minutes_after_the_failures(client, ben):
    with time_machine.travel(timezone.now(), tick=False) as now:
        for _number in range(MOST_FAILURES):
            begin_try(address="ben@mail.example")
        now.shift(timedelta(minutes=4, seconds=59))
        with pytest.raises(Refused):
            begin_try(address="ben@mail.example")
        now.shift(timedelta(seconds=1))

        assert begin_try(address="ben@mail.example")


def test_address_is_counted_however_it_is_typed(db):
    for address in ("Ben@Mail.Example", " ben@mail.example "):
        begin_try(address=address)

    assert FailedTry.objects.values("key").distinct().count() == 1


@pytest.mark.long
def test_table_holds_no_address(ben):
    fail(1)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(accounts_failedtry)::text FROM accounts_failedtry")
        (row,) = cursor.fetchone()
    assert "ben" not in row
    assert "mail.example" not in row


def test_key_depends_on_the_installation(db, settings):
    first = begin_try(address="ben@mail.example").key
    settings.SECRET_KEY = "another installation"

    assert begin_try(address="ben@mail.example").key != first


def test_old_tries_are_forgotten_by_a_tick(db):
    with time_machine.travel(timezone.now() - timedelta(minutes=5), tick=False):
        begin_try(address="old@mail.example")
    recent = begin_try(address="new@mail.example")

    tick()

    assert list(FailedTry.objects.all()) == [recent]
    assert forget_old_tries() == 0


def test_failure_inside_is_counted_and_success_is_not(db):
    with counted_try("ben@mail.example"):
        pass
    with pytest.raises(ZeroDivisionError), counted_try("ben@mail.example"):
        raise ZeroDivisionError

    assert FailedTry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_do_not_slip_past_the_limit():
    barrier, outcomes = threading.Barrier(20), []

    def run():
        barrier.wait()
        try:
            begin_try(address="ben@mail.example")
            outcomes.append("judged")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["judged"] * 10 + ["refused"] * 10
