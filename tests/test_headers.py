"""R47: the same headers on every answer: each page of the access table for each role, files, probes, errors.

And no page holds what the policy in them would refuse.
"""

import re

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.access import ROLES, sampled
from tests.page_policy import refused_in
from tests.test_access import TABLE

POLICY = {
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self' data:",
    "manifest-src 'self'",
    "object-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
}
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# The local mailbox shows mails in a frame, which needs inline styles and may do nothing else.
SHOWN_MAIL = {
    *("base-uri 'none'", "connect-src 'none'", "default-src 'none'", "font-src 'none'", "form-action 'none'"),
    *("frame-ancestors 'self'", "img-src data:", "manifest-src 'none'", "object-src 'none'", "script-src 'none'"),
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation",
    "style-src 'unsafe-inline'",
}
OF_ITS_OWN = {
    ("GET", "mailbox:mail-detail"): {"policy": POLICY | {"frame-src 'self'"}},
    ("GET", "mailbox:mail-html"): {"frames": "SAMEORIGIN", "policy": SHOWN_MAIL},
}
# Pages whose address holds a token say no more than where they come from.
REFERRER = ("same-origin", "strict-origin", "no-referrer")
OFF = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")


def faults(response: HttpResponse, *, kept: bool = False, policy: set[str] = POLICY, frames: str = "DENY") -> list[str]:
    """What is missing on an answer; `kept` where a browser may keep it."""
    headers = response.headers
    wanted = EVERYWHERE | {"X-Frame-Options": frames}
    found = [f"{name}: {headers.get(name)}" for name, value in wanted.items() if headers.get(name) != value]
    if headers.get("Referrer-Policy") not in REFERRER:
        found.append(f"referrer: {headers.get('Referrer-Policy')}")
    if set(re.split(r";\s*", headers.get("Content-Security-Policy", ""))) != policy:
        found.append(f"policy: {headers.get('Content-Security-Policy')}")
    if not all(f"{name}=()" in headers.get("Permissions-Policy", "") for name in OFF):
        found.append(f"permissions: {headers.get('Permissions-Policy')}")
    if ("no-store" in headers.get("Cache-Control", "")) is kept:
        found.append(f"cache: {headers.get('Cache-Control')}")
    if not re.fullmatch(r"[\w-]{8,64}", headers.get("X-Request-ID", "")):
        found.append("no request id")
    return found


@pytest.mark.parametrize("name", sampled(TABLE))
def test_every_address_answers_each_role_with_every_header_and_keeps_to_its_policy(name, cast):
    address = TABLE[name]
    url, data = address.url(name, cast), address.data(cast)

    missing = {}
    for role in ROLES:
        client = Client(raise_request_exception=False)
        with transaction.atomic():
            if cast.users[role] is not None:
                client.force_login(cast.users[role])
            for method, response in (("GET", client.get(url)), ("POST", client.post(url, data))):
                own = OF_ITS_OWN.get((method, name), {})
                refused = [] if own.get("policy") is SHOWN_MAIL else refused_in(response)
                missing |= {f"{method} as {role}": found} if (found := faults(response, **own) + refused) else {}
            transaction.set_rollback(True)

    assert missing == {}


@pytest.mark.django_db
def test_file_carries_every_header_and_may_be_kept(client):
    response = client.get("/static/css/tokens.css")
    response.close()

    assert (response.status_code, faults(response, kept=True)) == (200, [])


def failing(*args):
    raise RuntimeError


# A way to each error page, and its status.
ERRORS = {
    "host": (lambda client: client.get("/", headers={"host": "evil.example"}), 400),
    "form": (lambda client: Client(enforce_csrf_checks=True).post("/theme/"), 403),
    "not open": (lambda client: client.get("/office/login/"), 403),
    "lost": (lambda client: client.get("/nowhere/"), 404),
    "method": (lambda client: client.put("/theme/"), 405),
    "large": (lambda client: client.post("/theme/", {"theme": "x" * 4_000}), 413),
    "tries": (
        lambda client: [Client().post("/accounts/login/", {"login": f"{n}@a.example"}) for n in range(40)][-1],
        429,
    ),
    "broken": (lambda client: client.get("/"), 500),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ERRORS)
def test_every_error_page_carries_every_header(name, cast, settings, monkeypatch):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    monkeypatch.setattr("mentoring.desk.views.greeting", failing)
    client = Client(raise_request_exception=False)
    client.force_login(cast.mentee.user)
    ask, status = ERRORS[name]

    response = ask(client)

    assert (response.status_code, faults(response)) == (status, [])


def test_page_of_maintenance_carries_every_header(settings):
    settings.MAINTENANCE = "1"

    response = Client().get("/")

    assert (response.status_code, faults(response)) == (503, [])


@pytest.mark.django_db
def test_redirect_to_https_carries_every_header_and_https_is_remembered_for_a_year(settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 365 * 24 * 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True

    plain, encrypted = Client().get("/accounts/login/"), Client().get("/accounts/login/", secure=True)

    assert (plain.status_code, plain.headers["Location"]) == (301, "https://testserver/accounts/login/")
    assert (faults(plain), faults(encrypted)) == ([], [])
    assert encrypted.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["account_logout", "admin:logout"])
def test_browser_forgets_what_it_kept_when_somebody_signs_out(cast, sign_in, door):
    response = sign_in(cast.coordinator).post(reverse(door))

    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.django_db
def test_browser_keeps_what_it_has_while_nobody_signs_out(cast, sign_in):
    """Cookies never: that would reach every site under the company's own domain."""
    client = sign_in(cast.coordinator)

    answers = [client.get("/"), client.get(reverse("account_logout")), Client().post(reverse("account_logout"))]

    assert [answer.headers.get("Clear-Site-Data") for answer in answers] == [None, None, None]
