"""From a row to the mail that goes over the wire. Links are signed here, at the moment of sending."""

import json
import secrets
from collections.abc import Sequence
from email._header_value_parser import TokenList
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, Policy
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from mentoring.lib import clock
from mentoring.lib.links import sign_placeholders
from mentoring.lib.promised import promised
from mentoring.outbox.addresses import on_the_wire
from mentoring.outbox.feet import fewer_mails_address, foot_of
from mentoring.outbox.folding import fold_html, fold_text, language_of
from mentoring.outbox.models import OutgoingMessage


class OneLineHeader(UnstructuredHeader, BaseHeader):
    """A header of ASCII that stays as it is: an address of a page, or a few words of ours.

    The library encodes what is longer than a line, and nobody reads that; and it takes apart what has no parts.
    """

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        kwds["decoded"], kwds["parse_tree"] = str(value), TokenList()

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


# What has no parts, and what says the same in nearly every mail.
OUR_OWN = ("auto-submitted", "date", "list-unsubscribe", "list-unsubscribe-post", "message-id")
OFTEN_THE_SAME = ("content-transfer-encoding", "content-type", "from", "mime-version")


class Headers(HeaderRegistry):
    """As the library reads headers, but with one class for each name, and not with a new one for each header.

    A header never changes once it was read, so that those which are often the same are read once.
    """

    def __init__(self) -> None:
        super().__init__()
        for name in OUR_OWN:
            self.map_to_type(name, OneLineHeader)
        self._class_for = lru_cache(maxsize=64)(super().__getitem__)
        self._read_once = lru_cache(maxsize=64)(super().__call__)

    def __getitem__(self, name: str) -> type:
        return self._class_for(name.lower())

    def __call__(self, name: str, value: str) -> BaseHeader:
        return self._read_once(name, value) if name.lower() in OFTEN_THE_SAME else super().__call__(name, value)


HEADERS = Headers()
# Every server takes it, whether or not it speaks 8BITMIME.
SEVEN_BIT = SMTP.clone(cte_type="7bit", header_factory=HEADERS)
UTF8 = SMTPUTF8.clone(header_factory=HEADERS)


def compose(message: OutgoingMessage, riders: Sequence[OutgoingMessage] = ()) -> EmailMessage:
    """The mail of a row as it goes over the wire: text and HTML that say the same, and its attachments.

    What goes with it (mentoring.outbox.limit) stands in it under a heading of its own.
    """
    address = on_the_wire(message.address)
    mail = EmailMessage(policy=SEVEN_BIT if address.isascii() else UTF8)
    mail["From"] = settings.DEFAULT_FROM_EMAIL
    mail["To"] = address  # a single one: `on_the_wire` lets nothing through that could become two
    mail["Subject"] = message.mail_subject
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    if fewer := fewer_mails_address(message):
        # RFC 8058: mail programs offer a button of their own, which posts to the link that stands in the foot as well.
        mail["List-Unsubscribe"] = f"<{fewer}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    language = language_of(message.html or "")
    letters = _each_once(message, riders)
    texts = promised(message.text), [promised(rider.text) for rider in letters]
    foot = foot_of(message, riders, language=language)
    mail.set_content(sign_placeholders(foot.in_text(fold_text(*texts, language=language))))
    if message.html:
        html = fold_html(message.html, [promised(rider.html) for rider in letters], language=language)
        mail.make_alternative(boundary=f"=_{secrets.token_hex(16)}")  # the library would look for one that is free
        mail.add_alternative(sign_placeholders(foot.in_html(html)), subtype="html")
    for each in (message, *riders):
        for attachment in json.loads(each.attachments or "[]"):
            _attach(mail, attachment)
    return mail


def _each_once(message: OutgoingMessage, riders: Sequence[OutgoingMessage]) -> list[OutgoingMessage]:
    """Riders without those that say what the mail or another says word for word, as of two actions of one day."""
    by_words = {each.text: each for each in reversed((message, *riders))}
    return [rider for rider in riders if by_words[rider.text] is rider]


def _attach(mail: EmailMessage, attachment: dict[str, str]) -> None:
    media_type, *parameters = (part.strip() for part in attachment["mime_type"].split(";"))
    main, _slash, subtype = media_type.partition("/")
    mail.add_attachment(
        attachment["text"].encode(),
        maintype=main,
        subtype=subtype,
        filename=attachment["name"],
        params=dict(parameter.split("=", 1) for parameter in parameters),
    )
