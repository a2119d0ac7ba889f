"""The programme office: Django's admin site behind the same door as every other page."""

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class MentoringAdminSite(admin.AdminSite):
    site_header = _("Mentoring programme office")
    site_title = _("Programme office")
    index_title = _("What would you like to set up?")

    def login(self, request, extra_context=None):
        """One door for all: whoever is signed out signs in there, whoever has no business here is told so."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
        raise PermissionDenied
