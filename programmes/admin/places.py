from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from mentoring.lib.errors import Refused
from participants.models import ProfileSkill
from programmes import services
from programmes.admin.scope import CoordinatedAdmin, drawn
from programmes.catalogue import STATUS_TONES, Pill
from programmes.models import ENROLMENT_MOVES, Cohort, Enrolment, Role

STATUS_WORDS: dict[str, Promise] = {
    Enrolment.Status.REGISTERED: _("Waits for you"),
    Enrolment.Status.APPROVED: _("Approved"),
    Enrolment.Status.DECLINED: _("Not this time"),
    Enrolment.Status.WITHDRAWN: _("Stepped back"),
}
MOST_AT_ONCE = 200
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided on several places at once, and its words before and after."""

    action: str
    target: str
    service: Callable[..., Enrolment]
    question: Promise
    consequence: Promise
    button: Promise
    done: Promise

    def open_to(self) -> list[str]:
        """The states from which this decision can be taken."""
        return [status for status, targets in ENROLMENT_MOVES.items() if self.target in targets]


APPROVAL = Decision(
    action="approve_places",
    target=Enrolment.Status.APPROVED,
    service=services.approve_enrolment,
    question=ngettext_lazy("Approve %(count)d place?", "Approve %(count)d places?", "count"),
    consequence=_("Each person gets a mail that says that the place is theirs."),
    button=_("Approve"),
    done=ngettext_lazy("%(count)d place approved.", "%(count)d places approved.", "count"),
)
REFUSAL = Decision(
    action="decline_places",
    target=Enrolment.Status.DECLINED,
    service=services.decline_enrolment,
    question=ngettext_lazy(
        "Say “not this time” to %(count)d person?", "Say “not this time” to %(count)d people?", "count"
    ),
    consequence=_(
        "Nobody gets a mail. Each person reads it, kindly put, on their own page. You can still approve later."
    ),
    button=_("Say “not this time”"),
    done=ngettext_lazy("%(count)d answered with “not this time”.", "%(count)d answered with “not this time”.", "count"),
)


def with_way_back(words: str, places: Sequence[Enrolment]) -> str:
    """The list may be empty now: where all places are of one cohort, its page says what comes next."""
    cohorts = {place.cohort for place in places}
    if len(cohorts) > 1:
        return words
    (cohort,) = cohorts
    url = reverse("admin:programmes_cohort_change", args=[cohort.pk])
    return format_html('{} <a href="{}">{}</a>', words, url, _("What comes next for %(cohort)s") % {"cohort": cohort})


class CohortFilter(admin.SimpleListFilter):
    """One's own cohorts, in one query however many there are; any other value finds nothing."""

    title = _("cohort")
    parameter_name = "cohort"

    def lookups(self, request, model_admin):
        cohorts = Cohort.objects.coordinated_by(request.user).listed().select_related("programme")
        return [(str(cohort.pk), str(cohort)) for cohort in cohorts]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        known = {key for key, _name in self.lookup_choices}
        return queryset.filter(cohort=self.value()) if self.value() in known else queryset.none()


class StatusFilter(admin.SimpleListFilter):
    """By the words of the column, under the address that links from other pages have."""

    title = _("status")
    parameter_name = "status__exact"

    def lookups(self, request, model_admin):
        return list(STATUS_WORDS.items())

    def queryset(self, request, queryset):
        return queryset.filter(status=self.value()) if self.value() else queryset


