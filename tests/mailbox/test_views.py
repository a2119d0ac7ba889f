import pytest
from django.urls import reverse

from mentoring.mailbox.views import SANDBOX, SHOWN
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
Content-Type: text/html; charset=utf-8

<p style="color: green">The code is <b>1234</b>.</p>
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


def policy_of(answer) -> dict[str, str]:
    rules = (rule.strip().partition(" ") for rule in answer["Content-Security-Policy"].split(";"))
    return {name: value for name, _space, value in rules if name}


def keep(mailbox, seconds: int, mail: str = MAIL) -> str:
    mailbox.mkdir(exist_ok=True)
    (mailbox / f"{name_of(seconds)}.eml").write_text(mail)
    return name_of(seconds)


def test_empty_mailbox_says_what_will_appear(client, mailbox):
    page = client.get(reverse("mailbox:mail-list")).content.decode()

    assert "No mail yet." in page


def test_list_links_the_newest_mails(client, mailbox):
    names = [keep(mailbox, seconds) for seconds in range(SHOWN + 1)]

    page = client.get(reverse("mailbox:mail-list")).content.decode()

    assert [reverse("mailbox:mail-detail", args=[name]) in page for name in names] == [False, *[True] * SHOWN]
    assert page.count("Your &lt;code&gt;") == SHOWN


def test_older_mails_stand_on_the_next_page_of_the_same_recipient(client, mailbox):
    names = [keep(mailbox, seconds) for seconds in range(SHOWN + 1)]

    first = client.get(reverse("mailbox:mail-list"), {"to": "minh@mail.example"}).content.decode()
    second = client.get(reverse("mailbox:mail-list"), {"to": "minh@mail.example", "page": 2}).content.decode()

    assert 'href="?to=minh%40mail.example&amp;page=2"' in first
    assert [reverse("mailbox:mail-detail", args=[name]) in second for name in names] == [True, *[False] * SHOWN]


def test_mail_is_shown_as_text_with_links_of_this_site_and_attachments_named(client, mailbox):
    page = client.get(reverse("mailbox:mail-detail", args=[keep(mailbox, 1)])).content.decode()

    assert '<a href="http://localhost:8000/accounts/">' in page
    assert "<script>alert" not in page
    assert "The code is 1234.</p>" in page
    assert ">session.ics</a>" in page


def test_html_stands_in_a_frame_that_runs_nothing(client, mailbox):
    name = keep(mailbox, 1)

    page = client.get(reverse("mailbox:mail-detail", args=[name]))
    frame = client.get(reverse("mailbox:mail-html", args=[name]))

    assert f'src="/mailbox/{name}/html/" sandbox="allow-popups ' in page.content.decode()
    assert "allow-scripts" not in page.content.decode() + frame["Content-Security-Policy"]
    assert '<p style="color: green">The code is <b>1234</b>.</p>' in frame.content.decode()
    assert policy_of(page)["frame-src"] == "'self'"
    assert policy_of(page)["style-src"] == "'self'"
    assert frame["X-Frame-Options"] == "SAMEORIGIN"


def test_mail_in_its_frame_may_style_itself_and_nothing_else(client, mailbox):
    policy = policy_of(client.get(reverse("mailbox:mail-html", args=[keep(mailbox, 1)])))

    assert policy.pop("sandbox").split() == SANDBOX
    assert {name: value for name, value in policy.items() if value != "'none'"} == {
        "style-src": "'unsafe-inline'",
        "img-src": "data:",
        "frame-ancestors": "'self'",
    }
    assert policy["script-src"] == policy["default-src"] == "'none'"


def test_no_other_page_may_hold_frames_or_style_itself(client, mailbox):
    policy = policy_of(client.get(reverse("mailbox:mail-list")))

    assert ("frame-src" in policy, policy["default-src"], policy["style-src"]) == (False, "'none'", "'self'")


def test_attachment_opens_as_text(client, mailbox):
    file = client.get(reverse("mailbox:attachment-detail", args=[keep(mailbox, 1), 1]))

    assert (file["Content-Type"], file.content.decode().strip()) == ("text/plain; charset=utf-8", "BEGIN:VCALENDAR")
    assert file["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("number", [0, 2])
def test_attachment_that_is_none_is_not_found(client, mailbox, number):
    assert client.get(reverse("mailbox:attachment-detail", args=[keep(mailbox, 1), number])).status_code == 404


def test_mail_in_plain_text_alone_has_no_frame(client, mailbox):
    name = keep(mailbox, 1, "Subject: Plain\n\nHello")

    page = client.get(reverse("mailbox:mail-detail", args=[name])).content.decode()

    assert ("<iframe" in page, client.get(reverse("mailbox:mail-html", args=[name])).status_code) == (False, 404)


def test_list_can_be_narrowed_to_one_recipient(client, mailbox):
    keep(mailbox, 1)
    keep(mailbox, 2, MAIL.replace("minh@", "maria@").replace("Your <code>", "For Maria"))

    page = client.get(reverse("mailbox:mail-list"), {"to": "maria@mail.example"}).content.decode()

    assert ("For Maria" in page, "Your &lt;code&gt;" in page) == (True, False)
    assert "<option selected>maria@mail.example</option>" in page
    assert "<option>minh@mail.example</option>" in page


def test_recipient_without_mails_is_told_so(client, mailbox):
    keep(mailbox, 1)

    page = client.get(reverse("mailbox:mail-list"), {"to": "<nobody>"}).content.decode()

    assert "No mail to &lt;nobody&gt; yet." in page


@pytest.mark.parametrize("name", ["..%2f..%2fsecrets", "notes", name_of(2)])
def test_what_is_no_kept_mail_is_not_found(client, mailbox, name):
    keep(mailbox, 1)

    assert client.get(f"/mailbox/{name}/").status_code == 404


def test_installation_that_keeps_no_mails_has_no_mailbox(client, settings):
    settings.MAILBOX_DIR = None

    mail = f"/mailbox/{name_of(1)}/"

    statuses = [client.get(path).status_code for path in ("/mailbox/", mail, f"{mail}html/", f"{mail}attachments/1/")]

    assert statuses == [404] * 4


def test_mailbox_can_only_be_read(client, mailbox):
    statuses = [client.post(path).status_code for path in ("/mailbox/", f"/mailbox/{keep(mailbox, 1)}/")]

    assert statuses == [405, 405]
