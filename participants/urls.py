from django.urls import path

from participants import views

app_name = "participants"
urlpatterns = [
    path("profile/", views.ProfileDetailView.as_view(), name="profile-detail"),
    path("profile/card/", views.ProfileCardView.as_view(), name="profile-card"),
    path("profile/skills-offered/", views.OffersView.as_view(), name="profile-offers"),
    path("profile/skills-wanted/", views.WantsView.as_view(), name="profile-wants"),
    path("profile/ways-of-working/", views.WaysView.as_view(), name="profile-ways"),
    path("profile/about-me/", views.AboutMeView.as_view(), name="profile-about-me"),
    path("profile/career/", views.CareerView.as_view(), name="profile-career"),
    path("profile/aims/", views.AimsView.as_view(), name="profile-aims"),
    path("profile/interests/", views.InterestsView.as_view(), name="profile-interests"),
    path("profile/<slug:section>/draft/", views.SectionDraftView.as_view(), name="profile-draft"),
    path("profile/mentor-limit/", views.MentorLimitView.as_view(), name="profile-limit"),
]
