"""An administrator must not become the user: each way, tried."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from mentoring.accounts.models import User
from mentoring.outbox.models import OutgoingMessage
from tests.accounts.door import PASSWORD, ask, mailed_codes, with_password

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def administrator(db) -> User:
    return User.objects.create_superuser(email="sam@mail.example", name="Sam Site")


@pytest.fixture
def office(sign_in, administrator) -> Client:
    return sign_in(administrator)


def page_of(user) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def office_pages() -> list[str]:
    """Every list of the office, and a page and the history of some things in it."""
    urls = [reverse("admin:index")]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        urls.append(office_page(f"{name}_changelist"))
        for each in model._default_manager.all()[:5]:
            urls += [office_page(f"{name}_{verb}", each.pk) for verb in ("change", "history")]
    return [url for url in urls if url]


def office_page(name: str, *args: object) -> str:
    """Empty where the office has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def test_no_page_sets_the_password_of_another(office, ben):
    for path in ("password/", "../password/"):
        assert office.get(f"{page_of(ben)}{path}").status_code in (302, 404)
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_user_password_change", args=[ben.pk])
    office.post(page_of(ben), {"is_active": "on", "time_zone": "", "password": "x", "password1": "x" * 14})

    assert User.objects.get(pk=ben.pk).password == ben.password


def test_setting_a_password_sets_ones_own_whoever_is_named(office, administrator, ben):
    new = "a harbour full of kites"

    office.post(
        f"{reverse('account_set_password')}?user={ben.pk}", {"password1": new, "password2": new, "user": str(ben.pk)}
    )

    assert User.objects.get(pk=ben.pk).check_password(PASSWORD)
    assert User.objects.get(pk=administrator.pk).check_password(new)


def test_nobody_signs_in_as_somebody_else():
    addresses = str(sorted(str(name) for name in get_resolver().reverse_dict)).lower()

    assert not [word for word in ("hijack", "impersonat", "loginas", "login_as", "switch_user") if word in addresses]


def test_codes_and_links_of_others_stand_on_no_page_of_the_office(office, ben):
    ask(Client(), "ben@mail.example")
    (code,) = mailed_codes()
    Client().post(reverse("account_reset_password"), {"email": "ben@mail.example"})
    link = OutgoingMessage.objects.latest("created_at").text.split("/reset/key/")[1].split("/")[0]

    leaking = [url for url in office_pages() if {code, link} & set(tokens(office.get(url, follow=True)))]

    assert leaking == []


def tokens(response) -> list[str]:
    return response.content.decode().replace("/", " ").replace('"', " ").replace("<", " ").replace(">", " ").split()


def test_address_of_another_does_not_change_at_once(office, ben, administrator):
    answer = office.post(
        page_of(ben), {"is_active": "on", "time_zone": "", "new_address": administrator.email.replace("sam", "mine")}
    )

    assert answer.status_code == 302
    assert User.objects.get(pk=ben.pk).email == "ben@mail.example"
    assert OutgoingMessage.objects.get().address == "ben@mail.example"


def test_code_for_the_new_address_is_sent_to_nobody_meanwhile(office, ben):
    office.post(page_of(ben), {"is_active": "on", "time_zone": "", "new_address": "mine@mail.example"})

    ask(Client(), "mine@mail.example")
    Client().post(reverse("account_reset_password"), {"email": "mine@mail.example"})

    assert {message.address for message in OutgoingMessage.objects.all()} == {"ben@mail.example"}


def test_closing_and_opening_the_account_hides_the_notice_from_nobody(office, ben):
    """Whoever closed the account before the mail left, and opened it after the day, would have told nobody."""
    office.post(page_of(ben), {"is_active": "on", "time_zone": "", "new_address": "mine@mail.example"})
    office.post(page_of(ben), {"time_zone": ""})
    office.post(page_of(ben), {"is_active": "on", "time_zone": ""})

    assert [change.state for change in ben.email_changes.all()] == ["stopped"]


def test_address_that_will_not_do_is_refused_in_the_form(office, ben, administrator):
    page = office.post(page_of(ben), {"is_active": "on", "time_zone": "", "new_address": administrator.email})

    assert "Another person already has this e-mail address." in page.content.decode()
    assert not ben.email_changes.exists()


def test_change_that_waits_stands_on_the_page_of_the_account(office, ben):
    office.post(page_of(ben), {"is_active": "on", "time_zone": "", "new_address": "ben.new@mail.example"})

    assert "ben.new@mail.example, from " in office.get(page_of(ben)).content.decode()


def test_account_closed_in_the_same_form_gets_no_other_address(office, ben):
    office.post(page_of(ben), {"time_zone": "", "new_address": "mine@mail.example"})

    assert not ben.email_changes.filter(state="waiting").exists()


def test_rank_gives_no_way_past_the_second_step_of_another(office, ben):
    """What somebody signs in with is theirs: an administrator does not see it, and can only ask for its end."""
    pages = " ".join(office_pages())

    assert "/mfa/" not in pages
    assert "/usersessions/" not in pages
    assert "/sessions/session/" not in pages


def test_second_step_of_another_is_not_taken_away_at_once_and_shown_on_no_page(office, ben):
    TOTP.activate(ben, SECRET)
    codes = RecoveryCodes.activate(ben).get_unused_codes()
    asking = reverse("admin:accounts_user_second_step", args=[ben.pk])
    before = office.get(page_of(ben)).content.decode()

    pages = [office.get(asking), office.post(asking, follow=True), office.get(page_of(ben))]

    assert asking in before
    assert "This person has been told." in pages[1].content.decode()
    assert "To be taken away on " in pages[2].content.decode()
    assert not [word for page in pages for word in (SECRET, *codes) if word in page.content.decode()]
    assert Authenticator.objects.filter(user=ben).count() == 2
    assert OutgoingMessage.objects.get().address == "ben@mail.example"


def test_opening_the_page_that_asks_for_it_asks_for_nothing(office, ben):
    TOTP.activate(ben, SECRET)

    office.get(reverse("admin:accounts_user_second_step", args=[ben.pk]))

    assert not ben.second_step_removals.exists()


def test_page_that_asks_for_the_end_of_a_second_step_says_so_where_there_is_none(office, ben):
    asking = reverse("admin:accounts_user_second_step", args=[ben.pk])
    without = office.get(asking).content.decode()
    TOTP.activate(ben, SECRET)

    with_one = office.get(asking).content.decode()

    assert ("They have no second step." in without, "Remove it in a day" in without) == (True, False)
    assert ("They have no second step." in with_one, "Remove it in a day" in with_one) == (False, True)


def test_ones_own_second_step_is_not_taken_away_here(office, administrator):
    TOTP.activate(administrator, SECRET)
    asking = reverse("admin:accounts_user_second_step", args=[administrator.pk])

    answer = office.post(asking, follow=True).content.decode()

    assert asking not in office.get(page_of(administrator)).content.decode()
    assert "You cannot ask this for your own account." in answer
    assert not administrator.second_step_removals.exists()


def test_password_of_the_administrator_opens_no_other_account(ben, administrator):
    administrator.set_password("a harbour full of kites")
    administrator.save()
    client = Client()

    with_password(client, "ben@mail.example", "a harbour full of kites")

    assert "_auth_user_id" not in client.session
