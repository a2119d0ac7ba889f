"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("mentoring.desk.urls")),
    path("accounts/", include("mentoring.accounts.urls")),
    path("", include("participants.urls")),
    path("programmes/", include("programmes.urls")),
    path("", include("matching.urls")),
    path("", include("agreements.urls")),
    path("", include("feedback.urls")),
    path("jobs/", include("mentoring.jobs.urls")),
    path("mailbox/", include("mentoring.mailbox.urls")),
    path("office/", admin.site.urls),
]
