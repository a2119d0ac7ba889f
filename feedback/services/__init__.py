"""What changes goals and surveys."""

from feedback.services.answers import (
    NOT_SAID,
    answers_so_far,
    choices_so_far,
    close_due_runs,
    close_run,
    close_runs_of,
    keep_answers,
    only_answers,
    record_answers,
    with_answers,
)
from feedback.services.forgetting import forget_single_answers, forget_words_of_goals
from feedback.services.giving_up import check_is_over, closed_answers, give_up_answers
from feedback.services.goals import (
    freeze_goals,
    goal_as_seen,
    goals_over_words,
    review_goal,
    review_over_words,
    set_goal,
    update_goal,
)
from feedback.services.meetings import freeze_meetings, freeze_months
from feedback.services.moments import begin_survey, is_offered, offered_invitation
from feedback.services.reading import record_report_read, unread_figures
from feedback.services.surveys import open_due_runs, plan_end_surveys, plan_survey_runs, tend_surveys

__all__ = [
    "NOT_SAID",
    "answers_so_far",
    "begin_survey",
    "check_is_over",
    "choices_so_far",
    "close_due_runs",
    "close_run",
    "close_runs_of",
    "closed_answers",
    "forget_single_answers",
    "forget_words_of_goals",
    "freeze_goals",
    "freeze_meetings",
    "freeze_months",
    "give_up_answers",
    "goal_as_seen",
    "goals_over_words",
    "is_offered",
    "keep_answers",
    "offered_invitation",
    "only_answers",
    "open_due_runs",
    "plan_end_surveys",
    "plan_survey_runs",
    "record_answers",
    "record_report_read",
    "review_goal",
    "review_over_words",
    "set_goal",
    "tend_surveys",
    "unread_figures",
    "update_goal",
    "with_answers",
]
