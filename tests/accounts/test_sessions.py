"""How long sessions last, what ends them, and that their owner sees them."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.accounts.services import allow_sign_in, forget_old_sessions, stop_sign_in
from mentoring.accounts.tasks import forget_old_sessions as tick
from tests.accounts.door import PASSWORD, is_signed_in, with_password
from tests.factories import HrAnalystFactory, UserFactory

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1"
AWAY = "You were away for a while, so we signed you out. Please sign in again."


@pytest.fixture
def now():
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def staff(role: str) -> User:
    if role == "HR analyst":
        return HrAnalystFactory().user
    return UserFactory(is_staff=True, is_superuser=role == "site administrator")


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def came_in(address: str, user_agent: str) -> Client:
    client = Client(headers={"user-agent": user_agent})
    with_password(client, address)
    return client


@pytest.mark.parametrize("role", ["site administrator", "coordinator", "HR analyst"])
def test_staff_role_is_signed_out_after_half_an_hour_without_a_page(db, sign_in, now, role):
    client = sign_in(staff(role))

    now.shift(timedelta(minutes=29))
    before = is_in(client)
    now.shift(timedelta(minutes=30))
    after = client.get(reverse("account"), follow=True)

    assert before
    assert after.redirect_chain[0][0].startswith(reverse("account_login"))
    assert AWAY in after.content.decode()


def test_sessions_that_are_over_are_forgotten_and_no_others(db, settings, now):
    ada, ben = UserFactory(password=PASSWORD), UserFactory(password=PASSWORD)
    came_in(ada.email, FIREFOX)
    now.shift(timedelta(minutes=settings.SESSION_MINUTES + 1))
    later = came_in(ben.email, PHONE)

    assert [forget_old_sessions(), forget_old_sessions()] == [1, 0]
    tick()

    assert Session.objects.get().session_key == later.session.session_key
    assert UserSession.objects.get().user == ben


@pytest.mark.parametrize(
    "role",
    ["coordinator", *(pytest.param(role, marks=pytest.mark.long) for role in ("site administrator", "HR analyst"))],
)
def test_staff_role_is_signed_out_after_twelve_hours_whatever_they_do(db, sign_in, now, role):
    client = sign_in(staff(role))

    at_work = [is_in(client)]
    for minutes in (*[28] * 25, 19, 1):
        now.shift(timedelta(minutes=minutes))
        at_work.append(is_in(client))

    assert at_work == [*[True] * 27, False], "a minute before twelve hours they were in, then no longer"


def test_participant_stays_signed_in_for_thirty_days_and_no_longer(sign_in, ada, now):
    client = sign_in(ada)

    now.shift(timedelta(days=29, hours=23))
    before = is_in(client)
    now.shift(timedelta(hours=1))

    assert before
    assert not is_in(client)


def test_role_given_meanwhile_shortens_the_session_that_runs(sign_in, ada, now):
    client = sign_in(ada)
    HrAnalystFactory(user=ada)

    now.shift(timedelta(minutes=31))

    assert not is_in(client)


def test_installation_may_shorten_all_of_it(sign_in, ada, now, settings):
    settings.SESSION_MINUTES = 60
    client = sign_in(ada)

    now.shift(timedelta(minutes=60))

    assert not is_in(client)


def test_public_page_opens_to_somebody_whose_session_is_over(sign_in, now, db):
    client = sign_in(staff("coordinator"))

    now.shift(timedelta(minutes=31))

    assert client.get(reverse("account_signup")).status_code == 200
    assert not is_signed_in(client)


def test_closing_an_account_ends_its_sessions_for_good(sign_in, ada, db):
    by, client = UserFactory(), sign_in(ada)
    before = is_in(client)

    stop_sign_in(user=ada, by=by)
    while_closed = is_in(client)
    allow_sign_in(user=ada, by=by)

    assert (before, while_closed, is_in(client)) == (True, False, False)


def test_closing_an_account_ends_sessions_that_ask_for_no_page_meanwhile(ben, db):
    by, client = UserFactory(), came_in("ben@mail.example", FIREFOX)

    stop_sign_in(user=ben, by=by)
    allow_sign_in(user=ben, by=by)

    assert not is_in(client)
    assert not UserSession.objects.exists()


def test_person_sees_their_devices_in_plain_words_and_which_is_this_one(ben):
    came_in("ben@mail.example", PHONE)
    client = came_in("ben@mail.example", FIREFOX)

    page = client.get(reverse("usersessions_list"))

    assert [session.device for session in page.context["sessions"]] == ["Firefox on Windows", "Safari on iPhone"]
    assert page.content.decode().count("This device") == 1
    assert "Mozilla" not in page.content.decode()


def test_person_ends_one_device(ben):
    phone, client = came_in("ben@mail.example", PHONE), came_in("ben@mail.example", FIREFOX)
    session = UserSession.objects.get(user_agent=PHONE)

    client.post(reverse("usersessions_end", args=[session.pk]))

    assert (is_in(phone), is_in(client)) == (False, True)


def test_person_ends_all_other_devices(ben):
    phone, client = came_in("ben@mail.example", PHONE), came_in("ben@mail.example", FIREFOX)

    client.post(reverse("usersessions_list"))

    assert (is_in(phone), is_in(client)) == (False, True)


def test_person_ends_this_device_too(ben):
    client = came_in("ben@mail.example", FIREFOX)

    response = client.post(reverse("usersessions_end", args=[UserSession.objects.get().pk]))

    assert response.url == reverse("account_login")
    assert not is_in(client)


def test_nobody_ends_the_sessions_of_others(ben, ada, sign_in):
    client = came_in("ben@mail.example", FIREFOX)
    session = UserSession.objects.get()

    answer = sign_in(ada).post(reverse("usersessions_end", args=[session.pk]))

    assert answer.status_code == 404
    assert is_in(client)


def test_last_visit_is_written_down_once_a_minute(ben, now):
    client = came_in("ben@mail.example", FIREFOX)
    came = UserSession.objects.get().last_seen_at

    now.shift(timedelta(seconds=59))
    is_in(client)
    within = UserSession.objects.get().last_seen_at
    now.shift(timedelta(seconds=1))
    is_in(client)

    assert (within, UserSession.objects.get().last_seen_at) == (came, came + timedelta(minutes=1))
