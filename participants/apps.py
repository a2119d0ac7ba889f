from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from mentoring.lib import registry


class ParticipantsConfig(AppConfig):
    name = "participants"
    verbose_name = _("People")

    def ready(self) -> None:
        from mentoring.outbox import kinds
        from participants import emails, policies, receivers

        kinds.declare(*emails.KINDS)
        post_migrate.connect(
            receivers.bring_in_what_we_ship, sender=self, dispatch_uid="participants.bring_in_what_we_ship"
        )
        registry.message_wanted.answered_by(receivers.invitation_wanted)
        registry.message_wanted.answered_by(receivers.analyst_mail_wanted)
        registry.staff_role.answered_by(policies.is_hr_analyst)
