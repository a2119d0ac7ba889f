from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mentoring.lib import registry


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Goals, surveys and reports")

    def ready(self) -> None:
        from feedback import emails, next_steps, receivers
        from feedback.reports.moves import surveys_of_move
        from mentoring.outbox import kinds
        from programmes.signals import cohort_closed

        kinds.declare(*emails.KINDS)
        registry.message_wanted.answered_by(emails.is_wanted)
        registry.may_be_written_to.answered_by(emails.when_to_remind)
        registry.next_steps.answered_by(next_steps.look_at_surveys)
        registry.asked_beside_place.answered_by(next_steps.beside_place)
        registry.next_steps.answered_by(next_steps.look_after_pairs)
        registry.next_steps.answered_by(next_steps.read_report)
        registry.mails_of_move.answered_by(surveys_of_move)
        cohort_closed.connect(receivers.close_surveys, dispatch_uid="feedback.close_surveys")
        cohort_closed.connect(receivers.freeze_figures_of_goals, dispatch_uid="feedback.freeze_figures_of_goals")
        cohort_closed.connect(receivers.freeze_last_months, dispatch_uid="feedback.freeze_last_months")
