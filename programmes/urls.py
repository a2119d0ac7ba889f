from django.urls import path

from programmes import views

app_name = "programmes"
urlpatterns = [
    path("", views.ProgrammeListView.as_view(), name="programme-list"),
    path("cohorts/<uuid:pk>/", views.CohortDetailView.as_view(), name="cohort-detail"),
    path("cohorts/<uuid:pk>/place/", views.PlaceCreateView.as_view(), name="place-create"),
    path("cohorts/<uuid:pk>/place/aims/", views.PlaceAimsView.as_view(), name="place-aims"),
    path("cohorts/<uuid:pk>/place/draft/", views.keep_draft, name="place-draft"),
    path("cohorts/<uuid:pk>/place/done/", views.PlaceDoneView.as_view(), name="place-done"),
    path("places/<uuid:pk>/", views.PlaceDetailView.as_view(), name="place-detail"),
    path("places/<uuid:pk>/capacity/", views.PlaceCapacityView.as_view(), name="place-capacity"),
    path("places/<uuid:pk>/withdraw/", views.PlaceWithdrawView.as_view(), name="place-withdraw"),
]
