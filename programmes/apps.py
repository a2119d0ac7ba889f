from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from mentoring.lib import registry


class ProgrammesConfig(AppConfig):
    name = "programmes"
    verbose_name = _("Programmes")

    def ready(self) -> None:
        from mentoring.outbox import kinds
        from programmes import emails, next_steps, policies, receivers, reports, roles

        kinds.declare(*emails.KINDS)
        post_migrate.connect(roles.make_coordinators, sender=self, dispatch_uid="programmes.make_coordinators")
        registry.next_steps.answered_by(next_steps.answer_requests)
        registry.next_steps.answered_by(next_steps.set_up_cohort)
        registry.next_steps.answered_by(next_steps.end_round)
        registry.next_steps.answered_by(next_steps.register)
        registry.message_wanted.answered_by(receivers.place_mail_wanted)
        registry.message_wanted.answered_by(receivers.coordinator_mail_wanted)
        registry.message_wanted.answered_by(receivers.closing_mail_wanted)
        registry.mails_of_move.answered_by(reports.mails_of_move)
        registry.staff_role.answered_by(policies.coordinates_something)