class EnrolmentAdmin(CoordinatedAdmin):
    """Who asked for a place. Rows are read here and decided on; nothing about a person is edited."""

    list_display = ("name", "role", "department", "state", "registered_on", "cohort")
    list_filter = (StatusFilter, "role", CohortFilter)
    list_select_related = ("person__user", "person__department", "cohort__programme")
    search_fields = ("person__user__name", "person__department__name")
    empty_words = _("Here stand the people who ask for a place, once a cohort has opened. Nobody has asked yet.")
    search_help_text = _("Search by name or department")
    ordering = ("-registered_at", "id")
    fields = ("name", "role", "department", "job_title", "skills", "capacity", "state", "registered_on", "cohort")
    actions = ("approve_places", "decline_places")
    change_form_template = "admin/programmes/enrolment/change_form.html"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.list_select_related)

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def get_list_display(self, request):
        """One cohort alone needs no column that says so."""
        return [
            name for name in self.list_display if name != "cohort" or CohortFilter.parameter_name not in request.GET
        ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_fields(self, request, obj=None):
        is_mentee = obj is not None and obj.role == Role.MENTEE
        return [name for name in self.fields if not (is_mentee and name == "capacity")]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        decisions = [each for each in (APPROVAL, REFUSAL) if obj is not None and obj.status in each.open_to()]
        return super().render_change_form(request, {**context, "decisions": decisions}, add, change, form_url, obj)

    @admin.action(description=_("Approve the chosen places"), permissions=["decide"])
    def approve_places(self, request: HttpRequest, queryset: QuerySet[Enrolment]) -> HttpResponse | None:
        return self.decide(request, queryset, APPROVAL)

    @admin.action(description=_("Not this time"), permissions=["decide"])
    def decline_places(self, request: HttpRequest, queryset: QuerySet[Enrolment]) -> HttpResponse | None:
        return self.decide(request, queryset, REFUSAL)

    def decide(self, request: HttpRequest, queryset: QuerySet[Enrolment], decision: Decision) -> HttpResponse | None:
        """First the page that names the count and the first ten, then, confirmed, the decision for each."""
        chosen = queryset.count()
        places = list(queryset.filter(status__in=decision.open_to())[: MOST_AT_ONCE + 1])
        if not places:
            messages.warning(request, _("None of the chosen places waits for this answer."))
        elif len(places) > MOST_AT_ONCE:
            messages.warning(request, _("Please choose at most %(most)d places at a time.") % {"most": MOST_AT_ONCE})
        elif "confirmed" not in request.POST:
            return self.confirmation(request, places, decision, others=chosen - len(places))
        else:
            self.carry_out(request, places, decision)
        return None

    def confirmation(
        self, request: HttpRequest, places: Sequence[Enrolment], decision: Decision, *, others: int
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": decision.question % {"count": len(places)},
            "opts": self.opts,
            "decision": decision,
            "places": places,
            "shown": places[:SHOWN],
            "further": len(places[SHOWN:]),
            "others": others,
        }
        return TemplateResponse(request, "admin/programmes/enrolment/decide.html", context)

    def carry_out(self, request: HttpRequest, places: Sequence[Enrolment], decision: Decision) -> None:
        done = 0
        for place in places:
            try:
                decision.service(enrolment=place, by=request.user)
                done += 1
            except Refused as refusal:
                messages.error(request, f"{place.person}: {refusal.message}")
        if done:
            messages.success(request, with_way_back(decision.done % {"count": done}, places))

    @admin.display(description=_("name"), ordering="person__user__name")
    def name(self, enrolment: Enrolment) -> str:
        return enrolment.person.user.name

    @admin.display(description=_("department"), ordering="person__department__name")
    def department(self, enrolment: Enrolment) -> str:
        return enrolment.person.department.name if enrolment.person.department else ""

    @admin.display(description=_("job title"))
    def job_title(self, enrolment: Enrolment) -> str:
        return enrolment.person.job_title

    @admin.display(description=_("skills"))
    def skills(self, enrolment: Enrolment) -> str:
        kind = ProfileSkill.Kind.OFFERS if enrolment.role == Role.MENTOR else ProfileSkill.Kind.WANTS
        chosen = enrolment.person.skills.filter(kind=kind).select_related("skill").order_by("rank")
        return ", ".join(each.skill.name for each in chosen)

    @admin.display(description=_("status"), ordering="status")
    def state(self, enrolment: Enrolment) -> str:
        return drawn(Pill(STATUS_WORDS[enrolment.status], STATUS_TONES[enrolment.status]))

    @admin.display(description=_("registered"), ordering="registered_at")
    def registered_on(self, enrolment: Enrolment) -> str:
        return date_format(localtime(enrolment.registered_at), "j M")
