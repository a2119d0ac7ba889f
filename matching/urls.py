from django.urls import path

from matching import views
from matching.questions.views import QuestionAnswerView, QuestionCreateView

app_name = "matching"
urlpatterns = [
    path("choices/<uuid:pk>/", views.ChoiceListView.as_view(), name="choice-list"),
    path("choices/<uuid:pk>/all/", views.ChoiceBrowseView.as_view(), name="choice-browse"),
    path("choices/<uuid:pk>/<uuid:other>/", views.ChoiceAskView.as_view(), name="choice-ask"),
    path("people-you-would-like/<uuid:pk>/", views.RankingView.as_view(), name="ranking-detail"),
    path("people-to-avoid/", views.ExclusionListView.as_view(), name="exclusion-list"),
    path("people-to-avoid/add/", views.add_exclusion, name="exclusion-add"),
    path("people-to-avoid/<uuid:pk>/remove/", views.remove_exclusion, name="exclusion-remove"),
    path("suggestions/<uuid:pk>/", views.ProposalDetailView.as_view(), name="proposal-detail"),
    path("suggestions/<uuid:pk>/accept/", views.accept_proposal, name="proposal-accept"),
    path("suggestions/<uuid:pk>/line/", views.ProposalLineView.as_view(), name="proposal-line"),
    path("suggestions/<uuid:pk>/decline/", views.ProposalDeclineView.as_view(), name="proposal-decline"),
    path("suggestions/<uuid:pk>/question/", QuestionCreateView.as_view(), name="question-create"),
    path(
        "suggestions/<uuid:pk>/question/<uuid:question>/",
        QuestionAnswerView.as_view(),
        name="question-answer",
    ),
]
