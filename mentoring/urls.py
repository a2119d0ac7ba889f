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
    path("", include("mentoring.health.urls")),
]

handler400 = "mentoring.health.errors.bad_request"
handler403 = "mentoring.health.errors.forbidden"
handler404 = "mentoring.health.errors.not_found"
handler429 = "mentoring.health.errors.too_many"  # allauth looks for it here
handler500 = "mentoring.health.errors.server_error"
