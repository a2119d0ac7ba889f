"""What changes goals and surveys."""

from feedback.services.answers import close_due_runs, close_run, close_runs_of, record_answers
from feedback.services.goals import freeze_goals, review_goal, set_goal, update_goal
from feedback.services.reading import record_report_read
from feedback.services.surveys import open_due_runs, plan_survey_runs, tend_surveys

__all__ = [
    "close_due_runs",
    "close_run",
    "close_runs_of",
    "freeze_goals",
    "open_due_runs",
    "plan_survey_runs",
    "record_answers",
    "record_report_read",
    "review_goal",
    "set_goal",
    "tend_surveys",
    "update_goal",
]
