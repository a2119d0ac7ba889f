from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from mentoring.mailbox.reader import Attachment, Heading, linked, newest, read

SITE = "http://localhost:8000"
SECOND = 1_000_000_000


def name_of(seconds: int) -> str:
    return f"{seconds * SECOND:020d}-0a1b2c3d"


@pytest.fixture
def keep(tmp_path):
    def keep_mail(seconds: int, subject: str = "Welcome", text: str = "Hello Minh", **parts: str) -> str:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "m@mail.example", "minh@mail.example", subject
        message.set_content(text)
        if "html" in parts:
            message.add_alternative(parts["html"], subtype="html")
        if "calendar" in parts:
            message.add_attachment(parts["calendar"], subtype="calendar", filename="session.ics")
        (tmp_path / f"{name_of(seconds)}.eml").write_bytes(message.as_bytes())
        return name_of(seconds)

    return keep_mail


def test_newest_mails_come_first_and_no_more_than_asked_for(keep, tmp_path):
    names = [keep(seconds, f"Mail {seconds}") for seconds in (1, 3, 2)]

    found = newest(tmp_path, limit=2)

    assert found == [
        Heading(names[1], "minh@mail.example", "Mail 3", datetime(1970, 1, 1, 0, 0, 3, tzinfo=UTC)),
        Heading(names[2], "minh@mail.example", "Mail 2", datetime(1970, 1, 1, 0, 0, 2, tzinfo=UTC)),
    ]


def test_other_files_are_no_mails(tmp_path):
    for name in ("notes.eml", f".{name_of(1)}.eml.0a1b2c3d", "draft.txt"):
        (tmp_path / name).write_text("Subject: no")

    assert newest(tmp_path, limit=50) == []


def test_folder_that_does_not_exist_yet_holds_no_mails(tmp_path):
    assert newest(tmp_path / "mail", limit=50) == []


def test_letter_is_the_text_part_with_its_attachments_named(keep, tmp_path):
    name = keep(1, "Grüße", "Plain words\n", html="<b>Bold words</b>", calendar="BEGIN:VCALENDAR")

    letter = read(tmp_path, name)

    assert letter.html == "<b>Bold words</b>\n"
    assert (letter.heading.subject, letter.sender, letter.text, letter.attachments) == (
        "Grüße",
        "m@mail.example",
        "Plain words\n",
        [Attachment("session.ics", "BEGIN:VCALENDAR\n")],
    )


def test_letter_without_text_or_headers_can_still_be_read(tmp_path):
    (tmp_path / f"{name_of(1)}.eml").write_bytes(b"Content-Type: text/html\n\n<p>Only this</p>")

    letter = read(tmp_path, name_of(1))

    assert (letter.heading.to, letter.heading.subject, letter.text) == ("", "", "")


@pytest.mark.parametrize(
    "name", ["../secrets", "..", "", "notes", name_of(2), f"{name_of(1)}\n", f"../mail/{name_of(1)}"]
)
def test_only_names_of_kept_mails_are_read(keep, tmp_path, name):
    keep(1)
    (tmp_path / "notes.eml").write_text("Subject: no")

    assert read(tmp_path, name) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Go to {SITE}/x/?a=1&b=2.", f'Go to <a href="{SITE}/x/?a=1&amp;b=2">{SITE}/x/?a=1&amp;b=2</a>.'),
        (f"{SITE}", f'<a href="{SITE}">{SITE}</a>'),
        (f"{SITE}/a\n{SITE}/b", f'<a href="{SITE}/a">{SITE}/a</a>\n<a href="{SITE}/b">{SITE}/b</a>'),
        (f"{SITE}.evil.example/x", f"{SITE}.evil.example/x"),
        (f"{SITE}1/x", f"{SITE}1/x"),
        (f"{SITE}@evil.example/", f"{SITE}@evil.example/"),
        ("https://elsewhere.example/", "https://elsewhere.example/"),
        (f'<script>{SITE}/"onclick="', f'&lt;script&gt;<a href="{SITE}/">{SITE}/</a>&quot;onclick=&quot;'),
        ("", ""),
    ],
)
def test_only_addresses_of_this_site_can_be_followed(text, expected):
    assert linked(text, SITE) == expected
