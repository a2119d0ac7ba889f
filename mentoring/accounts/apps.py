from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _

from mentoring.lib import registry


class AccountsConfig(AppConfig):
    name = "mentoring.accounts"
    label = "accounts"
    verbose_name = _("People’s accounts")

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed

        from mentoring.accounts import mails, receivers
        from mentoring.outbox import kinds

        user_logged_in.connect(receivers.session_begins, dispatch_uid="accounts.session_begins")
        authentication_step_completed.connect(receivers.identity_proved, dispatch_uid="accounts.identity_proved")
        kinds.declare(receivers.ACCOUNT_MAIL)
        registry.time_zone_of.answered_by(receivers.time_zone_of)
        registry.may_be_written_to.answered_by(mails.when_to_write)
        registry.message_wanted.answered_by(receivers.account_mail_wanted)
