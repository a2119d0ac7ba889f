from datetime import timedelta

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from mentoring.jobs import runners
from mentoring.lib import registry


class ParticipantsConfig(AppConfig):
    name = "participants"
    verbose_name = _("People")

    def ready(self) -> None:
        from mentoring.outbox import kinds
        from participants import emails, pages, policies, receivers, services

        kinds.declare(*emails.KINDS)
        runners.runs(
            services.IMPORT_KIND,
            services.run_draft,
            title=_("Importing people"),
            result_url=pages.result_of_import,
            result_label=_("See the import"),
            progress_words=_("%(done)s of %(total)s people"),
            stopped_words=services.stopped_in_words,
            written_words=services.written_in_words,
            silence=timedelta(minutes=15),  # reading a large file and waiting for another import tell nothing
        )
        post_migrate.connect(
            receivers.bring_in_what_we_ship, sender=self, dispatch_uid="participants.bring_in_what_we_ship"
        )
        registry.message_wanted.answered_by(receivers.invitation_wanted)
        registry.messages_wanted.answered_by(receivers.invitations_wanted)
        registry.message_wanted.answered_by(receivers.analyst_mail_wanted)
        registry.staff_role.answered_by(policies.is_hr_analyst)
