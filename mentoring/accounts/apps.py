from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mentoring.lib import registry


class AccountsConfig(AppConfig):
    name = "mentoring.accounts"
    label = "accounts"
    verbose_name = _("People's accounts")

    def ready(self) -> None:
        from mentoring.accounts import receivers
        from mentoring.outbox import kinds

        kinds.declare(receivers.ACCOUNT_MAIL)
        registry.time_zone_of.answered_by(receivers.time_zone_of)
        registry.message_wanted.answered_by(receivers.account_mail_wanted)
