"""The second way in: a password that somebody set, and what becomes of it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.outbox.models import OutgoingMessage
from tests.accounts.door import PASSWORD, is_signed_in, seen_by, sentences, with_password
from tests.factories import UserFactory

NEW = "a harbour full of kites"
SHORT, COMMON, LIKE_ADDRESS = "eleven char", "qwertyuiop123", "ada@mail.example"


def set_password(client, password=NEW, **data):
    data = {"password1": password, "password2": password, **data}
    return client.post(reverse("account_set_password"), data, follow=True)


def ask_for_reset(address="ben@mail.example"):
    return Client().post(reverse("account_reset_password"), {"email": address}, follow=True)


def reset_link() -> str:
    message = OutgoingMessage.objects.latest("created_at")
    return re.search(r"^http://localhost:8000(/accounts/password/reset/key/\S+)$", message.text, re.MULTILINE)[1]


def mail_subjects() -> list[str]:
    return [message.mail_subject for message in OutgoingMessage.objects.order_by("created_at")]


def test_password_lets_a_person_in_under_a_new_session_key(client, ben):
    client.get(reverse("account_login_password"))
    client.session["x"] = 1
    client.session.save()
    before = client.session.session_key

    response = with_password(client, "Ben@Mail.Example")

    assert response.redirect_chain == [(reverse("desk:home"), 302)]
    assert client.session["_auth_user_id"] == str(ben.pk)
    assert client.session.session_key != before


def test_code_stays_the_first_way_and_the_password_is_one_link_away(client, db):
    door = client.get(f"{reverse('account_login')}?next=/profile/").content.decode()

    assert 'name="password"' not in door
    assert f'href="{reverse("account_login_password")}?next=/profile/"' in door


def test_password_leads_back_to_where_somebody_was_going_and_nowhere_else(ben):
    inside = with_password(Client(), "ben@mail.example", next="/profile/")
    outside = with_password(Client(), "ben@mail.example", next="https://evil.example/")

    assert inside.redirect_chain == [("/profile/", 302)]
    assert outside.redirect_chain == [(reverse("desk:home"), 302)]


def test_known_unknown_closed_and_passwordless_addresses_get_the_same_answer(ada, ben):
    UserFactory(email="closed@mail.example", password=PASSWORD, is_active=False)

    answers = [
        seen_by(with_password(Client(), address, "wrong password!"), address)
        for address in ("ben@mail.example", "nobody@mail.example", "closed@mail.example", "ada@mail.example")
    ]

    assert answers == [answers[0]] * 4
    assert "The address and the password do not go together." in answers[0][2]


def test_closed_account_stays_outside_even_with_its_password(client, db):
    UserFactory(email="closed@mail.example", password=PASSWORD, is_active=False)

    response = with_password(client, "closed@mail.example")

    assert response.redirect_chain == [(reverse("account_inactive"), 302)]
    assert not is_signed_in(client)


def test_person_sets_a_password_is_told_by_mail_and_signs_in_with_it(sign_in, ada):
    client = sign_in(ada)

    response = set_password(client)

    assert response.redirect_chain == [(reverse("account_login"), 302)]
    assert sentences(response)[-1] == "Your password is set. Please sign in with it."
    assert not is_signed_in(client)
    assert "A password was set for your account." in OutgoingMessage.objects.get().text
    with_password(client, "ada@mail.example", NEW)
    assert is_signed_in(client)


@pytest.mark.parametrize("password", [SHORT, COMMON, LIKE_ADDRESS])
def test_weak_password_is_refused_in_the_form(sign_in, ada, password):
    response = set_password(sign_in(ada), password)

    assert response.context["form"].errors.keys() == {"password1"}
    assert not User.objects.get(pk=ada.pk).has_usable_password()


def test_changing_a_password_asks_for_the_one_until_now(sign_in, ben):
    client = sign_in(ben)
    page = reverse("account_change_password")

    wrong = client.post(page, {"oldpassword": "not it at all", "password1": NEW, "password2": NEW})
    right = client.post(page, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert "Please check your current password." in wrong.content.decode()
    assert right.url == reverse("account_login")
    assert User.objects.get(pk=ben.pk).check_password(NEW)


def test_new_password_ends_every_other_session(sign_in, ben):
    elsewhere, here = sign_in(ben), sign_in(ben)

    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert elsewhere.get(reverse("desk:home")).status_code == 302


def test_reset_answers_the_same_for_known_unknown_and_closed_addresses(ben):
    UserFactory(email="closed@mail.example", password=PASSWORD, is_active=False)

    addresses = ("ben@mail.example", "nobody@mail.example", "closed@mail.example")
    answers = [seen_by(ask_for_reset(address), address) for address in addresses]

    assert answers == [answers[0]] * 3
    assert [message.address for message in OutgoingMessage.objects.all()] == ["ben@mail.example"]


def test_reset_link_gives_a_new_password_once_and_signs_nobody_in(client, ben):
    ask_for_reset()
    link = reset_link()

    form = client.get(link, follow=True)
    done = client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW}, follow=True)
    again = Client().get(link, follow=True)

    assert done.redirect_chain == [(reverse("account_reset_password_from_key_done"), 302)]
    assert not is_signed_in(client)
    assert User.objects.get(pk=ben.pk).check_password(NEW)
    assert "This link does not work" in again.content.decode()
    assert mail_subjects() == ["Choose a new password", "Something about your account changed"]


def test_opening_the_reset_link_changes_nothing(client, ben):
    ask_for_reset()

    client.get(reset_link(), follow=True)

    assert User.objects.get(pk=ben.pk).check_password(PASSWORD)


def test_reset_link_names_the_site_of_the_setting_whatever_the_request_says(ben, settings):
    settings.ALLOWED_HOSTS = ["*"]

    Client(headers={"host": "evil.example"}).post(reverse("account_reset_password"), {"email": "ben@mail.example"})

    assert "evil.example" not in OutgoingMessage.objects.get().text
    assert reset_link()


def test_reset_link_dies_with_a_change_of_address(client, ben):
    ask_for_reset()
    link = reset_link()
    User.objects.filter(pk=ben.pk).update(email="ben.new@mail.example")

    assert "This link does not work" in client.get(link, follow=True).content.decode()


def test_somebody_without_a_password_may_set_one_by_the_link_too(client, ada):
    ask_for_reset("ada@mail.example")
    form = client.get(reset_link(), follow=True)

    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})

    assert User.objects.get(pk=ada.pk).check_password(NEW)


def test_no_second_list_of_addresses_comes_to_be(ben):
    """A row of allauth's own list would go on letting an address in after it changed."""
    ask_for_reset()
    with_password(Client(), "ben@mail.example")

    assert not ben.emailaddress_set.exists()
