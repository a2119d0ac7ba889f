from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mentoring.lib import clock, registry
from mentoring.lib.access import access
from mentoring.lib.filters import RelatedAskedOnce, in_words
from mentoring.lib.headed import HeadedByName
from mentoring.lib.read_only import ReadOnlyAdmin
from participants import services
from participants.admin.filled import FilledByImport
from participants.admin.trainings import drawn_trainings, trainings_page
from participants.forms import HrAnalystForm, SiteForm, SkillForm
from participants.models import Department, Grade, HrAnalyst, Organisation, Profile, Site, Skill
from participants.policies import can_sign_in, imports_people

SHOWN = 10
# Mails that one press writes; the next press writes those to the next people.
MOST_INVITED = 200
NOBODY_TO_INVITE = _("Everybody there who has an e-mail address has signed in already, or was invited there before.")
Empty, Boolean = admin.EmptyFieldListFilter, admin.BooleanFieldListFilter


class OfOrganisation(admin.ModelAdmin):
    def get_changeform_initial_data(self, request):
        """The only organisation is chosen already."""
        organisations = list(Organisation.objects.all()[:2])
        only = {"organisation": organisations[0].pk} if len(organisations) == 1 else {}
        return {**super().get_changeform_initial_data(request), **only}


class KeptWhileUsed(HeadedByName):
    """What people are filed under is deleted one by one, and only while nobody is."""

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and obj is not None and not self.is_used(obj)

    def is_used(self, obj) -> bool:
        return obj.profile_set.exists()


@admin.register(Organisation)
class OrganisationAdmin(FilledByImport, KeptWhileUsed):
    list_display = ["name", "kind"]
    search_fields = ["name"]
    empty_words = _("Your company appears here, as its first HR file names it.")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if {"hr_contact_name", "hr_contact_email"} & set(form.changed_data):
            name, email = obj.hr_contact_name, obj.hr_contact_email
            services.name_hr_contact(organisation=obj, name=name, email=email, by=request.user)


@admin.register(Department)
class DepartmentAdmin(OfOrganisation, FilledByImport, KeptWhileUsed):
    list_display = ["name", "organisation"]
    list_filter = ["organisation"]
    list_select_related = ["organisation"]
    search_fields = ["name"]
    empty_words = _("Departments from your HR file appear here. None have been read yet.")
    actions = ["invite_people"]

    def name_of(self, obj: Department) -> str:
        """A department may be called as a list of the office is, such as People."""
        return _("%(name)s, department") % {"name": obj.name}

    def has_invite_permission(self, request: HttpRequest) -> bool:
        return imports_people(request.user)

    @admin.action(description=_("Invite their people by mail"), permissions=["invite"])
    def invite_people(self, request: HttpRequest, queryset: QuerySet[Department]) -> HttpResponse | None:
        """First the page that names how many mails would go out; then, confirmed, one to each."""
        departments = list(queryset)
        count = services.people_to_invite(departments).count()
        mails = min(count, MOST_INVITED)
        if not count:
            messages.warning(request, NOBODY_TO_INVITE)
        elif request.POST.get("confirmed") != str(mails):
            return self.confirmation(request, departments, mails=mails, later=count - mails)
        else:
            people = services.invite_people_with_address(departments=departments, limit=MOST_INVITED, by=request.user)
            done = ngettext(
                "%(count)d person is invited by mail.", "%(count)d people are invited by mail.", len(people)
            )
            messages.success(request, done % {"count": len(people)})
        return None

    def confirmation(
        self, request: HttpRequest, departments: list[Department], *, mails: int, later: int
    ) -> HttpResponse:
        question = ngettext("Invite %(count)d person?", "Invite %(count)d people?", mails)
        context = {
            **self.admin_site.each_context(request),
            "title": question % {"count": mails},
            "opts": self.opts,
            "action": "invite_people",
            "chosen": departments,
            "shown": departments[:SHOWN],
            "further": len(departments[SHOWN:]),
            "mails": mails,
            "later": later,
        }
        return TemplateResponse(request, "admin/participants/confirm_invite.html", context)


