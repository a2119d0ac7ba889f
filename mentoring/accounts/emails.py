"""Mails about an account: what allauth sends, in our own words."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentoring.accounts.models import EmailChange, SecondStepRemoval, User
from mentoring.lib import links
from mentoring.outbox.services import Mail
from mentoring.outbox.writing import write_mail

STOP_EMAIL_CHANGE, STOP_SECOND_STEP_REMOVAL = "stop-email-change", "stop-second-step-removal"
# What a notice says happened, by the name allauth gives the mail.
NOTICES: dict[str, Promise] = {
    "password_set": _("A password was set for your account."),
    "password_changed": _("The password of your account was changed."),
    "password_reset": _("The password of your account was changed by a link from a mail."),
    "totp_activated": _("An app that shows codes was added: signing in now takes a code of it."),
    "totp_deactivated": _("The app that shows codes was taken away: signing in no longer asks for its code."),
    "recovery_codes_generated": _("New recovery codes were made. The ones before no longer work."),
    "webauthn_added": _("A passkey was added to your account."),
    "webauthn_removed": _("A passkey was taken from your account."),
    "email_changed": _("The e-mail address of your account was changed."),
}
ANY_NOTICE = _("Something about how you sign in to mentoring was changed.")


def account_mail(template_prefix: str, recipient: User, context: dict[str, Any]) -> Mail:
    """An account mail in our own words where we have some under the same name, else a notice of what happened."""
    name = template_prefix.rpartition("/")[2]
    context = {**context, "what": NOTICES.get(name, ANY_NOTICE)}
    return _written(name, "notice", reader=recipient, **context)


def email_change_asked(change: EmailChange) -> Mail:
    """To the old address: that another was asked for, when it would hold, and how to stop it."""
    stop_link = links.placeholder(
        purpose=STOP_EMAIL_CHANGE, subject_id=change.pk, expires_at=change.due_at, view="account_email_change_stop"
    )
    return _written(
        "email_change_asked",
        reader=change.user,
        new_address=change.new_address,
        due_at=change.due_at,
        stop_link=stop_link,
    )


def email_change_holds(change: EmailChange) -> Mail:
    """To the new address: that it is the one to sign in with from now on."""
    return _written("email_change_holds", reader=change.user, new_address=change.new_address)


def second_step_removal_asked(removal: SecondStepRemoval) -> Mail:
    """To its person: that their second step is to be taken away, when, and how to keep it."""
    stop_link = links.placeholder(
        purpose=STOP_SECOND_STEP_REMOVAL,
        subject_id=removal.pk,
        expires_at=removal.due_at,
        view="account_second_step_removal_stop",
    )
    return _written("second_step_removal_asked", reader=removal.user, due_at=removal.due_at, stop_link=stop_link)


def second_step_removal_holds(removal: SecondStepRemoval) -> Mail:
    """To its person: that it is gone, and where to set up another."""
    return _written("second_step_removal_holds", reader=removal.user)


def _written(*names: str, reader: User, **context: object) -> Mail:
    link = links.site_address(reverse(settings.LOGIN_REDIRECT_URL))
    return write_mail(*(f"account/{name}" for name in names), reader=reader, **{"link": link, **context})
