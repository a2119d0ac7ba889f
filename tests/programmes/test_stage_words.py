from datetime import date

import pytest

from mentoring.lib import clock
from programmes import stage_words
from programmes.models import Cohort
from tests.factories import CohortFactory, at

Stage = Cohort.Stage


@pytest.mark.parametrize(
    ("today", "words"),
    [("2026-03-01", "Open, 13 days left"), ("2026-03-13", "Open, 1 day left"), ("2026-03-14", "Open, last day today")],
)
def test_pill_counts_the_days_left(programme, today, words):
    cohort = CohortFactory(programme=programme, registration_ends_on=date(2026, 3, 14))

    with clock.standing_at(at(f"{today} 09:00")):
        assert stage_words.stage_pill(cohort).words == words


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage.DRAFT, "Being set up"),
        (Stage.MATCHING, "Pairs are being found"),
        (Stage.RUNNING, "Running"),
        (Stage.CLOSING, "Coming to its end"),
        (Stage.CLOSED, "Finished"),
        (Stage.ARCHIVED, "Archived"),
    ],
)
def test_pill_names_the_stage(stage, words):
    assert stage_words.stage_pill(Cohort(stage=stage)).words == words
