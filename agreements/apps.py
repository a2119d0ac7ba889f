from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from mentoring.lib import registry


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = _("Working together")

    def ready(self):
        from agreements.emails import KINDS, is_wanted
        from agreements.keeping import kept_in_words
        from agreements.next_steps import pair_steps
        from agreements.receivers import (
            bring_in_what_we_ship,
            cancel_sessions_of_ended_pair,
            draft_agreement_of_new_pair,
        )
        from agreements.reports import mails_at_closing, pages_of_cohort
        from matching.signals import mentorship_ended, mentorship_started
        from mentoring.outbox import kinds

        kinds.declare(*KINDS)
        registry.next_steps.answered_by(pair_steps)
        registry.message_wanted.answered_by(is_wanted)
        registry.mails_of_move.answered_by(mails_at_closing)
        registry.cohort_pages.answered_by(pages_of_cohort)
        registry.words_kept.answered_by(kept_in_words)
        post_migrate.connect(bring_in_what_we_ship, sender=self, dispatch_uid="agreements.bring_in_what_we_ship")
        mentorship_started.connect(draft_agreement_of_new_pair, dispatch_uid="agreements.draft_agreement")
        mentorship_ended.connect(cancel_sessions_of_ended_pair, dispatch_uid="agreements.cancel_sessions")
