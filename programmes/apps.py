from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from mentoring.jobs import runners
from mentoring.lib import registry


class ProgrammesConfig(AppConfig):
    name = "programmes"
    verbose_name = _("Programmes")

    def ready(self) -> None:
        from mentoring.outbox import kinds
        from participants.signals import person_left
        from programmes import emails, next_steps, pages, place_words, policies, receivers, reports, roles, services

        runners.runs(
            services.CLOSE_KIND,
            services.close_in_job,
            title=_("Closing a cohort"),
            silence=services.CLOSE_SILENCE,
            result_url=pages.cohort_of_job,
            result_label=_("See the cohort"),
            written_words=services.closed_in_words,
        )
        kinds.declare(*emails.KINDS)
        post_migrate.connect(roles.make_coordinators, sender=self, dispatch_uid="programmes.make_coordinators")
        registry.next_steps.answered_by(next_steps.look_after)
        registry.coordinator_steps.answered_by(next_steps.look_after)
        registry.next_steps.answered_by(next_steps.register)
        registry.message_wanted.answered_by(receivers.place_mail_wanted)
        registry.messages_wanted.answered_by(receivers.place_mails_wanted)
        registry.message_wanted.answered_by(receivers.coordinator_mail_wanted)
        registry.message_wanted.answered_by(receivers.closing_mail_wanted)
        registry.messages_wanted.answered_by(receivers.closing_mails_wanted)
        registry.mails_of_move.answered_by(reports.mails_of_move)
        registry.staff_role.answered_by(policies.coordinates_something)
        registry.ends_with_people.answered_by(receivers.places_that_end)
        registry.words_for_partners.answered_by(place_words.words_for_partners)
        registry.roles_taken.answered_by(place_words.roles_taken)
        person_left.connect(receivers.on_person_left, dispatch_uid="programmes.on_person_left")
