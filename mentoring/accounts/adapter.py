"""How allauth does its work here: nobody signs up by themselves, and its mails leave through the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from mentoring.accounts.models import User
from mentoring.lib import clock, links
from mentoring.outbox.services import Mail, queue_message


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("Please check the code: it is not the one we sent."),
        "too_many_login_attempts": _("There were too many tries. Please wait a minute and ask for a new code."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from the HR file or an invitation, never from the log-in page."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue an account mail. An address nobody has gets none, and the page says the same in both situations."""
        recipient = User.objects.filter(email=User.objects.normalise(email), is_active=True).first()
        if recipient is None:
            return
        with transaction.atomic():
            queue_message(
                kind="account",
                subject=recipient,
                recipient=recipient,
                occurrence=clock.now().isoformat(),
                mail=account_mail(template_prefix, recipient, context),
            )


def account_mail(template_prefix: str, recipient: User, context: dict[str, Any]) -> Mail:
    """An account mail in our own words where we have some under the same name, else a plain notice."""
    name = template_prefix.rpartition("/")[2]
    context = {
        **context,
        "first_name": recipient.get_short_name(),
        "link": links.site_address(reverse(settings.LOGIN_REDIRECT_URL)),
    }
    with translation.override(recipient.language or settings.LANGUAGE_CODE):
        parts = {
            part: render_to_string([f"emails/account/{name}.{part}", f"emails/account/notice.{part}"], context)
            for part in ("subject.txt", "txt", "html")
        }
    return Mail(subject=" ".join(parts["subject.txt"].split()), text=parts["txt"], html=parts["html"])
