"""Second steps: an app, a passkey, recovery codes; and the roles that get nowhere without one."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from mentoring.accounts.middleware import SECOND_STEP_PAGES
from mentoring.accounts.policies import holds_staff_role, lacks_second_step
from mentoring.outbox.models import OutgoingMessage
from tests.accounts.door import PASSWORD, ask, enter, is_signed_in, mailed_codes, with_password
from tests.conftest import Cast
from tests.factories import CoordinatorFactory, HrAnalystFactory, UserFactory

SECRET = "JBSWY3DPEHPK3PXP"
STAFF = ("coordinator", "other_coordinator", "hr_analyst", "site_administrator")


def code_now(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def _required(settings):
    settings.STAFF_MFA_REQUIRED = True


def notices() -> list[str]:
    return [message.text.split("\n\n")[1] for message in OutgoingMessage.objects.order_by("created_at")]


def test_app_without_its_code_says_so_above_the_picture_and_leads_to_the_field(sign_in, ada):
    page = sign_in(ada).post(reverse("mfa_activate_totp"), {"code": ""}).content.decode()

    assert page.count("There is a problem") == 1
    assert page.index("There is a problem") < page.index('class="qr"')
    assert 'href="#id_code">' in page


def test_app_is_set_up_and_recovery_codes_are_shown_once(sign_in, ada, django_capture_on_commit_callbacks):
    client = sign_in(ada)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    shown = client.get(done.url)
    codes = shown.context["unused_codes"]
    again = client.get(done.url).content.decode()

    assert done.url == reverse("mfa_view_recovery_codes")
    assert len(codes) == 10
    assert shown.content.decode().count("shown") == 1, "the page says it, and no message says it again"
    assert not [code for code in codes if code in again]
    assert notices() == ["An app that shows codes was added: signing in now takes a code of it."]


@pytest.mark.parametrize("way", ["code", "password"])
def test_code_and_password_alone_then_let_nobody_in(client, ben, way):
    TOTP.activate(ben, SECRET)

    if way == "code":
        ask(client, "ben@mail.example")
        enter(client, mailed_codes()[0])
    else:
        with_password(client, "ben@mail.example")
    before = is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})

    assert (before, is_signed_in(client)) == (False, True)


def test_recovery_code_lets_its_owner_in_once(ben):
    TOTP.activate(ben, SECRET)
    code = RecoveryCodes.activate(ben).get_unused_codes()[0]

    outcomes = []
    for client in (Client(), Client()):
        with_password(client, "ben@mail.example")
        client.post(reverse("mfa_authenticate"), {"code": code})
        outcomes.append(is_signed_in(client))

    assert outcomes == [True, False]


@pytest.mark.parametrize("has_codes", [True, False])
def test_page_before_new_codes_leads_back_and_warns_only_whoever_has_some(sign_in, ada, has_codes):
    TOTP.activate(ada, SECRET)
    if has_codes:
        RecoveryCodes.activate(ada)

    page = sign_in(ada).get(reverse("mfa_generate_recovery_codes")).content.decode()

    assert ("The codes you have now stop working." in page) == has_codes
    assert page.index(f'<p class="kicker"><a href="{reverse("mfa_index")}">') < page.index("Make new recovery codes?")


def test_secrets_lie_encrypted_in_the_database(ada):
    TOTP.activate(ada, SECRET)
    RecoveryCodes.activate(ada)
    code = RecoveryCodes.activate(ada).get_unused_codes()[0]

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(row_to_json(mfa_authenticator)::text, ' ') FROM mfa_authenticator")
        (rows,) = cursor.fetchone()
    assert SECRET not in rows
    assert code not in rows
    assert TOTP(Authenticator.objects.get(type="totp")).validate_code(code_now())


def test_passkey_is_bound_to_the_host_of_the_setting(settings, rf):
    settings.SITE_URL = "https://mentoring.company.example"

    assert get_adapter().get_public_key_credential_rp_entity() == {
        "id": "mentoring.company.example",
        "name": "Mentoring",
    }


def test_door_offers_a_passkey_without_any_script_in_the_page(client, db):
    page = client.get(reverse("account_login")).content.decode()

    assert 'data-passkey="get"' in page
    assert "<script>" not in page
    assert [part for part in page.split("<script")[1:] if "src=" not in part.split(">")[0]] == []


def test_challenge_for_a_passkey_names_no_account(client, ben):
    options = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).json()

    assert options["request_options"]["publicKey"]["allowCredentials"] == []


def test_forged_passkey_lets_nobody_in(client, ben):
    client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})

    response = client.post(reverse("mfa_login_webauthn"), {"credential": "{}"})

    assert response.url == reverse("account_login")
    assert not is_signed_in(client)


def test_roles_are_told_by_the_apps_that_give_them(db):
    roles = {
        "nobody's": UserFactory(),
        "coordinator": CoordinatorFactory(user__is_staff=False).user,
        "analyst": HrAnalystFactory().user,
        "office": UserFactory(is_staff=True),
        "administrator": UserFactory(is_superuser=True),
    }

    assert {role: holds_staff_role(user) for role, user in roles.items()} == {
        "nobody's": False,
        "coordinator": True,
        "analyst": True,
        "office": True,
        "administrator": True,
    }


@pytest.mark.usefixtures("_required")
@pytest.mark.parametrize("role", STAFF)
def test_staff_role_without_a_second_step_reaches_no_page_but_that(cast: Cast, sign_in, role):
    client = sign_in(cast.users[role])
    names = [name for name in get_resolver().reverse_dict if isinstance(name, str)]
    names += ["desk:home", "admin:index", "feedback:report-list", "participants:profile-detail", "mailbox:mail-list"]
    urls = {name: reverse(name) for name in names if name not in SECOND_STEP_PAGES and not needs_arguments(name)}

    answers = {name: client.get(url) for name, url in urls.items()}

    assert len(urls) > 15
    assert {name: answer.url for name, answer in answers.items()} == dict.fromkeys(urls, reverse("mfa_index"))


def needs_arguments(name: str) -> bool:
    possibilities = get_resolver().reverse_dict.getlist(name)
    return bool(possibilities) and bool(possibilities[0][0][0][1])


@pytest.mark.usefixtures("_required")
@pytest.mark.parametrize("role", STAFF)
def test_staff_role_without_a_second_step_changes_nothing_either(cast: Cast, sign_in, role):
    client = sign_in(cast.users[role])

    answers = [client.post(reverse(name)) for name in ("account", "desk:theme", "account_set_password", "admin:index")]

    assert {answer.url for answer in answers} == {reverse("mfa_index")}


@pytest.mark.usefixtures("_required")
def test_staff_role_sets_one_up_and_all_opens(cast: Cast, sign_in):
    client = sign_in(cast.coordinator)
    page = client.get(reverse("mfa_index")).content.decode()
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})

    assert "Please set up one of these first" in page
    assert client.get(reverse("admin:index")).status_code == 200


@pytest.mark.usefixtures("_required")
def test_page_that_sets_one_up_may_ask_for_a_proof_first(ben, sign_in):
    ben.is_staff = True
    ben.save()
    with time_machine.travel(timezone.now(), tick=False) as now:
        client = sign_in(ben)
        now.shift(timedelta(minutes=16))

        asked = client.get(reverse("mfa_activate_totp"))
        client.post(asked.url, {"password": PASSWORD})

        assert asked.url.startswith(reverse("account_reauthenticate"))
        assert client.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.usefixtures("_required")
def test_participants_are_asked_for_none(cast: Cast, sign_in):
    assert sign_in(cast.mentee).get(reverse("desk:home")).status_code == 200


def test_nobody_is_asked_for_one_where_it_is_not_required(cast: Cast, db):
    assert not [role for role in STAFF if lacks_second_step(cast.users[role])]
