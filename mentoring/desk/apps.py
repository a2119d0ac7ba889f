from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mentoring.lib import registry


class DeskConfig(AppConfig):
    name = "mentoring.desk"
    label = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        from mentoring.desk import today

        registry.coordinator_steps.answered_by(today.closing_soon)
