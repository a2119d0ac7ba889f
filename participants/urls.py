from django.urls import path

from participants import views

app_name = "participants"
urlpatterns = [
    path("profile/", views.ProfileDetailView.as_view(), name="profile-detail"),
]
