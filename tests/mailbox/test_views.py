import pytest
from django.urls import reverse

from mentoring.mailbox.views import SHOWN
from tests.mailbox.test_reader import name_of

MAIL = """From: Mentoring <m@mail.example>
To: minh@mail.example
Subject: Your <code>
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

The code is 1234.

http://localhost:8000/accounts/ <script>alert(1)</script>
--b
Content-Type: text/calendar
Content-Disposition: attachment; filename="session.ics"

BEGIN:VCALENDAR
--b--
"""


@pytest.fixture
def mailbox(settings, tmp_path):
    settings.MAILBOX_DIR = tmp_path / "mail"
    settings.SITE_URL = "http://localhost:8000"
    return settings.MAILBOX_DIR


def keep(mailbox, seconds: int) -> str:
    mailbox.mkdir(exist_ok=True)
    (mailbox / f"{name_of(seconds)}.eml").write_text(MAIL)
    return name_of(seconds)


def test_empty_mailbox_says_what_will_appear(client, mailbox):
    page = client.get(reverse("mailbox:mail-list")).content.decode()

    assert "No mail yet." in page


def test_list_links_the_newest_mails(client, mailbox):
    names = [keep(mailbox, seconds) for seconds in range(SHOWN + 1)]

    page = client.get(reverse("mailbox:mail-list")).content.decode()

    assert [reverse("mailbox:mail-detail", args=[name]) in page for name in names] == [False, *[True] * SHOWN]
    assert page.count("Your &lt;code&gt;") == SHOWN


def test_mail_is_shown_as_text_with_links_of_this_site_and_attachments_named(client, mailbox):
    page = client.get(reverse("mailbox:mail-detail", args=[keep(mailbox, 1)])).content.decode()

    assert '<a href="http://localhost:8000/accounts/">' in page
    assert "<script>alert" not in page
    assert "The code is 1234.</p>" in page
    assert '<span class="pill">session.ics</span>' in page


@pytest.mark.parametrize("name", ["..%2f..%2fsecrets", "notes", name_of(2)])
def test_what_is_no_kept_mail_is_not_found(client, mailbox, name):
    keep(mailbox, 1)

    assert client.get(f"/mailbox/{name}/").status_code == 404


def test_installation_that_keeps_no_mails_has_no_mailbox(client, settings):
    settings.MAILBOX_DIR = None

    statuses = [client.get(path).status_code for path in ("/mailbox/", f"/mailbox/{name_of(1)}/")]

    assert statuses == [404, 404]


def test_mailbox_can_only_be_read(client, mailbox):
    statuses = [client.post(path).status_code for path in ("/mailbox/", f"/mailbox/{keep(mailbox, 1)}/")]

    assert statuses == [405, 405]
