import json
from contextlib import suppress
from uuid import UUID

from django.contrib import admin
from django.db.models import Count, F, IntegerField, OuterRef, Subquery, Window
from django.db.models.functions import Coalesce
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mentoring.lib import registry
from mentoring.lib.filters import ShortChoices
from mentoring.lib.long_select import LongSelect
from participants.models import Department, Grade, Organisation, Site
from programmes import services
from programmes.admin.copying import CopyProgrammeView
from programmes.admin.scope import CoordinatedAdmin, choice_alone, coordinated_programmes, drawn
from programmes.admission import admission_to
from programmes.forms import EligibilityRuleForm, ProgrammeForm, grade_choice
from programmes.models import Cohort, Coordinator, EligibilityRule, Programme
from programmes.policies import administers_site, works_in_office
from programmes.shipped_programmes import SHIPPED_PROGRAMMES
from programmes.stage_words import Pill, stage_pill

EMPTY = "none"
COHORTS_SHOWN = 25
FIELDSETS = (
    (None, ("organisation", "name", "style", "purpose", "outcomes", "audience", "not_suited_when", "hours_a_month")),
    (_("Pairs"), ("mentors_each",)),
    (_("Who does what"), ("mentor_card", "mentee_card", "manager_card")),
    (_("Contact and reports"), ("hr_contact_name", "hr_contact_email", "minimum_group")),
)


class LastCohorts(BaseInlineFormSet):
    """The last of many cohorts, in their order; of a page that was sent, those that stood there."""

    def get_queryset(self):
        if not hasattr(self, "_shown"):
            cohorts = super().get_queryset()
            if self.is_bound:
                sent = self._sent()
                found = {cohort.pk: cohort for cohort in cohorts.filter(pk__in=sent)}
                self._shown = [found[key] for key in sent if key in found]
            else:
                counted = cohorts.annotate(of_all=Window(Count("pk")))
                self._shown = list(counted.reverse()[:COHORTS_SHOWN])[::-1]
        return self._shown

    def number_of_all(self) -> int:
        """Counted with those that are shown, or beside those of a page that was sent."""
        if self.is_bound:
            return super().get_queryset().count()
        return self.get_queryset()[0].of_all if self.get_queryset() else 0

    def _sent(self) -> list[UUID]:
        names = (f"{self.add_prefix(number)}-id" for number in range(min(self.initial_form_count(), COHORTS_SHOWN)))
        keys = []
        for name in names:
            with suppress(ValueError):
                keys.append(UUID(self.data.get(name, "")))
        return keys


class CohortInline(admin.TabularInline):
    """The cohorts of a programme, each a link to its own page."""

    model = Cohort
    formset = LastCohorts
    fields = readonly_fields = ("stands_at", "registration_ends_on", "starts_on", "ends_on")
    extra = 0
    can_delete = False
    show_change_link = True
    view_on_site = False
    empty_value_display = _("Not set")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("programme")  # names each cohort by it

    def has_add_permission(self, request, obj):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("stage"))
    def stands_at(self, cohort: Cohort) -> str:
        return drawn(stage_pill(cohort))


class EligibilityRuleInline(admin.TabularInline):
    """Who may join, a line for each department, site, grades or time; the choices are read once for all lines."""

    model = EligibilityRule
    form = EligibilityRuleForm
    verbose_name = _("line")
    verbose_name_plural = _("who may join")
    fields = ("role", "department", "site", "grade_from", "grade_to", "months_from", "months_to")
    extra = 1

    def has_view_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def has_add_permission(self, request, obj):
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        """Lines are part of their programme: whoever runs it writes them, and takes them out again."""
        ours = coordinated_programmes(request)
        return obj.pk in ours if obj else bool(ours)  # without a programme: whether lines are read at all

    def get_formset(self, request, obj=None, **kwargs):
        self.organisation_id, self.read = obj.organisation_id if obj else None, {}
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.related_model not in (Department, Site, Grade):
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        ours = self.choices_of(db_field.related_model)
        words = grade_choice if db_field.related_model is Grade else str
        offered = [("", _("Any")), *((each.pk, words(each)) for each in ours)]
        given = {**kwargs, "queryset": ours, "widget": LongSelect(offered)}
        field = super().formfield_for_foreignkey(db_field, request, **given)
        field.choices = offered
        return field

    def choices_of(self, model):
        """Those of the company, read once however many fields choose among them; grades from the lowest up."""
        if model not in self.read:
            order = [F("level").asc(nulls_last=True), "name"] if model is Grade else ["name"]
            self.read[model] = model.objects.filter(organisation=self.organisation_id).order_by(*order)
        return self.read[model]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return choice_alone(db_field, super().formfield_for_dbfield(db_field, request, **kwargs))


