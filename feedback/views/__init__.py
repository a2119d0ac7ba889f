from feedback.views.goals import GoalCreateView, GoalReviewView, GoalUpdateView
from feedback.views.reports import ReportDetailView, ReportFileView, ReportListView
from feedback.views.surveys import SurveyAnswerView, SurveyBeginView, SurveyThanksView

__all__ = [
    "GoalCreateView",
    "GoalReviewView",
    "GoalUpdateView",
    "ReportDetailView",
    "ReportFileView",
    "ReportListView",
    "SurveyAnswerView",
    "SurveyBeginView",
    "SurveyThanksView",
]
