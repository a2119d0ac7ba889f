"""Signed links: scoped to a purpose, bound to one thing, with a last moment; opening one never uses it up.

A mail is stored with placeholders; the pump signs them at the moment of sending, so no usable link lies in the
database. The same placeholder always gives the same link, so a mail sent again carries the link it carried before.

What people type goes into mails, too, and may look like a placeholder. One of ours is sealed as long as it is outside
a stored mail, which nobody can type; `stored` opens the seals, and breaks whatever looks like one without.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import NoReverseMatch, reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from mentoring.lib import clock
from mentoring.lib.errors import Refused

PLACEHOLDER = re.compile(r"\[\[link ([a-z-]+) ([0-9a-f-]{36}) (\d+) ([a-z_:-]+)\]\]")
# As it comes from `placeholder`, or from somebody's keyboard: then its seal is missing or wrong.
SEALED = re.compile(r"\[\[link(?: ([^\[\]~]*) ~([\w-]+)\]\])?")


class LinkRefused(Refused):
    """The link was altered, belongs to another purpose, or its time is over."""


class LinkExpired(LinkRefused):
    """The link is one of ours, and its time is over."""


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """What a link is bound to."""

    subject_id: UUID
    expires_at: datetime


def placeholder(*, purpose: str, subject_id: UUID, expires_at: datetime, view: str) -> str:
    """Text that becomes the signed link to `view` when the mail is sent; sealed until the mail is `stored`."""
    said = f"{purpose} {subject_id} {int(expires_at.timestamp())} {view}"
    return f"[[link {said} ~{_seal(said)}]]"


def stored(text: str) -> str:
    """A part of a mail as it is kept: our placeholders without their seals, and nothing else that looks like one."""
    return SEALED.sub(_as_stored, text)


def sign_placeholders(text: str) -> str:
    """Replace each placeholder by its full, signed address."""
    return PLACEHOLDER.sub(_signed_address, text)


def token(*, purpose: str, subject_id: UUID, expires_at: datetime) -> str:
    """The signed part of a link, fit for a path."""
    value = f"{UUID(str(subject_id)).hex}.{int(expires_at.timestamp())}"
    return _signer(purpose).sign(value)


def read_token(text: str, *, purpose: str, also_expired: bool = False) -> LinkTarget:
    """What the token is bound to; refuses an altered token and one whose time is over.

    Who reads it `also_expired` looks at `expires_at` and opens nothing: it is for saying what is over.
    """
    try:
        subject, _dot, expiry = _signer(purpose).unsign(text).partition(".")
        target = LinkTarget(UUID(subject), datetime.fromtimestamp(int(expiry), UTC))
    except (BadSignature, ValueError) as error:
        raise LinkRefused(
            _("This link is not complete or was changed. Please open it from the mail once more, or sign in.")
        ) from error
    if target.expires_at <= clock.now() and not also_expired:
        raise LinkExpired(_("Links in our mails work for a limited time. Please sign in to see what is open for you."))
    return target


def site_address(path: str) -> str:
    """The full address of a path of this site, from the setting and never from a request."""
    return f"{settings.SITE_URL}{path}"


def _signed_address(match: re.Match[str]) -> str:
    """What leads nowhere was typed into a mail that was kept before seals were: it stays words, and the mail goes."""
    purpose, subject_id, expiry, view = match.groups()
    try:
        expires_at = datetime.fromtimestamp(int(expiry), UTC)
        signed = token(purpose=purpose, subject_id=UUID(subject_id), expires_at=expires_at)
        return site_address(reverse(view, args=[signed]))
    except (NoReverseMatch, OverflowError, OSError, ValueError):
        return _broken(match[0])


def _as_stored(match: re.Match[str]) -> str:
    said, seal = match.groups()
    is_ours = said is not None and constant_time_compare(seal, _seal(said))
    return f"[[link {said}]]" if is_ours else _broken(match[0])


def _broken(text: str) -> str:
    return text.replace("[[", "[ [")


def _seal(said: str) -> str:
    return Signer(salt="mentoring.links.placeholder", sep="~").signature(said)


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"mentoring.links.{purpose}", sep="~")
