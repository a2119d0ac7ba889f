"""Site administrators on the command line: a new account, or one that is here already."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.audit.models import AuditEvent
from tests.accounts.door import PASSWORD, with_password
from tests.factories import ProfileFactory, UserFactory

TAKEN = (
    "Olga Berg has an account with the address olga.berg@own.example already. The command “make_administrator "
    "olga.berg@own.example” makes it a site administrator’s."
)


@pytest.fixture
def olga(db) -> User:
    return ProfileFactory(user__email="olga.berg@own.example", user__name="Olga Berg").user


@pytest.mark.parametrize("address", ["olga.berg@own.example", "Olga.Berg@Own.example"])
def test_address_that_somebody_has_is_answered_with_the_way(olga, address):
    with pytest.raises(CommandError) as refused:
        call_command("createsuperuser", email=address, name="Olga", interactive=False, verbosity=0)

    assert str(refused.value) == TAKEN
    assert not User.objects.filter(is_superuser=True).exists()


@pytest.mark.parametrize("address", ["olga.berg@own.example", " Olga.Berg@OWN.example"])
def test_account_becomes_an_administrators_and_stays_as_it_is(olga, address):
    olga.set_password(PASSWORD)
    olga.save()
    said = io.StringIO()

    call_command("make_administrator", address, stdout=said)

    assert said.getvalue() == ("Olga Berg is a site administrator. Their sessions have ended: they sign in anew.\n")
    olga.refresh_from_db()
    assert (olga.is_staff, olga.is_superuser, olga.name) == (True, True, "Olga Berg")
    assert olga.check_password(PASSWORD)
    assert list(AuditEvent.objects.values_list("verb", "subject_id", "actor_id")) == [
        ("account.make_administrator", olga.pk, None)
    ]


def test_sessions_of_before_end(olga, client):
    olga.set_password(PASSWORD)
    olga.save()
    with_password(client, olga.email)
    assert client.get(reverse("account")).status_code == 200

    call_command("make_administrator", olga.email, stdout=io.StringIO())

    assert client.get(reverse("account")).status_code == 302


def test_who_is_an_administrator_already_stays_one_without_another_entry(olga):
    said = io.StringIO()
    for _time in range(2):
        call_command("make_administrator", olga.email, stdout=said)

    assert AuditEvent.objects.count() == 1
    assert said.getvalue().endswith("Olga Berg is a site administrator already. Nothing was changed.\n")


def test_address_of_nobody_is_answered_with_the_way(db):
    UserFactory(email="other@own.example")

    with pytest.raises(CommandError) as refused:
        call_command("make_administrator", "olga.berg@own.example")

    assert str(refused.value) == (
        "No account has the address olga.berg@own.example. The command “createsuperuser” makes a new one."
    )


def test_closed_account_becomes_nobodys(olga):
    User.objects.update(is_active=False)

    with pytest.raises(CommandError) as refused:
        call_command("make_administrator", olga.email)

    assert str(refused.value) == (
        "The account of Olga Berg is closed. Please let them sign in again first, in the office under Accounts."
    )
    assert not User.objects.filter(is_superuser=True).exists()
