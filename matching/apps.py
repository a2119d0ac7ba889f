from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mentoring.jobs import runners
from mentoring.lib import registry


class MatchingConfig(AppConfig):
    name = "matching"
    verbose_name = _("Matching")

    def ready(self) -> None:
        from matching import (
            emails,
            next_steps,
            pages,
            place_ends,
            place_queues,
            place_stands,
            proving_again,
            question_emails,
            receivers,
            reports,
            searching,
            services,
            ways,
        )
        from mentoring.outbox import kinds
        from participants.signals import person_left
        from programmes.signals import cohort_closed, enrolment_withdrawn

        runners.runs(
            services.RUN_KIND,
            searching.search,
            title=_("Finding the best pairs"),
            result_url=pages.board_of_job,
            result_label=_("Review the pairs"),
            progress_words=_("%(done)s of %(total)s pairs compared"),
            # One step among tens of thousands of people tells of nothing for half a minute.
            lease=timedelta(minutes=3),
        )
        runners.runs(
            proving_again.PROVE_KIND,
            proving_again.prove_again,
            title=_("Proving a search again"),
            result_url=pages.search_of_job,
            result_label=_("See how this search was made"),
            progress_words=_("%(done)s of %(total)s pairs compared"),
            # One step with the scores of millions of pairs tells of nothing.
            lease=timedelta(minutes=3),
        )
        kinds.declare(*emails.KINDS, *question_emails.KINDS)
        registry.next_steps.answered_by(next_steps.look_after_pairs)
        registry.coordinator_steps.answered_by(next_steps.look_after_pairs)
        registry.place_queues.answered_by(place_queues.queues_of_places)
        registry.message_wanted.answered_by(emails.is_wanted)
        registry.message_wanted.answered_by(question_emails.is_wanted)
        registry.messages_wanted.answered_by(emails.wanted_among)
        registry.messages_wanted.answered_by(question_emails.wanted_among)
        registry.cohort_waits.answered_by(pages.waits_in_cohort)
        registry.mails_of_move.answered_by(reports.mails_at_matching)
        registry.mails_of_move.answered_by(reports.mails_at_closing)
        registry.place_ends.answered_by(place_ends.ends_with_place)
        registry.ways_to_a_pair.answered_by(ways.way_to_a_pair)
        registry.place_stands.answered_by(place_stands.how_places_stand)
        registry.cohort_pages.answered_by(pages.pages_of_cohort)
        registry.programme_pages.answered_by(pages.pages_of_programme)
        registry.place_pages.answered_by(pages.pages_of_place)
        registry.places_in_use.answered_by(receivers.places_in_open_pairs)
        registry.pages_to_plan.answered_by(receivers.pages_to_plan)
        registry.ends_with_people.answered_by(receivers.pairs_that_wait)
        person_left.connect(receivers.on_person_left, dispatch_uid="matching.on_person_left")
        cohort_closed.connect(receivers.on_cohort_closed, dispatch_uid="matching.on_cohort_closed")
        enrolment_withdrawn.connect(receivers.on_enrolment_withdrawn, dispatch_uid="matching.on_enrolment_withdrawn")
