from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from participants.models import Organisation
from programmes import services
from programmes.admin.scope import CoordinatedAdmin, coordinated_programmes, drawn
from programmes.catalogue import stage_pill
from programmes.forms import ProgrammeForm
from programmes.models import Cohort, Programme
from programmes.policies import administers_site


class CohortInline(admin.TabularInline):
    """The cohorts of a programme, each a link to its own page."""

    model = Cohort
    fields = readonly_fields = ("stands_at", "registration_ends_on", "starts_on", "ends_on")
    extra = 0
    can_delete = False
    show_change_link = True
    view_on_site = False

    def has_add_permission(self, request, obj):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("stage"))
    def stands_at(self, cohort: Cohort) -> str:
        return drawn(stage_pill(cohort))


class ProgrammeAdmin(CoordinatedAdmin):
    """Coordinators run their own; a site administrator reads all and sets one up for somebody else to run."""

    form = ProgrammeForm
    list_display = ("name", "style", "hours_a_month", "hr_contact_name")
    list_filter = ("style",)
    search_fields = ("name",)
    search_help_text = _("Search by the name of the programme")
    inlines = (CohortInline,)
    change_form_template = "admin/programmes/programme/change_form.html"

    def get_queryset(self, request):
        if administers_site(request.user):
            return Programme.objects.order_by("name")
        return super().get_queryset(request)

    def admits(self, request):
        return administers_site(request.user) or super().admits(request)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and (self.own_company(request) or administers_site(request.user))

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or obj.pk in coordinated_programmes(request)
        )

    def get_inlines(self, request, obj):
        return super().get_inlines(request, obj) if obj and obj.pk in coordinated_programmes(request) else ()

    def get_fields(self, request, obj=None):
        chooses_company = obj is None and not self.own_company(request)
        return [name for name in ProgrammeForm.Meta.fields if name != "organisation" or chooses_company]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None:
            form.own_company = self.own_company(request)
        return form

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.related_model is Organisation:
            kwargs["queryset"] = Organisation.objects.filter(kind=Organisation.Kind.OWN)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        if change:
            obj.save(update_fields=form.changed_data)
        else:
            services.create_programme(programme=obj, by=request.user)

    def response_post_save_add(self, request, obj):
        """What a new programme needs next: a cohort, or somebody who runs it."""
        following = "cohort" if self.own_company(request) else "coordinator"
        return HttpResponseRedirect(reverse(f"admin:programmes_{following}_add", query={"programme": obj.pk}))

    def own_company(self, request: HttpRequest) -> Organisation | None:
        """The company of the person's employee record, asked for once in a request."""
        if not hasattr(request, "_own_company"):
            request._own_company = Organisation.objects.filter(profile__user=request.user).first()
        return request._own_company
