import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError

from mentoring.accounts.models import User, known_time_zone
from mentoring.lib.errors import Refused, constraints_refused
from tests.factories import UserFactory


def test_account_signs_in_without_a_password(db):
    user = User.objects.create_user(email=" Ada@Mail.Example ", name="Ada Lark")

    assert (user.email, user.has_usable_password(), user.is_staff, user.is_superuser) == (
        "ada@mail.example",
        False,
        False,
        False,
    )


@pytest.mark.parametrize("email", [None, "", "  "])
def test_people_without_an_address_are_many(db, email):
    first, second = (User.objects.create_user(email=email, name="Ada Lark") for _number in range(2))

    assert (first.email, second.email) == (None, None)


@pytest.mark.parametrize("password", ["a harbour full of kites", None])
def test_site_administrator_may_do_all_with_a_password_and_without(db, password):
    user = User.objects.create_superuser(email="sam@mail.example", password=password)

    assert (user.name, user.is_staff, user.is_superuser) == ("sam@mail.example", True, True)
    assert user.has_usable_password() is (password is not None)


@pytest.mark.parametrize("password", ["a harbour full of kites", None])
def test_first_administrator_is_made_on_the_command_line(db, monkeypatch, password):
    if password:
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)

    call_command("createsuperuser", email="Sam@Mail.Example", name="Sam Site", interactive=False, verbosity=0)

    user = User.objects.get()
    assert (user.email, user.name, user.is_superuser) == ("sam@mail.example", "Sam Site", True)
    assert user.has_usable_password() is (password is not None)
    assert password is None or user.check_password(password)


def test_address_belongs_to_one_person_in_whatever_case(db):
    UserFactory(email="ada@mail.example")

    with pytest.raises(IntegrityError, match="user_email_unique"):
        User.objects.bulk_create([User(email="ADA@mail.example", name="Eve")])


def test_taken_address_is_a_sentence(db):
    UserFactory(email="ada@mail.example")

    with pytest.raises(Refused, match="Another person already has this e-mail address"), constraints_refused():
        UserFactory(email="Ada@Mail.Example")


@pytest.mark.parametrize("zone", ["", "Europe/London", "UTC"])
def test_known_time_zone_is_accepted(zone):
    known_time_zone(zone)


def test_unknown_time_zone_is_refused_in_words():
    with pytest.raises(ValidationError, match="Please choose a time zone from the list"):
        known_time_zone("Mars/Base")


def test_names_are_shown_and_greeted_by():
    user = User(name="Ada Maria Lark")

    assert (str(user), user.get_full_name(), user.get_short_name()) == ("Ada Maria Lark", "Ada Maria Lark", "Ada")
