"""The mail of a row is the one the library would write, only sooner."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from mentoring.lib import clock
from mentoring.outbox.envelope import HEADERS, compose
from mentoring.outbox.models import OutgoingMessage


def message(**fields: object) -> OutgoingMessage:
    values = {"kind": "greeting", "address": "minh@mail.example", "mail_subject": "Good news", "text": "Hello",
              "html": "<p>Hello</p>", "attachments": "[]", "message_id": "<1@mail.example>"}  # fmt: skip
    return OutgoingMessage(**{**values, "created_at": clock.now(), **fields})


def written_by_the_library(row: OutgoingMessage, sender: str) -> EmailMessage:
    mail = EmailMessage(policy=policy.SMTP.clone(cte_type="7bit"))
    mail["From"], mail["To"], mail["Subject"] = sender, row.address, row.mail_subject
    mail["Message-ID"], mail["Auto-Submitted"] = row.message_id, "auto-generated"
    mail.set_content(row.text)
    mail.add_alternative(row.html, subtype="html")
    return mail


def read(mail: EmailMessage) -> tuple[dict[str, str], list[tuple[dict[str, str], str]]]:
    """Its headers, and those of each part with what it says; without the date and the mark between parts."""
    mail = message_from_bytes(mail.as_bytes(), policy=policy.default)
    parts = [(dict(part.items()), part.get_content()) for part in mail.iter_parts()]
    headers = {name: value for name, value in mail.items() if name not in ("Date", "Content-Type")}
    return headers, parts


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"mail_subject": "Grüße von Ågren, " + "sehr lang " * 20},
        {"text": "Ångström – " + "x" * 1200, "html": "<p>" + "ä" * 2000 + "</p>"},
        {"address": "a-very-long-name-of-somebody." * 2 + "x@a-long-name-of-some-company.example"},
        {"message_id": f"<{'f' * 32}@{'mail.' * 20}example>"},
    ],
)
def test_mail_reads_as_the_library_alone_would_have_written_it(fields, settings):
    settings.DEFAULT_FROM_EMAIL = "Mentoring bei Müller & Söhne <mentoring@mail.example>"
    row = message(**fields)

    assert read(compose(row)) == read(written_by_the_library(row, settings.DEFAULT_FROM_EMAIL))


def test_message_id_stays_on_one_line_however_long():
    row = message(message_id=f"<{'f' * 32}@{'mail.' * 30}example>")

    assert f"Message-ID: {row.message_id}\r\n".encode() in compose(row).as_bytes()


def test_nothing_of_one_mail_is_in_the_next(settings):
    first = compose(message(address="minh@mail.example", mail_subject="For Minh", text="ä"))
    settings.DEFAULT_FROM_EMAIL = "Other <other@mail.example>"
    second = compose(message(address="ada@mail.example", mail_subject="For Ada", text="a"))

    assert (first["To"], first["Subject"], first["From"]) != (second["To"], second["Subject"], second["From"])
    assert second["From"] == "Other <other@mail.example>"
    assert first.get_boundary() != second.get_boundary()
    assert [each.get_body(["plain"])["Content-Transfer-Encoding"] for each in (first, second)] != ["7bit", "7bit"]


def test_line_break_reaches_no_header():
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        compose(message(message_id="<1@mail.example>\r\nBcc: eve@mail.example"))


def test_headers_that_differ_from_mail_to_mail_are_not_kept():
    assert HEADERS("Subject", "Good news") is not HEADERS("Subject", "Good news")
    assert HEADERS("From", "a@mail.example") is HEADERS("From", "a@mail.example")
