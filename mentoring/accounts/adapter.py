"""How allauth does its work here: nobody signs up by themselves, and its mails leave through the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string

from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.services import Mail, queue_message


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from the HR file or an invitation, never from the log-in page."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue an account mail. An address nobody has gets none, and the page says the same in both situations."""
        recipient = User.objects.filter(email=User.objects.normalise(email), is_active=True).first()
        if recipient is None:
            return
        mail = self.account_mail(template_prefix, {**context, "user": recipient})
        with transaction.atomic():
            queue_message(
                kind="account",
                subject=recipient,
                recipient=recipient,
                occurrence=clock.now().isoformat(),
                mail=mail,
                on_doubt=OutgoingMessage.OnDoubt.HOLD,
            )

    def account_mail(self, template_prefix: str, context: dict[str, Any]) -> Mail:
        """An account mail in our own words where a template of ours exists under the same name."""
        name = template_prefix.rpartition("/")[2]
        parts = {
            part: render_to_string([f"emails/account/{name}.{part}", f"emails/account/notice.{part}"], context)
            for part in ("subject.txt", "txt", "html")
        }
        return Mail(subject=" ".join(parts["subject.txt"].split()), text=parts["txt"], html=parts["html"])
