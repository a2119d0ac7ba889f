import pytest
from django.urls import reverse

from mentoring.accounts.models import User
from tests.factories import UserFactory

PAGE = "account"


def test_everything_about_ones_account_stands_at_one_address(sign_in, ben):
    page = sign_in(ben).get(reverse(PAGE)).content.decode()

    linked = ("account_change_password", "mfa_index", "usersessions_list")
    assert [name for name in linked if f'href="{reverse(name)}"' not in page] == []
    assert "Ben Rook" in page
    assert "ben@mail.example" in page
    assert 'name="time_zone"' in page
    assert 'name="theme"' in page


def test_somebody_without_a_password_is_led_to_set_one(sign_in, ada):
    page = sign_in(ada).get(reverse(PAGE)).content.decode()

    assert f'href="{reverse("account_set_password")}"' in page
    assert "You have none, and need none." in page


def test_menu_of_every_page_leads_there(sign_in, ada):
    assert f'href="{reverse(PAGE)}"' in sign_in(ada).get(reverse("desk:home")).content.decode()


def test_time_zone_is_chosen_and_used(sign_in, ada):
    client = sign_in(ada)

    client.post(reverse(PAGE), {"time_zone": "Asia/Tokyo"})

    ada.refresh_from_db()
    assert (ada.time_zone, ada.chose_time_zone) == ("Asia/Tokyo", True)
    assert "Saved." in client.get(reverse(PAGE)).content.decode()


def test_time_zone_is_ones_own_only_while_it_is_chosen(sign_in, ada):
    User.objects.filter(pk=ada.pk).update(time_zone="Africa/Lagos")
    client = sign_in(ada)
    chosen = []

    for zone in ("Africa/Lagos", "Asia/Tokyo", ""):
        client.post(reverse(PAGE), {"time_zone": zone})
        chosen.append(User.objects.get(pk=ada.pk).chose_time_zone)

    # Saving the page as it is chooses nothing.
    assert chosen == [False, True, False]


def test_unknown_time_zone_is_refused(sign_in, ada):
    sign_in(ada).post(reverse(PAGE), {"time_zone": "Mars/Base"})

    assert User.objects.get(pk=ada.pk).time_zone == ""


@pytest.mark.parametrize(("languages", "is_asked"), [(1, False), (2, True)])
def test_language_is_asked_for_where_there_is_a_choice(sign_in, ada, settings, languages, is_asked):
    settings.LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")][:languages]

    page = sign_in(ada).get(reverse(PAGE)).content.decode()

    assert ('name="language"' in page) is is_asked


def test_posted_extras_change_nothing_and_nobody_else(sign_in, ada):
    other = UserFactory(name="Eve", email="eve@mail.example")

    sign_in(ada).post(
        reverse(PAGE),
        {
            "time_zone": "",
            "id": str(other.pk),
            "email": "x@mail.example",
            "name": "X",
            "is_staff": "on",
            "password": "x",
        },
    )

    after = User.objects.get(pk=ada.pk)
    assert (after.email, after.name, after.is_staff, after.password) == (
        "ada@mail.example",
        "Ada Lark",
        False,
        ada.password,
    )
    assert User.objects.get(pk=other.pk).name == "Eve"
