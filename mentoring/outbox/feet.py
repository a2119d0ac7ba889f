"""The foot of a mail that its reader may switch off: the way to what they are written to about, and to fewer mails.

It is added when the mail is sent, to each mail of such a kind, whichever app wrote it. The link to fewer mails needs no
log-in, is bound to the person and to one topic, and is the same however often the mail goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from mentoring.lib import links
from mentoring.outbox.folding import FOOTER
from mentoring.outbox.kinds import Topic, topic_of
from mentoring.outbox.models import OutgoingMessage

# The pages these links lead to stand further right, in the accounts.
FEWER_MAILS, ALL_MAILS = "account_fewer_mails", "account_mails"
# As templates/emails/base.html marks it.
END_OF_FOOT = "<!-- end of foot -->"
GOOD_FOR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Foot:
    """Lines of words and the address each leads to, in the language of the mail."""

    lines: list[tuple[str, str]]

    def in_text(self, text: str) -> str:
        """The text of a mail with these lines at its end."""
        if not self.lines:
            return text
        mark = [] if FOOTER in text else ["", "--"]
        return "\n".join([text.rstrip(), *mark, *(f"{words}: {address}" for words, address in self.lines), ""])

    def in_html(self, html: str) -> str:
        """The HTML of a mail with these lines at its end."""
        if not self.lines:
            return html
        pairs = ((address, words) for words, address in self.lines)
        said = format_html_join("", '<p style="margin: 0 0 8px;"><a href="{}">{}</a></p>', pairs)
        for mark in (END_OF_FOOT, "</body>"):
            before, found, after = html.rpartition(mark)
            if found:
                return before + said + found + after
        return html + said


def purpose_of(topic: Topic) -> str:
    """What a link to fewer mails is good for: it switches off this topic alone."""
    return f"fewer-mails-{topic.name}"


def fewer_mails_address(message: OutgoingMessage) -> str:
    """Where the reader of this mail gets fewer like it without a log-in; empty for what cannot be switched off."""
    topic = topic_of(message.kind)
    if topic is None or message.recipient_id is None:
        return ""
    expires_at = message.created_at + GOOD_FOR
    token = links.token(purpose=purpose_of(topic), subject_id=message.recipient_id, expires_at=expires_at)
    return links.site_address(reverse(FEWER_MAILS, args=[topic.name, token]))


def foot_of(message: OutgoingMessage, riders: Sequence[OutgoingMessage], *, language: str) -> Foot:
    """One line for each topic of which something stands in the mail, and one for all of them."""
    by_topic: dict[str, tuple[str, str]] = {}
    with translation.override(language):
        for each in (message, *riders):
            topic, address = topic_of(each.kind), fewer_mails_address(each)
            if topic is not None and address:
                words = _("No more mails of this kind (%(topic)s)") % {"topic": topic.words}
                by_topic.setdefault(topic.name, (words, address))
        if not by_topic:
            return Foot([])
        everything = (_("Choose what we write to you about"), links.site_address(reverse(ALL_MAILS)))
    return Foot([*by_topic.values(), everything])
