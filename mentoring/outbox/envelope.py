"""From a row to the mail that goes over the wire. Links are signed here, at the moment of sending."""

import json
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.conf import settings

from mentoring.lib import clock
from mentoring.lib.links import sign_placeholders
from mentoring.outbox.models import OutgoingMessage


def compose(message: OutgoingMessage) -> EmailMessage:
    """The mail of a row: text and HTML that say the same, and its attachments."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = settings.DEFAULT_FROM_EMAIL
    mail["To"] = message.address
    mail["Subject"] = message.mail_subject
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(sign_placeholders(message.text))
    if message.html:
        mail.add_alternative(sign_placeholders(message.html), subtype="html")
    for attachment in json.loads(message.attachments or "[]"):
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
