"""Requests for a place and the office's answers to them: one by one, or hundreds at once."""

from collections.abc import Sequence

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mentoring.lib import clock, registry
from mentoring.lib.confirmed import is_confirmed
from mentoring.lib.errors import Refused
from mentoring.lib.filters import ShortChoices, asked_once
from participants.admin.trainings import drawn_trainings
from participants.card import department_of
from participants.models import Department, ProfileSkill
from programmes import services
from programmes.admin.decisions import DECISIONS, Decision, Staying
from programmes.admin.queues import CALLED, CALLED_THEN, NO_PLACE, UNANSWERED, PlaceQueueFilter
from programmes.admin.scope import CoordinatedAdmin, drawn
from programmes.admin.trainings import pages_of_mentor, shows_trainings, trainings_of_mentor
from programmes.forms.places import KIND_OF, AnswerWordsForm
from programmes.models import Cohort, Enrolment, Role
from programmes.place_words import STATUS_TONES
from programmes.stage_words import STAGE_WORDS, Pill

STATUS_WORDS: dict[str, Promise] = {
    Enrolment.Status.REGISTERED: _("Waits for you"),
    Enrolment.Status.WAITING: _("On the waiting list"),
    Enrolment.Status.APPROVED: _("Approved"),
    Enrolment.Status.DECLINED: _("Not this time"),
    Enrolment.Status.WITHDRAWN: _("Stepped back"),
    UNANSWERED: _("Never answered"),
    NO_PLACE: _("Waited to the end"),
}
PUT_AWAY = Cohort.Stage.ARCHIVED
# A form carries at most a thousand fields (DATA_UPLOAD_MAX_NUMBER_FIELDS), and each place is one.
MOST_AT_ONCE = 900
SHOWN = 10


def may_they_ask_again(places: Sequence[Enrolment]) -> Promise:
    """What is true of the people whose places are taken back; registration of some may be over for good."""
    today = clock.today()
    open_again = {place.cohort.takes_registrations(today) for place in places}
    if open_again == {True}:
        return _("They can ask again as long as registration is open.")
    if open_again == {False}:
        return _("Registration is over: they cannot ask again.")
    return _("They can ask again only where registration is still open.")


def with_way_back(words: str, places: Sequence[Enrolment]) -> str:
    """The list may be empty now: where all places are of one cohort, its page says what comes next."""
    cohorts = {place.cohort for place in places}
    if len(cohorts) > 1:
        return words
    (cohort,) = cohorts
    url = reverse("admin:programmes_cohort_change", args=[cohort.pk])
    return format_html('{} <a href="{}">{}</a>', words, url, _("What comes next for %(cohort)s") % {"cohort": cohort})


def skill_names(enrolment: Enrolment) -> list[str]:
    """The skills of the role, the most important first; they came with the rows."""
    kind = KIND_OF[enrolment.role]
    return [each.skill.name for each in enrolment.person.skills.all() if each.kind == kind]


class CohortFilter(admin.SimpleListFilter):
    """One's own cohorts, in one query however many there are; any other value finds nothing.

    Places of what was put away show where they are asked for alone: all together, those of the cohort whose page led
    here, and those with which something is to be done.
    """

    title = _("cohort")
    parameter_name = "cohort"

    def lookups(self, request, model_admin):
        cohorts = Cohort.objects.coordinated_by(request.user).select_related("programme")
        ours = asked_once(request, "cohorts", lambda: list(cohorts))
        listed = [each for each in ours if each.stage != PUT_AWAY or str(each.pk) == self.value()]
        put_away = [(PUT_AWAY, STAGE_WORDS[PUT_AWAY])] if any(each.stage == PUT_AWAY for each in ours) else []
        return [*((str(each.pk), str(each)) for each in listed), *put_away]

    def queryset(self, request, queryset):
        if self.value() is None:
            is_work = PlaceQueueFilter.parameter_name in request.GET
            return queryset if is_work else queryset.exclude(cohort__stage=PUT_AWAY)
        if self.value() not in {key for key, _name in self.lookup_choices}:
            return queryset.none()
        return queryset.filter(**{"cohort__stage" if self.value() == PUT_AWAY else "cohort": self.value()})


class StatusFilter(admin.SimpleListFilter):
    """By the words of the column, under the address that links from other pages have."""

    title = _("status")
    parameter_name = "status__exact"

    def lookups(self, request, model_admin):
        return list(STATUS_WORDS.items())

    def queryset(self, request, queryset):
        return queryset.filter(CALLED.get(self.value(), Q(status=self.value()))) if self.value() else queryset


