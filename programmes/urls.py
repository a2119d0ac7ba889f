from django.urls import path

from programmes import views

app_name = "programmes"
urlpatterns = [
    path("", views.ProgrammeListView.as_view(), name="programme-list"),
    path("cohorts/<uuid:pk>/", views.CohortDetailView.as_view(), name="cohort-detail"),
    path("cohorts/<uuid:pk>/places/<str:role>/", views.PlaceCreateView.as_view(), name="place-create"),
    path("places/<uuid:pk>/", views.PlaceDetailView.as_view(), name="place-detail"),
    path("places/<uuid:pk>/withdraw/", views.PlaceWithdrawView.as_view(), name="place-withdraw"),
]
