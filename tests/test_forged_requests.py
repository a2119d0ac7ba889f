"""Hosts and line breaks that somebody made up: no answer and no mail repeats them where they would count."""

import re
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from mentoring.outbox.models import OutgoingMessage
from tests.accounts.door import PASSWORD, ask
from tests.factories import UserFactory

HOSTS = [
    "evil.example",
    "evil.example:80",
    "testserver.evil.example",
    "evil.example/testserver",
    "testserver@evil.example",
    "testserver:80@evil.example",
    "testserver:evil.example",
    "testserver, evil.example",
    "testserver evil.example",
    "testserver\t.evil.example",
    "testserver\\.evil.example",
    "testserver#.evil.example",
    "testserver?.evil.example",
    "testserver..evil.example",
    "[::1]",
    "127.0.0.1",
    "0",
    "ｔestserver",
    "localhost.evil.example",
    "javascript:alert(1)",
]
BREAKS = [
    "\r\nSet-Cookie: forged=1",
    "\nSet-Cookie: forged=1",
    "\rSet-Cookie: forged=1",
    "\r\n\r\n<script>forged</script>",
    "\u2028Set-Cookie: forged=1",
    "\u560a\u560dSet-Cookie: forged=1",
    "%0d%0aSet-Cookie: forged=1",
    "%25250d%25250aSet-Cookie: forged=1",
    "\0\r\nSet-Cookie: forged=1",
    "/\\\r\n\tSet-Cookie: forged=1",
    "x" * 3000 + "\r\nSet-Cookie: forged=1",
]
# Where what somebody sends is told again: on a page, in the name of a file, or as where to go.
TOLD_AGAIN = ["account_login", "account_login_password", "account_reset_password", "desk:theme", "account_logout"]


@pytest.mark.parametrize("host", HOSTS)
def test_host_that_is_not_ours_is_refused(db, host):
    client = Client(headers={"host": host}, raise_request_exception=False)

    statuses = [client.get(path).status_code for path in ("/", "/accounts/login/", "/office/", "/nowhere/")]
    statuses.append(client.post(reverse("account_login"), {"login": "a@mail.example"}).status_code)

    assert set(statuses) == {400}


@pytest.mark.parametrize("header", ["x-forwarded-host", "x-host", "forwarded", "x-forwarded-server", "x-original-host"])
def test_forwarded_host_is_nobodys_word(db, header):
    UserFactory(email="ben@mail.example", password=PASSWORD)
    value = "host=evil.example" if header == "forwarded" else "evil.example"
    client = Client(headers={header: value})

    ask(client, "ben@mail.example")
    client.post(reverse("account_reset_password"), {"email": "ben@mail.example"})
    led, page = client.get("/"), client.get(reverse("account_login"))

    mails = OutgoingMessage.objects.all()
    assert len(mails) == 2
    assert "evil" not in "".join(f"{mail.text}{mail.html}" for mail in mails)
    assert (led.url, "evil" in page.content.decode()) == (f"{reverse('account_login')}?next=/", False)


@pytest.mark.parametrize("words", BREAKS, ids=range(len(BREAKS)))
def test_line_break_reaches_no_header(cast, sign_in, words):
    report = reverse("feedback:report-csv", args=[cast.cohort.pk])
    answers = []
    for client in (Client(raise_request_exception=False), sign_in(cast.mentee), sign_in(cast.hr_analyst)):
        client.raise_request_exception = False
        data = dict.fromkeys(("next", "login", "email", "password", "theme"), words)
        for name in TOLD_AGAIN:
            answers += [client.get(reverse(name), data), client.post(reverse(name), data)]
        answers += [
            client.get(f"/programmes/{quote(words)}/"),
            client.get(f"/{quote(words)}"),
            client.get(report, data),
        ]
        answers.append(client.get("/", headers={"x-request-id": words, "accept-language": words, "referer": words}))

    headers = [(name, value) for answer in answers for name, value in answer.headers.items()]
    assert len(answers) == 3 * (2 * len(TOLD_AGAIN) + 4)
    assert {answer.status_code for answer in answers if answer.status_code >= 500} == set()
    assert [each for each in headers if re.search(r"[\r\n\0]", "".join(each))] == []
    assert not any("forged" in answer.cookies for answer in answers)
