from django.urls import path

from mentoring.health import views

app_name = "health"
urlpatterns = [
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("healthz/pump", views.pump, name="pump"),
    path("healthz/jobs", views.jobs, name="jobs"),
]
