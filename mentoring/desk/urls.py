from django.urls import path

from mentoring.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("today/", views.TodayView.as_view(), name="today"),
    path("mentorships/<uuid:pk>/", views.MentorshipView.as_view(), name="mentorship-detail"),
    path("styleguide/", views.StyleGuideView.as_view(), name="style-guide"),
    path("accessibility/", views.AccessibilityView.as_view(), name="accessibility"),
    path("theme/", views.choose_theme, name="theme"),
]