class ProgrammeAdmin(CoordinatedAdmin):
    """Coordinators run their own; a site administrator reads all and sets one up for somebody else to run."""

    form = ProgrammeForm
    list_display = ("name", "kind", "hours_a_month", "hr_contact_name", "who_runs_it")
    list_filter = (("style", ShortChoices),)
    search_fields = ("name",)
    search_help_text = _("Name of the programme")
    empty_words = _("The programmes you run appear here. There are none yet.")
    inlines = (EligibilityRuleInline, CohortInline)
    change_form_template = "admin/programmes/programme/change_form.html"

    def get_urls(self):
        duplicate = path(
            "<uuid:pk>/duplicate/",
            self.admin_site.admin_view(CopyProgrammeView.as_view()),
            name="programmes_programme_duplicate",
        )
        return [duplicate, *super().get_urls()]

    def get_queryset(self, request):
        if administers_site(request.user):
            return Programme.objects.order_by("name").annotate(**self.counts)
        return super().get_queryset(request).annotate(**self.counts)

    @property
    def counts(self):
        able = Coordinator.objects.able_to_sign_in().filter(programme=OuterRef("pk")).values("programme")
        counted = Subquery(able.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
        return {"able_coordinators": Coalesce(counted, 0)}

    def admits(self, request):
        return administers_site(request.user) or super().admits(request)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and (self.own_company(request) or administers_site(request.user))

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or obj.pk in coordinated_programmes(request)
        )

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        """The button below the lines names them as the middle of a sentence does; that within one says what it does."""
        found = super().get_inline_formsets(request, formsets, inline_instances, obj)
        for each in found:
            data = json.loads(each.inline_formset_data())
            words = {
                "addText": _("Add another %(thing)s") % {"thing": each.opts.verbose_name},
                "deleteText": str(_("Take out")),
            }
            data["options"].update(words)
            each.inline_formset_data = json.dumps(data)
        return found

    def get_inlines(self, request, obj):
        return super().get_inlines(request, obj) if obj and obj.pk in coordinated_programmes(request) else ()

    def get_fieldsets(self, request, obj=None):
        chooses_company = obj is None and not self.own_company(request)
        return [
            (title, {"fields": [name for name in names if name != "organisation" or chooses_company]})
            for title, names in FIELDSETS
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None:
            form.own_company = self.own_company(request)
        return form

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.related_model is Organisation:
            kwargs["queryset"] = Organisation.objects.filter(kind=Organisation.Kind.OWN)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def add_view(self, request, form_url="", extra_context=None):
        """Begins with the choice of something to begin with; the form comes with its address or its answer."""
        if request.method == "GET" and "template" not in request.GET and self.has_add_permission(request):
            return self.choose_template(request)
        return super().add_view(request, form_url, extra_context)

    add_view.access_rule = works_in_office  # kept by `admin_view`, as for every page of the office

    def choose_template(self, request: HttpRequest) -> HttpResponse:
        add = reverse("admin:programmes_programme_add")
        shipped = [(f"{add}?template={key}", template) for key, template in SHIPPED_PROGRAMMES.items()]
        context = {
            **self.admin_site.each_context(request),
            "title": _("What would you like to begin with?"),
            "opts": self.opts,
            "shipped": shipped,
            "empty_url": f"{add}?template={EMPTY}",
        }
        return TemplateResponse(request, "admin/programmes/programme/choose.html", context)

    def get_changeform_initial_data(self, request):
        template = SHIPPED_PROGRAMMES.get(request.GET.get("template", ""))
        ours = list(Organisation.objects.filter(kind=Organisation.Kind.OWN)[:2])
        only = {"organisation": ours[0].pk} if len(ours) == 1 else {}
        return {**(template.values() if template else {}), **only}

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            is_ours = obj.pk in coordinated_programmes(request)
            pages = [page for answer in registry.programme_pages.ask(obj) for page in answer] if is_ours else []
            context.update(admission=admission_to(obj), may_duplicate=is_ours, pages=pages)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        if change:
            services.edit_programme(programme=obj, fields=form.changed_data, by=request.user)
        else:
            services.create_programme(programme=obj, by=request.user)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if formset.has_changed():
            services.note_new_rules(programme=form.instance, by=request.user)

    def response_post_save_add(self, request, obj):
        """What a new programme needs next: a cohort, or somebody who runs it."""
        following = "cohort" if self.own_company(request) else "coordinator"
        return HttpResponseRedirect(reverse(f"admin:programmes_{following}_add", query={"programme": obj.pk}))

    def own_company(self, request: HttpRequest) -> Organisation | None:
        """The company of the person's employee record, asked for once in a request."""
        if not hasattr(request, "_own_company"):
            request._own_company = Organisation.objects.filter(profile__user=request.user).first()
        return request._own_company

    @admin.display(description=_("style"), ordering="style")
    def kind(self, programme: Programme) -> str:
        return programme.style_name.capitalize()

    @admin.display(description=_("coordinators"), ordering="able_coordinators")
    def who_runs_it(self, programme: Programme) -> str:
        """How many can sign in; a programme that nobody can run stands out."""
        number = programme.able_coordinators
        if not number:
            return drawn(Pill(_("Nobody runs it"), "warn"))
        return ngettext("%(count)d person", "%(count)d people", number) % {"count": number}
