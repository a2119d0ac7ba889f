"""The office's part in agreements: the texts that pairs begin with, and how the pairs of a cohort stand."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from agreements import services
from agreements.reports import agreements_of_cohort, standing
from agreements.template_form import TemplateForm
from agreements.wording import Template
from matching.reporting_line import pairs_of_one_line
from mentoring.lib.access import access
from mentoring.lib.errors import Refused
from programmes.admin.scope import CoordinatedAdmin, coordinated_programmes
from programmes.models import Cohort
from programmes.policies import administers_site, works_in_office

PAIRS_A_PAGE = 50
PAIRS = "admin:agreements_cohort_pairs"


@access(works_in_office)
@require_safe
def show_pairs(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    cohort = _coordinated(request, cohort_id)
    pages = Paginator(agreements_of_cohort(cohort), PAIRS_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pairs": [standing(agreement) for agreement in page],
        "behind": services.agreements_behind(cohort).count(),
        "in_line": pairs_of_one_line(cohort),
    }
    return _page(request, "pairs", cohort, title=_("How the pairs stand"), **context)


@access(works_in_office)
@require_http_methods(["GET", "HEAD", "POST"])
def renew_agreements(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    cohort = _coordinated(request, cohort_id)
    if request.method != "POST":
        readings = services.readings_of_renewal(cohort)
        behind = sum(reading.number for reading in readings)
        title = _("Ask pairs to agree again")
        return _page(request, "renew", cohort, title=title, behind=behind, mails=2 * behind, readings=readings)
    try:
        number = services.renew_agreements(cohort=cohort, by=request.user)
        words = ngettext("%(count)d pair is asked to agree again.", "%(count)d pairs are asked to agree again.", number)
        messages.success(request, words % {"count": number})
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(PAIRS, cohort.pk)


def _coordinated(request: HttpRequest, cohort_id: UUID) -> Cohort:
    return get_object_or_404(Cohort.objects.coordinated_by(request.user).select_related("programme"), pk=cohort_id)


def _page(request: HttpRequest, name: str, cohort: Cohort, **context: Any) -> HttpResponse:
    everywhere = admin.site.each_context(request)
    return render(
        request, f"admin/agreements/{name}.html", {**everywhere, "cohort": cohort, "subtitle": cohort, **context}
    )


@admin.register(Template)
class TemplateAdmin(CoordinatedAdmin):
    """The house's texts are a site administrator's to edit; a programme's own are its coordinators'."""

    form = TemplateForm
    list_display = ("name", "holds_for", "version")
    # They stand by programme and style first: an arrow beside a name would contradict that.
    sortable_by = ("version",)
    list_select_related = ("programme",)
    search_fields = ("name",)
    search_help_text = gettext_lazy("Name")
    empty_words = gettext_lazy("The texts that pairs begin with appear here.")

    def get_urls(self):
        pages = [
            ("cohorts/<uuid:cohort_id>/", show_pairs, "agreements_cohort_pairs"),
            ("cohorts/<uuid:cohort_id>/renew/", renew_agreements, "agreements_cohort_renew"),
        ]
        own = [path(route, self.admin_site.admin_view(view), name=name) for route, view, name in pages]
        return [*own, *super().get_urls()]

    def get_queryset(self, request):
        seen = Template.objects.of_house() | Template.objects.filter(programme__in=coordinated_programmes(request))
        return seen.order_by(*Template._meta.ordering)

    def admits(self, request):
        return administers_site(request.user) or super().admits(request)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and bool(coordinated_programmes(request))

    def has_change_permission(self, request, obj=None):
        if not super().has_change_permission(request, obj):
            return False
        if obj is None:
            return True
        return administers_site(request.user) if obj.programme_id is None else self.runs(request, obj)

    def runs(self, request: HttpRequest, template: Template) -> bool:
        return template.programme_id in coordinated_programmes(request)

    def get_readonly_fields(self, request, obj=None):
        return ("holds_for",) if obj else ()

    def get_fields(self, request, obj=None):
        where = "holds_for" if obj else "programme"
        lines = "lines" if obj is None or self.has_change_permission(request, obj) else "read_lines"
        return ("name", where, lines, "cadence", "minutes", "place", "contact")

    @admin.display(description=gettext_lazy("for"))
    def holds_for(self, template: Template) -> str:
        if template.programme:
            return template.programme.name
        if template.style:
            return capfirst(_("%(style)s programmes") % {"style": str(template.get_style_display()).partition(":")[0]})
        return _("Every other programme")

    @admin.display(description=gettext_lazy("confidentiality lines"))
    def read_lines(self, template: Template) -> str:
        promises = format_html_join("", "<li>{}</li>", ((line,) for line in template.lines))
        return format_html('<ul class="promises">{}</ul>', promises)

    def save_model(self, request, obj, form, change):
        values = {name: form.cleaned_data[name] for name in form.cleaned_data}
        made = services.edit_template(
            template=Template(pk=obj.pk) if not change else obj, values=values, by=request.user
        )
        obj.pk, obj._state.adding = made.pk, False
