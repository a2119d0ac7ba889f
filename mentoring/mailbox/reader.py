"""Reads the mails that the mail sink of `manage.py up` kept as files."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# Nanoseconds, then a few random digits: as the mail sink names them, and nothing that could leave the folder.
NAME = re.compile(r"[0-9]{20}-[0-9a-f]{8}")
END_OF_SENTENCE = ".,;:!?)"


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of the list."""

    name: str
    to: str
    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail, to be read as text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as a person reads it: `html` is empty for a mail in plain text alone."""

    heading: Heading
    sender: str
    text: str
    html: str
    attachments: list[Attachment]


def newest(folder: Path, limit: int) -> list[Heading]:
    names = sorted((path.stem for path in folder.glob("*.eml") if NAME.fullmatch(path.stem)), reverse=True)
    return [heading(name, parsed(folder, name, headers_only=True)) for name in names[:limit]]


def recipients(headings: Sequence[Heading]) -> list[str]:
    """Who these mails went to, each once."""
    return sorted({heading.to for heading in headings if heading.to})


def read(folder: Path, name: str) -> Letter | None:
    """None for a name that is none of the sink's, or whose file is gone."""
    if not NAME.fullmatch(name) or not path_of(folder, name).is_file():
        return None
    message = parsed(folder, name)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    return Letter(
        heading=heading(name, message),
        sender=str(message["From"] or ""),
        text=plain.get_content() if plain else "",
        html=html.get_content() if html else "",
        attachments=[attachment(part) for part in message.iter_attachments()],
    )


def attachment(part: EmailMessage) -> Attachment:
    payload = part.get_payload(decode=True)
    content = payload.decode(errors="replace") if isinstance(payload, bytes) else ""
    return Attachment(part.get_filename() or part.get_content_type(), content)


def heading(name: str, message: EmailMessage) -> Heading:
    seconds = int(name.partition("-")[0]) / 1e9
    return Heading(
        name=name,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        at=datetime.fromtimestamp(seconds, tz=UTC),
    )


def parsed(folder: Path, name: str, *, headers_only: bool = False) -> EmailMessage:
    with path_of(folder, name).open("rb") as file:
        return BytesParser(policy=policy.default).parse(file, headersonly=headers_only)


def path_of(folder: Path, name: str) -> Path:
    return folder / f"{name}.eml"


def linked(text: str, site_url: str) -> SafeString:
    """The text for a page, in which addresses of this very site can be followed and nothing else."""
    return format_html_join("", "{}", ((piece,) for piece in pieces(text, site_url)))


def pieces(text: str, site_url: str) -> Iterator[str | SafeString]:
    done = 0
    of_this_site = rf"{re.escape(site_url)}(?:/[^\s<>\"]*|(?=[{END_OF_SENTENCE}]*(?:\s|$)))"
    for found in re.finditer(of_this_site, text):
        address = found.group().rstrip(END_OF_SENTENCE)
        yield text[done : found.start()]
        yield format_html('<a href="{}">{}</a>', address, address)
        done = found.start() + len(address)
    yield text[done:]
