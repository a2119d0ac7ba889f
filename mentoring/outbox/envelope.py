"""From a row to the mail that goes over the wire. Links are signed here, at the moment of sending."""

import json
from collections.abc import Sequence
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, Policy
from email.utils import format_datetime

from django.conf import settings

from mentoring.lib import clock
from mentoring.lib.links import sign_placeholders
from mentoring.lib.promised import promised
from mentoring.outbox.addresses import on_the_wire
from mentoring.outbox.feet import fewer_mails_address, foot_of
from mentoring.outbox.folding import fold_html, fold_text, language_of
from mentoring.outbox.models import OutgoingMessage


class OneLineHeader(UnstructuredHeader, BaseHeader):
    """A header of ASCII that stays as it is. The library encodes what is longer than a line, and nobody reads that."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


HEADERS = HeaderRegistry()
HEADERS.map_to_type("list-unsubscribe", OneLineHeader)
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
    texts = promised(message.text), [promised(rider.text) for rider in riders]
    foot = foot_of(message, riders, language=language)
    mail.set_content(sign_placeholders(foot.in_text(fold_text(*texts, language=language))))
    if message.html:
        html = fold_html(message.html, [promised(rider.html) for rider in riders], language=language)
        mail.add_alternative(sign_placeholders(foot.in_html(html)), subtype="html")
    for each in (message, *riders):
        for attachment in json.loads(each.attachments or "[]"):
            _attach(mail, attachment)
    return mail


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
