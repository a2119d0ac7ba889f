from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HealthConfig(AppConfig):
    name = "mentoring.health"
    label = "health"
    verbose_name = _("Health")

    def ready(self):
        from django.contrib.auth.signals import user_logged_out
        from django.core import checks

        from mentoring.lib.checks import ready_for_people
        from mentoring.lib.headers import note_sign_out

        checks.register(ready_for_people, checks.Tags.security, deploy=True)
        user_logged_out.connect(note_sign_out, dispatch_uid="note_sign_out")
