"""Who has to have a second step and has none gets nowhere: tried at every address of the product."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from mentoring.accounts.middleware import SECOND_STEP_PAGES
from mentoring.accounts.policies import holds_staff_role
from tests.test_access import TABLE

# Probes of machines stand before the door and know nobody.
PAGES = sorted(name for name in TABLE if name not in SECOND_STEP_PAGES and not name.startswith("health:"))


def signed_in(user) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def led_to(client: Client, method: str, url: str, data) -> str:
    """Where this request is led, or what it is answered with."""
    response = getattr(client, method)(url, data)
    return response.headers.get("Location", f"{response.status_code}")


@pytest.mark.long
def test_no_address_opens_to_a_staff_role_without_a_second_step(cast, settings):
    staff = {role: signed_in(user) for role, user in cast.users.items() if user and holds_staff_role(user)}
    settings.STAFF_MFA_REQUIRED = True

    led = {}
    for name in PAGES:
        with transaction.atomic():
            url, data = TABLE[name].url(name, cast), TABLE[name].data(cast)
            for role, client in staff.items():
                led |= {f"{method} {name} as {role}": led_to(client, method, url, data) for method in ("get", "post")}
            transaction.set_rollback(True)

    assert set(staff) >= {"coordinator", "other_coordinator", "hr_analyst", "site_administrator"}
    assert len(led) > 1000
    assert {request: where for request, where in led.items() if where != reverse("mfa_index")} == {}
