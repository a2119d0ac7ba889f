from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from participants.forms import HrAnalystForm, SiteForm
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
    list_filter = ["organisation"]
    list_select_related = ["organisation"]
    search_fields = ["name"]


@admin.register(Skill)
class SkillAdmin(admin.ModelAdmin):
    list_display = ["name", "category"]
    list_filter = ["category"]
    search_fields = ["name", "category"]


@admin.register(Profile)
class ProfileAdmin(ReadOnlyAdmin):
    list_display = ["name", "state", "employee_number", "department"]
    list_filter = [("user__email", admin.EmptyFieldListFilter), "user__is_active", "department", "site"]
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
        if can_sign_in(obj.user):
            return _("can sign in")
        return _("account is closed") if obj.user.email else _("no address yet")

    @admin.display(description=_("signing in"))
    def signing_in(self, obj):
        return self.state(obj) if obj.user.email else _("cannot sign in yet: no e-mail address")


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ["file_name", "source", "applied_at", "new", "changed", "unchanged", "leavers", "errors"]
    list_select_related = ["source"]
    search_fields = ["file_name"]


@admin.register(HrAnalyst)
class HrAnalystAdmin(admin.ModelAdmin):
    form = HrAnalystForm
    list_display = ["user", "organisation"]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__name", "user__email"]
    autocomplete_fields = ["user"]

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
