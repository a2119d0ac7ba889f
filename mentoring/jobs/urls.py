from django.urls import path

from mentoring.jobs import views

app_name = "jobs"
urlpatterns = [
    path("<uuid:pk>/", views.JobDetailView.as_view(), name="job-detail"),
]
