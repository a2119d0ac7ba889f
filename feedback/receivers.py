"""What feedback does when something further left came to an end."""

from typing import Any

from feedback.services import close_runs_of, freeze_goals, freeze_months
from programmes.models import Cohort


def close_surveys(*, cohort: Cohort, **_others: Any) -> None:
    """A cohort is over: its open survey closes with the answers given so far."""
    close_runs_of(cohort=cohort)


def freeze_figures_of_goals(*, cohort: Cohort, **_others: Any) -> None:
    """A cohort is over: how far its goals came is counted once, for HR."""
    freeze_goals(cohort=cohort)


def freeze_last_months(*, cohort: Cohort, **_others: Any) -> None:
    """A cohort is over: the meetings that were not counted yet are, for the last time."""
    freeze_months(cohort=cohort)
