from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailboxConfig(AppConfig):
    name = "mentoring.mailbox"
    label = "mailbox"
    verbose_name = _("Local mailbox")