class DepartmentFilter(admin.SimpleListFilter):
    """The departments of those who asked, in one query; any other value finds nothing."""

    title = _("department")
    parameter_name = "department"
    template = "admin/long_filter.html"

    def lookups(self, request, model_admin):
        asked = Enrolment.objects.coordinated_by(request.user).values("person__department")
        departments = Department.objects.filter(pk__in=asked).values_list("pk", "name")
        return asked_once(request, "departments", lambda: [(str(pk), name) for pk, name in departments])

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        known = {key for key, _name in self.lookup_choices}
        return queryset.filter(person__department=self.value()) if self.value() in known else queryset.none()


class EnrolmentAdmin(CoordinatedAdmin):
    """Who asked for a place. Rows are read here and decided on; nothing about a person is edited."""

    list_display = ("name", "role_in_department", "first_skills", "state", "registered_on", "cohort")
    list_filter = (PlaceQueueFilter, StatusFilter, ("role", ShortChoices), CohortFilter, DepartmentFilter)
    list_select_related = ("person__user", "person__department", "cohort__programme")
    show_full_result_count = False  # one query less beside all the counts
    search_fields = ("person__user__name", "person__department__name")
    empty_words = _("People who ask for a place appear here, once a cohort has opened. Nobody has asked yet.")
    search_help_text = _("Name or department")
    ordering = ("-registered_at", "id")
    fields = (
        *("name", "role", "department", "job_title", "skills", "capacity", "mentor_training", "mentors"),
        *("state", "registered_on", "cohort"),
    )
    actions = tuple(DECISIONS)
    change_form_template = "admin/programmes/enrolment/change_form.html"

    def get_queryset(self, request):
        """Skills come with the rows; sealed words are for those they were written for, and never come here."""
        skills = ProfileSkill.objects.select_related("skill").only("profile", "kind", "skill__name").order_by("rank")
        rows = super().get_queryset(request).select_related(*self.list_select_related)
        return rows.prefetch_related(Prefetch("person__skills", skills)).defer("aims", "answer_words")

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def get_list_display(self, request):
        """One cohort alone needs no column that says so."""
        is_one = request.GET.get(CohortFilter.parameter_name, PUT_AWAY) != PUT_AWAY
        return [name for name in self.list_display if name != "cohort" or not is_one]

    def get_changelist_instance(self, request):
        """An empty list asks whether there is anything that it does not show."""
        found = super().get_changelist_instance(request)
        if not found.result_count:
            found.full_result_count = found.root_queryset.count()
        return found

    def get_urls(self):
        view = self.admin_site.admin_view(trainings_of_mentor)
        return [path("<uuid:place_id>/trainings/", view, name="programmes_enrolment_trainings"), *super().get_urls()]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_fields(self, request, obj=None):
        """What there is nothing to say about is left out."""
        left_out = set()
        if obj is not None:
            left_out = {"capacity"} if obj.role == Role.MENTEE else {"mentors"}
            if not shows_trainings(obj):
                left_out.add("mentor_training")
            if obj.cohort.programme.mentors_each == 1:
                left_out.add("mentors")
        return [name for name in self.fields if name not in left_out]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        decisions = [each for each in DECISIONS.values() if obj is not None and each.is_open_to(obj)]
        pages = [page for answer in registry.place_pages.ask(obj, request.user) for page in answer] if obj else []
        more = {"decisions": decisions, "pages": [*pages, *pages_of_mentor(obj)]}
        return super().render_change_form(request, {**context, **more}, add, change, form_url, obj)

    @admin.action(description=_("Approve the chosen places"), permissions=["decide"])
    def approve_places(self, request: HttpRequest, queryset: QuerySet[Enrolment]) -> HttpResponse | None:
        return self.decide(request, queryset, DECISIONS["approve_places"])

    @admin.action(description=_("Put on the waiting list"), permissions=["decide"])
    def put_on_waiting_list(self, request: HttpRequest, queryset: QuerySet[Enrolment]) -> HttpResponse | None:
        return self.decide(request, queryset, DECISIONS["put_on_waiting_list"])

    @admin.action(description=_("Not this time"), permissions=["decide"])
    def decline_places(self, request: HttpRequest, queryset: QuerySet[Enrolment]) -> HttpResponse | None:
        return self.decide(request, queryset, DECISIONS["decline_places"])

    @admin.action(description=_("Take back what was approved"), permissions=["decide"])
    def take_back_places(self, request: HttpRequest, queryset: QuerySet[Enrolment]) -> HttpResponse | None:
        return self.decide(request, queryset, DECISIONS["take_back_places"])

    def decide(self, request: HttpRequest, queryset: QuerySet[Enrolment], decision: Decision) -> HttpResponse | None:
        """First the page that names the count and the first ten, then, confirmed, the decision for all."""
        staying = decision.staying(queryset)
        rows = queryset.filter(decision.open_places()).prefetch_related(None)
        places = list(rows[: MOST_AT_ONCE + 1])
        if not places:
            nobody = gettext("None of the chosen places waits for this answer.")
            messages.warning(request, " ".join([nobody, *staying.in_vain]))
            return None
        if len(places) > MOST_AT_ONCE:
            messages.warning(request, _("Please choose at most %(most)d places at a time.") % {"most": MOST_AT_ONCE})
            return None
        is_sure = is_confirmed(request, places)
        form = AnswerWordsForm(request.POST if is_sure else None, is_required=decision.needs_words)
        if is_sure and (not decision.asks_words or form.is_valid()):
            words = form.cleaned_data["words"] if decision.asks_words else ""
            return self.carry_out(request, places, decision, words)
        return self.confirmation(request, places, decision, form, staying)

    def confirmation(
        self,
        request: HttpRequest,
        places: Sequence[Enrolment],
        decision: Decision,
        form: AnswerWordsForm,
        staying: Staying,
    ) -> HttpResponse:
        mails = sum(bool(place.person.user.email) for place in places)
        context = {
            **self.admin_site.each_context(request),
            "title": decision.question % {"count": len(places)},
            "opts": self.opts,
            "decision": decision,
            "consequence": decision.consequence % {"count": len(places)},
            "afterwards": may_they_ask_again(places) if decision.action == "take_back_places" else "",
            "action": decision.action,
            "chosen": places,
            "form": form,
            "shown": places[:SHOWN],
            "further": len(places[SHOWN:]),
            "staying": [*staying.answered, *staying.in_vain],
            "mails": ngettext("%(count)d mail goes out now.", "%(count)d mails go out now.", mails) % {"count": mails},
        }
        return TemplateResponse(request, "admin/programmes/enrolment/decide.html", context)

    def carry_out(self, request: HttpRequest, places: Sequence[Enrolment], decision: Decision, words: str) -> None:
        try:
            answered = services.answer_enrolments(
                enrolments=places, answer=decision.target, words=words, by=request.user
            )
        except Refused as refusal:
            messages.error(request, refusal.message)
            return
        for place, sentence in answered.refused[:SHOWN]:
            messages.error(request, f"{place.person}: {sentence}")
        if more := len(answered.refused[SHOWN:]):
            left = ngettext("and %(count)d more stays as it is.", "and %(count)d more stay as they are.", more)
            messages.error(request, left % {"count": more})
        if answered.done:
            words_done = decision.done % {"count": len(answered.done)}
            messages.success(request, with_way_back(words_done, places))

    def action_checkbox(self, obj: Enrolment) -> SafeString:
        """As Django's own, without a template for each row."""
        words = gettext("Select this object for an action - {}").format(obj)
        box = '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">'
        return format_html(box, ACTION_CHECKBOX_NAME, obj.pk, words)

    @admin.display(description=_("name"), ordering="person__user__name")
    def name(self, enrolment: Enrolment) -> str:
        return enrolment.person.user.name

    @admin.display(description=_("role and department"), ordering="role")
    def role_in_department(self, enrolment: Enrolment) -> str:
        """Two short words in one column: so that skills have room beside them."""
        department = department_of(enrolment.person)
        role = capfirst(enrolment.get_role_display())
        return f"{role}, {department}" if department else role

    @admin.display(description=_("department"))
    def department(self, enrolment: Enrolment) -> str:
        return department_of(enrolment.person)

    @admin.display(description=_("job title"))
    def job_title(self, enrolment: Enrolment) -> str:
        return enrolment.person.job_title

    @admin.display(description=_("skills"))
    def skills(self, enrolment: Enrolment) -> str:
        return ", ".join(skill_names(enrolment))

    @admin.display(description=_("mentor training"))
    def mentor_training(self, enrolment: Enrolment) -> str:
        return drawn_trainings(enrolment.person)

    @admin.display(description=_("skills"))
    def first_skills(self, enrolment: Enrolment) -> str:
        """What matters most, and how many others there are: a row of the list has two lines."""
        first, *others = skill_names(enrolment) or [""]
        return _("%(skill)s and %(count)d more") % {"skill": first, "count": len(others)} if others else first

    @admin.display(description=_("how many mentors at most"))
    def mentors(self, enrolment: Enrolment) -> int:
        return enrolment.mentors_wished

    @admin.display(description=_("status"), ordering="status")
    def state(self, enrolment: Enrolment) -> str:
        if enrolment.status in CALLED_THEN and enrolment.cohort.stage in Cohort.OVER:
            return drawn(Pill(STATUS_WORDS[CALLED_THEN[enrolment.status]], ""))
        return drawn(Pill(STATUS_WORDS[enrolment.status], STATUS_TONES[enrolment.status]))

    @admin.display(description=_("registered"), ordering="registered_at")
    def registered_on(self, enrolment: Enrolment) -> str:
        return date_format(localtime(enrolment.registered_at), "j M")