@admin.register(Site)
class SiteAdmin(OfOrganisation, FilledByImport, KeptWhileUsed):
    form = SiteForm
    list_display = ["name", "organisation", "zone"]
    list_filter = [("time_zone", in_words(Empty, _("time zone"), (_("Not known yet"), _("Known")))), "organisation"]
    list_select_related = ["organisation"]
    search_fields = ["name"]
    empty_words = _("Places of work from your HR file appear here. None have been read yet.")

    @admin.display(description=_("time zone"), ordering="time_zone", empty_value=_("not known yet"))
    def zone(self, obj: Site) -> str | None:
        return obj.time_zone or None


@admin.register(Grade)
class GradeAdmin(OfOrganisation, FilledByImport, KeptWhileUsed):
    """Grades come in by their names; their order is set here."""

    list_display = ["name", "level", "organisation"]
    list_editable = ["level"]
    list_filter = [("level", in_words(Empty, _("place in the order"), (_("Not set yet"), _("Set")))), "organisation"]
    list_select_related = ["organisation"]
    search_fields = ["name"]
    empty_words = _("Grades from your HR file appear here. None have been read yet.")


@admin.register(Skill)
class SkillAdmin(KeptWhileUsed):
    form = SkillForm
    list_display = ["name", "category", "definition"]
    list_filter = ["category"]
    search_fields = ["name", "category", "aliases"]
    search_help_text = _("Name, another word for it, or category")
    empty_words = _("Skills that people offer and look for appear here. There are none yet.")

    def is_used(self, obj):
        return obj.profileskill_set.exists()


class StillHere(admin.SimpleListFilter):
    title = _("employment")
    parameter_name = "here"

    def lookups(self, request, model_admin):
        return [("yes", _("Still here")), ("no", _("Has left")), ("missing", _("Missing from the HR file"))]

    def queryset(self, request, queryset):
        if self.value() == "missing":
            return queryset.missing()
        if self.value() == "yes":
            return queryset.employed(clock.company_today())
        return queryset.who_left(clock.company_today()) if self.value() == "no" else queryset


@access(imports_people)
@require_http_methods(["GET", "HEAD", "POST"])
def trainings_of_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person = get_object_or_404(Profile.objects.select_related("user"), pk=person_id)
    return trainings_page(
        request, person, row=person, back=reverse("admin:participants_profile_change", args=[person_id])
    )


