from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mentoring.lib import registry


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = _("Working together")

    def ready(self):
        from agreements.emails import KINDS, is_wanted
        from agreements.next_steps import pair_steps
        from agreements.receivers import cancel_sessions_of_ended_pair, draft_agreement_of_new_pair
        from agreements.reports import mails_at_closing
        from matching.signals import mentorship_ended, mentorship_started
        from mentoring.outbox import kinds

        kinds.declare(*KINDS)
        registry.next_steps.answered_by(pair_steps)
        registry.message_wanted.answered_by(is_wanted)
        registry.mails_of_move.answered_by(mails_at_closing)
        mentorship_started.connect(draft_agreement_of_new_pair, dispatch_uid="agreements.draft_agreement")
        mentorship_ended.connect(cancel_sessions_of_ended_pair, dispatch_uid="agreements.cancel_sessions")
