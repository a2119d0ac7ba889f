from django.urls import path

from mentoring.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.JobListView.as_view(), name="job-list"),
    path("record/", views.AuditVerifyView.as_view(), name="audit-verify"),
    path("<uuid:pk>/", views.JobDetailView.as_view(), name="job-detail"),
    path("<uuid:pk>/cancel/", views.cancel, name="job-cancel"),
]
