import re

import pytest
from django.contrib import admin
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.audit.models import AuditEvent
from tests.factories import UserFactory, at


@pytest.fixture
def administrator(db):
    return User.objects.create_superuser(email="sam@mail.example", name="Sam Site")


@pytest.fixture
def office(sign_in, administrator):
    return sign_in(administrator)


def account_page(user):
    return reverse("admin:accounts_user_change", args=[user.pk])


def fields_of(page: str) -> set[str]:
    return set(re.findall(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"', page)) - {"csrfmiddlewaretoken"}


def test_only_sign_in_and_time_zone_can_be_changed_and_an_address_asked_for(office):
    page = office.get(account_page(UserFactory())).content.decode()

    assert {name for name in fields_of(page) if not name.startswith("_")} - {"q", "next", "theme"} == {
        "is_active",
        "time_zone",
        "new_address",
    }


def test_no_word_of_a_password_stands_on_any_page_about_accounts(office):
    ada = UserFactory()

    for url in (reverse("admin:accounts_user_changelist"), account_page(ada), reverse("admin:index")):
        assert "password" not in office.get(url).content.decode().lower()


def test_list_says_in_words_who_may_sign_in_and_nothing_of_rights_that_somebody_has_not(office):
    UserFactory(name="Ada Lark", is_active=False)

    page = office.get(reverse("admin:accounts_user_changelist")).content.decode()

    cells = re.findall(r'<td class="field-(signs_in|works_here)">([^<]*)</td>', page)
    assert cells == [
        *(("signs_in", "No"), ("works_here", "")),
        *(("signs_in", "Yes"), ("works_here", "Site administrator")),
    ]
    assert "/admin/img/" not in page


def test_line_of_an_address_in_the_list_ends_where_a_reader_expects_it(office):
    UserFactory(name="Ada Lark", email="ada.lark@mail.example")
    UserFactory(name="Bo Wren", email=None)

    page = office.get(reverse("admin:accounts_user_changelist")).content.decode()

    cells = re.findall(r'<td class="field-address">(.*?)</td>', page)
    assert cells[:2] == ["ada<wbr>.lark@<wbr>mail<wbr>.example", "none"]


def test_posted_extras_change_nothing(office):
    ada = UserFactory(name="Ada Lark", email="ada@mail.example")

    office.post(
        account_page(ada),
        {
            "is_active": "on",
            "time_zone": "",
            "email": "evil@mail.example",
            "name": "Eve",
            "password": "x",
            "is_superuser": "on",
            "is_staff": "on",
        },
    )

    after = User.objects.get(pk=ada.pk)
    assert (after.email, after.name, after.password, after.is_superuser, after.is_staff) == (
        "ada@mail.example",
        "Ada Lark",
        ada.password,
        False,
        False,
    )


def test_account_is_closed_and_opened_through_the_service(office, administrator):
    ada = UserFactory()

    office.post(account_page(ada), {"time_zone": ""})
    closed = User.objects.get(pk=ada.pk).is_active
    office.post(account_page(ada), {"is_active": "on", "time_zone": ""})

    assert (closed, User.objects.get(pk=ada.pk).is_active) == (False, True)
    assert list(AuditEvent.objects.values_list("verb", "subject_id", "actor_id")) == [
        ("account.stop", ada.pk, administrator.pk),
        ("account.allow", ada.pk, administrator.pk),
    ]


def test_own_account_says_in_a_word_that_it_may_sign_in(office, administrator):
    page = office.get(account_page(administrator)).content.decode()

    assert '<div class="readonly">Yes</div>' in page
    assert "/admin/img/" not in page


def test_own_account_cannot_be_closed(office, administrator):
    office.post(account_page(administrator), {"time_zone": "Asia/Tokyo"})

    after = User.objects.get(pk=administrator.pk)
    assert (after.is_active, after.time_zone, after.chose_time_zone) == (True, "Asia/Tokyo", True)


def test_unknown_time_zone_is_refused_in_words(office):
    ada = UserFactory()

    page = office.post(account_page(ada), {"is_active": "on", "time_zone": "Mars/Base"}).content.decode()

    assert "This choice is not offered any more. Please choose again." in page
    assert User.objects.get(pk=ada.pk).time_zone == ""


def test_list_asks_the_database_as_often_for_one_account_as_for_three(office, django_assert_max_num_queries):
    def count():
        with django_assert_max_num_queries(15) as captured:
            assert office.get(reverse("admin:accounts_user_changelist")).status_code == 200
        return len(captured)

    with_one = count()
    UserFactory.create_batch(2)

    assert count() == with_one


def test_list_calls_administrators_by_our_word(office):
    page = office.get(reverse("admin:accounts_user_changelist")).content.decode()

    assert "Site administrator" in page
    assert "uperuser status" not in page


def test_account_without_address_is_marked_as_such(office):
    UserFactory(name="Ada Lark", email=None)

    page = office.get(reverse("admin:accounts_user_changelist"), {"email__isempty": "1"}).content.decode()

    assert "Ada Lark" in page
    assert "sam@mail.example" not in re.sub(r"<header.*?</header>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize(
    "label",
    [
        "account.emailaddress",
        "account.emailconfirmation",
        "auth.group",
        "mfa.authenticator",
        "usersessions.usersession",
        "sessions.session",
        "accounts.failedtry",
    ],
)
def test_raw_tables_of_packages_are_hidden(label):
    assert label not in {model._meta.label_lower for model in admin.site._registry}


def test_page_of_an_account_is_headed_by_whose_it_is_and_writes_moments_as_the_list_does(office):
    ada = UserFactory(name="Ada Lark", date_joined=at("2026-03-01 09:15"), last_login=at("2026-03-02 10:20"))

    page, listed = (
        office.get(url).content.decode() for url in (account_page(ada), reverse("admin:accounts_user_changelist"))
    )

    assert re.findall(r"<h1>([^<]+)</h1>", page) == ["Account of Ada Lark"]
    assert re.findall(r'class="nowrap">([^<]+2026[^<]+)<', page) == [
        "Mon 2 Mar 2026, 10:20 GMT",
        "Sun 1 Mar 2026, 09:15 GMT",
    ]
    assert "Mon 2 Mar 2026, 10:20 GMT" in listed
