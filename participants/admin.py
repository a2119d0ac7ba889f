from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from mentoring.lib import clock
from participants.forms import HrAnalystForm, SiteForm, SkillForm
from participants.hr_file import RowError
from participants.models import Department, HrAnalyst, ImportBatch, Organisation, Profile, Site, Skill
from participants.policies import can_sign_in
from participants.services import grant_hr_analyst, withdraw_hr_analyst


class ReadOnlyAdmin(admin.ModelAdmin):
    """What comes from the HR file is looked at here, and changed there."""

    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ["name", "kind"]
    search_fields = ["name"]


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    list_display = ["name", "organisation"]
    list_filter = ["organisation"]
    list_select_related = ["organisation"]
    search_fields = ["name"]


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):
    form = SiteForm
    list_display = ["name", "organisation", "time_zone"]
    list_filter = [("time_zone", admin.EmptyFieldListFilter), "organisation"]
    list_select_related = ["organisation"]
    search_fields = ["name"]


@admin.register(Skill)
class SkillAdmin(admin.ModelAdmin):
    form = SkillForm
    list_display = ["name", "category", "definition"]
    list_filter = ["category"]
    search_fields = ["name", "category", "aliases"]
    search_help_text = _("Search by name, another word for it, or category")


class StillHere(admin.SimpleListFilter):
    title = _("still here")
    parameter_name = "here"

    def lookups(self, request, model_admin):
        return [("yes", _("still here")), ("no", _("has left"))]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.employed(clock.today())
        return queryset.who_left(clock.today()) if self.value() == "no" else queryset


@admin.register(Profile)
class ProfileAdmin(ReadOnlyAdmin):
    list_display = ["name", "state", "employee_number", "department"]
    list_filter = [StillHere, ("user__email", admin.EmptyFieldListFilter), "user__is_active", "department", "site"]
    list_select_related = ["user", "department"]
    search_fields = ["user__name", "user__email", "employee_number"]
    search_help_text = _("Search by name, e-mail address or employee number")
    fields = [
        "user",
        "signing_in",
        "organisation",
        "employee_number",
        "department",
        "site",
        "job_title",
        "manager",
        "hired_on",
        "last_day",
        "source",
    ]

    @admin.display(description=_("name"), ordering="user__name")
    def name(self, obj):
        return obj.user.name

    @admin.display(description=_("signing in"), ordering="user__email")
    def state(self, obj):
        if obj.has_left(clock.today()):
            return _("has left, but can still sign in") if can_sign_in(obj.user) else _("has left")
        if can_sign_in(obj.user):
            return _("can sign in")
        return _("account is closed") if obj.user.email else _("no address yet")

    @admin.display(description=_("signing in"))
    def signing_in(self, obj):
        waits = not obj.user.email and not obj.has_left(clock.today())
        return _("cannot sign in yet: no e-mail address") if waits else self.state(obj)


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    fields = [
        "source",
        "file_name",
        "applied_at",
        "applied_by",
        "new",
        "changed",
        "unchanged",
        "leavers",
        "errors",
        "lines_left_out",
    ]
    list_display = ["file_name", "source", "applied_at", "new", "changed", "unchanged", "leavers", "errors"]
    list_select_related = ["source"]
    search_fields = ["file_name"]

    @admin.display(description=_("lines left out"))
    def lines_left_out(self, obj):
        told = [str(RowError(**row, kept=row["reason"])) for row in obj.left_out]
        if obj.errors > len(told):
            told.append(_("... and %(count)s more lines.") % {"count": obj.errors - len(told)})
        if not told:
            return _("none")
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in told)))


@admin.register(HrAnalyst)
class HrAnalystAdmin(admin.ModelAdmin):
    form = HrAnalystForm
    list_display = ["user", "organisation"]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__name", "user__email"]

    def get_fields(self, request, obj=None):
        return ["user", "organisation"] if obj else ["email", "organisation"]

    def has_change_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        analyst = grant_hr_analyst(user=obj.user, organisation=obj.organisation, by=request.user)
        obj.pk = analyst.pk

    def delete_model(self, request, obj):
        withdraw_hr_analyst(analyst=obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for analyst in queryset:
            withdraw_hr_analyst(analyst=analyst, by=request.user)