@admin.register(Profile)
class ProfileAdmin(FilledByImport, ReadOnlyAdmin):
    list_display = ["name", "state", "employee_number", "department"]
    list_filter = [
        StillHere,
        ("user__email", in_words(Empty, _("e-mail address"), (_("None, so no way to sign in"), _("Known")))),
        ("user__is_active", in_words(Boolean, _("account"), (_("Open"), _("Closed")))),
        ("department", RelatedAskedOnce),
        ("site", RelatedAskedOnce),
    ]
    empty_value_display = _("not given")
    empty_words = _("People from your HR file appear here. Nobody is here yet.")
    list_select_related = ["user", "department"]
    list_per_page = 50
    search_fields = ["user__name", "user__email", "employee_number"]
    search_help_text = _("Name, e-mail address or employee number")
    fieldsets = [
        (None, {"fields": [("user", "signing_in")]}),
        (
            _("At work"),
            {
                "fields": [
                    *(("job_title", "manager"), ("department", "site"), ("grade", "country")),
                    *(("business_line", "cost_centre"), "employment_type", ("hired_on", "last_day")),
                ]
            },
        ),
        (
            _("In the HR file"),
            {"fields": [("organisation", "employee_number"), ("source", "missing_since")]},
        ),
        (_("As a mentor"), {"fields": ["mentor_training"]}),
    ]
    change_form_template = "admin/participants/profile/change_form.html"
    actions = ["confirm_left"]

    def get_urls(self):
        view = self.admin_site.admin_view(trainings_of_person)
        return [path("<uuid:person_id>/trainings/", view, name="participants_profile_trainings"), *super().get_urls()]

    def has_confirm_permission(self, request: HttpRequest) -> bool:
        return imports_people(request.user)

    @admin.action(description=_("Confirm that they left"), permissions=["confirm"])
    def confirm_left(self, request: HttpRequest, queryset: QuerySet[Profile]) -> HttpResponse | None:
        """First the page that names how many, the first ten and what would end; then, confirmed, they go."""
        people = list(queryset.missing())
        if not people:
            messages.warning(request, _("None of the chosen people is missing from the HR file."))
        elif request.POST.get("confirmed") != str(len(people)):
            return self.confirmation(request, people, others=queryset.count() - len(people))
        else:
            count = services.confirm_missing_left(people=people, by=request.user)
            done = ngettext(
                "%(count)d person has left. Their account is closed.",
                "%(count)d people have left. Their accounts are closed, or will be within minutes.",
                count,
            )
            messages.success(request, done % {"count": count})
        return None

    def confirmation(self, request: HttpRequest, people: list[Profile], *, others: int) -> HttpResponse:
        ends = [words for answer in registry.ends_with_people.ask([each.pk for each in people]) for words in answer]
        question = ngettext("Has %(count)d person left?", "Have %(count)d people left?", len(people))
        context = {
            **self.admin_site.each_context(request),
            "title": question % {"count": len(people)},
            "opts": self.opts,
            "action": "confirm_left",
            "chosen": people,
            "shown": people[:SHOWN],
            "further": len(people[SHOWN:]),
            "others": others,
            "ends": ends,
            "are_all": request.POST.get("select_across") == "1",
        }
        return TemplateResponse(request, "admin/participants/confirm_left.html", context)

    @admin.display(description=_("name"), ordering="user__name")
    def name(self, obj):
        return obj.user.name

    @admin.display(description=_("signing in"), ordering="user__email")
    def state(self, obj):
        if obj.has_left(clock.company_today()):
            return _("has left, but can still sign in") if can_sign_in(obj.user) else _("has left")
        if obj.missing_from_id:
            return _("missing from the HR file")
        if can_sign_in(obj.user):
            return _("can sign in")
        return _("account is closed") if obj.user.email else _("no address yet")

    @admin.display(description=_("signing in"))
    def signing_in(self, obj):
        waits = not obj.user.email and not obj.has_left(clock.company_today())
        return _("cannot sign in yet: no e-mail address") if waits else self.state(obj)

    @admin.display(description=_("mentor training"))
    def mentor_training(self, obj):
        return drawn_trainings(obj)

    @admin.display(description=_("missing from the HR file since"))
    def missing_since(self, obj):
        if obj.missing_from is None:
            return _("not missing")
        return date_format(localtime(obj.missing_from.applied_at), "j M Y")


@admin.register(HrAnalyst)
class HrAnalystAdmin(OfOrganisation, HeadedByName):
    form = HrAnalystForm
    list_display = ["user", "organisation"]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__name", "user__email"]
    search_help_text = _("Name or e-mail address")
    empty_words = _("People who read the reports appear here. There is nobody yet.")

    def name_of(self, obj):
        return _("%(name)s, HR analyst of %(organisation)s") % {"name": obj.user.name, "organisation": obj.organisation}

    def get_fields(self, request, obj=None):
        return ["user", "organisation"] if obj else ["email", "organisation"]

    def has_change_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        analyst = services.grant_hr_analyst(user=obj.user, organisation=obj.organisation, by=request.user)
        obj.pk = analyst.pk

    def delete_model(self, request, obj):
        services.withdraw_hr_analyst(analyst=obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for analyst in queryset:
            services.withdraw_hr_analyst(analyst=analyst, by=request.user)
