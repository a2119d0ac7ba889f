"""How allauth does its work here: nobody signs up by themselves, and its mails leave through the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentoring.accounts.emails import account_mail
from mentoring.accounts.models import User
from mentoring.accounts.services import begin_try, forget_try
from mentoring.lib import clock, links
from mentoring.lib.errors import Refused
from mentoring.outbox.services import queue_message


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("Please check the code: it is not the one we sent."),
        "too_many_login_attempts": _("There were too many tries. Please wait a minute and ask for a new code."),
        "email_password_mismatch": _("The address and the password do not go together. Please check both."),
        "enter_current_password": _("Please check your current password."),
        "incorrect_password": _("Please check your password."),
        "rate_limited": _("There were too many tries. Please wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from the HR file or an invitation, never from the log-in page."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before the password is looked at."""
        super().pre_authenticate(request, **credentials)
        try:
            self._failed_try = begin_try(address=credentials.get("email") or "")
        except Refused as refusal:
            raise ValidationError(refusal.message, code="too_many_login_attempts") from refusal

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user = super().authenticate(request, **credentials)
        if user is not None:
            forget_try(failed=self._failed_try)
        return user

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        """Everybody can prove who they are by a code from their mail, whatever else they have set up."""
        by_code = {
            "id": "reauthenticate_code",
            "description": str(_("Send me a code")),
            "url": reverse("account_reauthenticate_code"),
        }
        return [*super().get_reauthentication_methods(user), by_code] if user.is_authenticated else []

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """A new password ends every session, this one too."""
        return reverse(settings.LOGIN_URL)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The address comes from the setting, never from the request."""
        person, _hyphen, token = key.partition("-")
        return links.site_address(reverse("account_reset_password_from_key", args=[person, token]))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue an account mail. An address nobody has gets none; page and time it takes are the same for both."""
        recipient = User.objects.filter(email=User.objects.normalise(email), is_active=True).first()
        with transaction.atomic():
            queue_account_mail(template_prefix, recipient or User(email=email, name=str(_("Nobody"))), context)
            if recipient is None:
                transaction.set_rollback(True)


def queue_account_mail(template_prefix: str, recipient: User, context: dict[str, Any]) -> None:
    queue_message(
        kind="account",
        subject=recipient,
        recipient=recipient,
        occurrence=clock.now().isoformat(),
        mail=account_mail(template_prefix, recipient, context),
    )
