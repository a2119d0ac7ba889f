from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "mentoring.outbox"
    label = "outbox"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from celery.signals import task_prerun

        from mentoring.outbox import receivers

        task_prerun.connect(receivers.tick_begins, dispatch_uid="outbox.tick_begins")
