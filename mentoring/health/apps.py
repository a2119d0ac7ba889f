from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HealthConfig(AppConfig):
    name = "mentoring.health"
    label = "health"
    verbose_name = _("Health")

    def ready(self):
        from django.contrib.auth.signals import user_logged_out

        from mentoring.lib.headers import note_sign_out

        user_logged_out.connect(note_sign_out, dispatch_uid="note_sign_out")
