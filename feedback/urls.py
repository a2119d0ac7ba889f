from django.urls import path

from feedback import views
from feedback.models import SurveyRun

app_name = "feedback"
urlpatterns = [
    path("mentorships/<uuid:pk>/goals/new/", views.GoalCreateView.as_view(), name="goal-create"),
    path("goals/<uuid:pk>/change/", views.GoalUpdateView.as_view(), name="goal-update"),
    path("goals/<uuid:pk>/review/", views.GoalReviewView.as_view(), name="goal-review"),
    path("surveys/<str:token>/", views.SurveyAnswerView.as_view(), name="survey-answer"),
    path("surveys/<str:token>/<int:part>/", views.SurveyAnswerView.as_view(), name="survey-part"),
    path("surveys/<str:token>/thanks/", views.SurveyThanksView.as_view(), name="survey-thanks"),
    path(
        "cohorts/<uuid:pk>/before-you-start/",
        views.SurveyBeginView.as_view(kind=SurveyRun.Kind.START),
        name="survey-start",
    ),
    path(
        "cohorts/<uuid:pk>/on-parting/",
        views.SurveyBeginView.as_view(kind=SurveyRun.Kind.EARLY_END),
        name="survey-early-end",
    ),
    path("reports/", views.ReportListView.as_view(), name="report-list"),
    path("reports/<uuid:pk>/", views.ReportDetailView.as_view(), name="report-detail"),
    path("reports/<uuid:pk>/report.csv", views.ReportFileView.as_view(), name="report-csv"),
]
