"""The programme office: Django's admin site behind the same door as every other page."""

from dataclasses import dataclass
from functools import wraps

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from mentoring.desk.attention import attention_of
from mentoring.desk.timeline import timeline_of
from mentoring.lib.access import anyone
from mentoring.lib.filters import FilteredAsOffered
from mentoring.office_groups import GROUPS, place_of
from participants.models import Profile
from participants.policies import imports_people
from programmes.models import Cohort, Programme
from programmes.policies import works_in_office


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody does first, and where."""

    words: str
    label: str
    url: str


def first_steps(request, may_add):
    """What is still to be done before anybody can ask for a place, of what this person may do; soon nothing.

    `may_add` tells of a model whether they may add one.
    """
    steps = []
    if imports_people(request.user) and not Profile.objects.exists():
        words = _("Nobody is here yet. People come from a file of your HR system.")
        steps.append(Step(words, _("Import people"), reverse("admin:participants_import_upload")))
    if may_add(Programme) and not Programme.objects.exists():
        words = _("There is no programme yet. It says what mentoring is for here, and who may join.")
        steps.append(Step(words, _("Add a programme"), reverse("admin:programmes_programme_add")))
    if may_add(Cohort) and not Cohort.objects.coordinated_by(request.user).exists():
        words = _("Your programme has no cohort yet. A cohort has its own dates, and people ask for a place in it.")
        steps.append(Step(words, _("Add a cohort"), reverse("admin:programmes_cohort_add")))
    return steps


class MentoringAdminSite(admin.AdminSite):
    site_header = _("Mentoring programme office")
    site_title = _("Programme office")
    index_title = _("Overview")
    empty_value_display = _("none")

    def index(self, request, extra_context=None):
        steps = first_steps(request, lambda model: self._registry[model].has_add_permission(request))
        now = {"attention": attention_of(request.user), "timeline": timeline_of(request.user)}
        return super().index(request, {**(extra_context or {}), **now, "first_steps": steps})

    index.access_rule = works_in_office  # kept by `admin_view`, as for every page of the office

    def app_index(self, request, app_label, extra_context=None):
        """The list of one app is a part of the overview."""
        return redirect("admin:index")

    app_index.access_rule = works_in_office

    def register(self, model_or_iterable, admin_class=None, **options):
        """Whoever registers, lists are narrowed by their filters alone."""
        kind = admin_class or admin.ModelAdmin
        ruled = type(kind.__name__, (FilteredAsOffered, kind), {"__module__": kind.__module__, "__doc__": kind.__doc__})
        super().register(model_or_iterable, ruled, **options)

    def get_app_list(self, request, app_label=None):
        """By what people come to do, not by which app keeps it."""
        apps = super().get_app_list(request)
        models = {model["model"]._meta.label: model for app in apps for model in app["models"]}
        here = place_of(request.resolver_match.url_name or "") if request.resolver_match else ""
        return [entry for group in GROUPS if (entry := group.entry(models, here))]

    def admin_view(self, view, cacheable=False):
        """The lists of Django look rows up by what was ticked: what is no id at all is a bad request."""

        @wraps(view)
        def looked_through(request, *args, **kwargs):
            try:
                return view(request, *args, **kwargs)
            except ValidationError as fault:
                if ACTION_CHECKBOX_NAME not in request.POST:
                    raise
                raise BadRequest(str(fault)) from fault

        return super().admin_view(looked_through, cacheable)

    def get_urls(self):
        """Without the admin's own password pages: nobody sets a password here."""
        return [
            url
            for url in super().get_urls()
            if getattr(url, "name", None) not in ("password_change", "password_change_done")
        ]

    def login(self, request, extra_context=None):
        """One door for all: whoever is signed out signs in there, whoever has no business here is told so."""
        target = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
            target = reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(target)
        if self.has_permission(request):
            return redirect(target)
        raise PermissionDenied

    login = login_not_required(login)
    login.access_rule = anyone
