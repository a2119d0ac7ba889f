from typing import Any

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from mentoring.lib import clock, links, registry
from mentoring.lib.filters import asked_once
from programmes import readiness, services
from programmes.admin.following import NextRoundView
from programmes.admin.moves import MOVES, CohortMoveView, next_move
from programmes.admin.queues import CALLED_THEN, NO_PLACE, UNANSWERED, CohortQueueFilter
from programmes.admin.scope import CoordinatedAdmin, drawn
from programmes.forms import CohortForm, passed_dates
from programmes.models import Cohort, CountedCohort, Enrolment, StageChange
from programmes.stage_words import ALWAYS_OPEN, REGISTRATION_IS_OVER, STAGE_WORDS, people_in_words, stage_pill


def taking_part(cohort: CountedCohort) -> str:
    is_over = cohort.stage in Cohort.OVER
    if not (cohort.mentors or cohort.mentees):
        return _("Nobody asked for a place.") if is_over else _("Nobody has asked for a place yet.")
    words = _("%(people)s asked for or had a place.") if is_over else _("%(people)s ask for or have a place.")
    return words % {"people": people_in_words(cohort.mentors, cohort.mentees)}


def words_to_pass_on(cohort: Cohort) -> str:
    """What a coordinator writes to people, since opening registration mails nobody: that it is open, and where."""
    until = cohort.registration_ends_on
    words = (
        _("%(programme)s is open. Until %(day)s you can ask for a place, as a mentor or as a mentee:")
        if until
        else _("%(programme)s is open. You can ask for a place at any time, as a mentor or as a mentee:")
    )
    said = words % {"programme": cohort.programme.name, "day": date_format(until) if until else ""}
    how = _("You sign in with your e-mail address, and we send you a code each time.")
    return f"{said}\n{links.site_address(cohort.get_absolute_url())}\n{how}"


class StageFilter(admin.SimpleListFilter):
    """Offers the words of the column; a cohort whose registration ended by its date is not open.

    What was put away shows where it is asked for alone.
    """

    title = _("stage")
    parameter_name = "stage"

    def lookups(self, request, model_admin):
        draft, *later = STAGE_WORDS.items()
        return [draft, ("open", _("Open")), ("always", ALWAYS_OPEN), ("over", REGISTRATION_IS_OVER), *later]

    def queryset(self, request, queryset):
        chosen, is_always = self.value(), Q(always_on=True, stage__in=Cohort.GIVING_PLACES)
        is_open = Q(stage=Cohort.Stage.REGISTRATION, registration_ends_on__gte=clock.today())
        ways = {"open": is_open, "always": is_always}
        if chosen in ways:
            return queryset.filter(ways[chosen])
        if chosen == "over":
            return queryset.filter(~is_open, stage=Cohort.Stage.REGISTRATION, always_on=False)
        return queryset.filter(~is_always, stage=chosen) if chosen else queryset.listed()


class ProgrammeFilter(admin.RelatedOnlyFieldListFilter):
    """One's own programmes that have cohorts."""

    def field_choices(self, field, request, model_admin):
        ask = super().field_choices
        return asked_once(request, "programmes of cohorts", lambda: ask(field, request, model_admin))


# How many places stand where, as the list of places has them; of those who wait the card says more.
NUMBERS = {
    Enrolment.Status.APPROVED: _("%(count)d approved"),
    Enrolment.Status.WAITING: _("%(count)d on the waiting list"),
    Enrolment.Status.DECLINED: _("%(count)d with “not this time”"),
    Enrolment.Status.WITHDRAWN: _("%(count)d given back or taken back"),
    UNANSWERED: _("%(count)d never answered"),
    NO_PLACE: _("%(count)d waited to the end"),
}
# Once pairs have begun, one may think of the round after.
FOLLOWED = (Cohort.Stage.RUNNING, Cohort.Stage.CLOSING, *Cohort.OVER)
# What is said of a date that has become a fact, by the field that it was.
FACTS = {
    "registration_ends_on": "registration_ended_on",
    "starts_on": "started_on",
    "ends_on": "ended_on",
    "mid_survey_on": "mid_survey_was_on",
}
SETTLED = {True: ("always_on", "registration_ends_on", "ends_on"), False: ("always_on",)}


def is_a_fact(cohort: Cohort, name: str) -> bool:
    """Whether this field is a date of which nothing is left to come."""
    if name == "starts_on" and cohort.starts_on and cohort.starts_on > clock.today():
        return False  # pairs may begin before the day that was named
    return name in FACTS and (name in passed_dates(cohort) or cohort.stage in Cohort.OVER)


class CohortAdmin(CoordinatedAdmin):
    """The stage is never a choice: the card on top says what comes next, what is missing, and has the button."""

    form = CohortForm
    empty_value_display = _("Not set")
    list_display = ("called", "starts", "mentors", "mentees", "requests", "stands_at")
    list_filter = (CohortQueueFilter, StageFilter, ("programme", ProgrammeFilter))
    list_select_related = ("programme",)
    search_fields = ("name", "programme__name")
    search_help_text = _("Name of the cohort or its programme")
    empty_words = _("The cohorts of your programmes appear here, each with its dates. There are none yet.")
    change_form_template = "admin/programmes/cohort/change_form.html"

    def get_urls(self):
        return [
            path(
                f"<uuid:pk>/{move.name}/",
                self.admin_site.admin_view(CohortMoveView.as_view(move=move)),
                name=f"programmes_cohort_{move.name}",
            )
            for move in MOVES
        ] + [
            path("<uuid:pk>/next/", self.admin_site.admin_view(NextRoundView.as_view()), name="programmes_cohort_next"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_numbers()

    def get_search_results(self, request, queryset, search_term):
        """What was put away is offered nowhere as a choice. Rows that are counted have no order of their own."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        is_choice = request.resolver_match and request.resolver_match.url_name == "autocomplete"
        return (found.listed().order_by(*Cohort._meta.ordering) if is_choice else found), may_repeat

    def has_change_permission(self, request, obj=None):
        is_over = obj is not None and obj.stage in Cohort.OVER
        return super().has_change_permission(request, obj) and not is_over

    def get_changeform_initial_data(self, request):
        """Whoever runs one programme need not say which."""
        ours = self.programmes_to_choose(request).values_list("pk", flat=True)[:2]
        only = {"programme": ours[0]} if len(ours) == 1 else {}
        return {**only, **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, request, obj=None):
        """Dates that have passed are shown; a page from before sends them still, and reads why they stay."""
        if obj is None:
            return ()
        passed = (name for name in passed_dates(obj) if name not in request.POST)
        return ("programme", "stands_at", *FACTS.values(), *passed)

    def get_fields(self, request, obj=None):
        """Once it has opened, it shows the dates it has: whether it is always on is settled by then."""
        names = list(CohortForm.Meta.fields)
        if obj is None:
            return names
        settled = () if obj.stage == Cohort.Stage.DRAFT else SETTLED[obj.always_on]
        left = [*names[:2], "stands_at", *(name for name in names[2:] if name not in settled)]
        # A page from before sends what was a field of it.
        return [FACTS[name] if name not in request.POST and is_a_fact(obj, name) else name for name in left]

    def save_model(self, request, obj, form, change):
        if change:
            services.edit_cohort(cohort=obj, fields=form.changed_data, by=request.user)
        else:
            services.create_cohort(cohort=obj, by=request.user)

    def response_post_save_add(self, request, obj):
        """On to its page, which says what is still missing and opens it."""
        return redirect("admin:programmes_cohort_change", obj.pk)

    def response_post_save_change(self, request, obj):
        """Back to its page as long as it is being set up: that says what is still missing."""
        if obj.stage == Cohort.Stage.DRAFT:
            return redirect("admin:programmes_cohort_change", obj.pk)
        return super().response_post_save_change(request, obj)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context.update(self.card(request, obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def card(self, request: HttpRequest, cohort: Cohort) -> dict[str, Any]:
        """What stands above the form: the checks, the one move, and where the places and pairs are."""
        checks = readiness.readiness(cohort)
        move = next_move(cohort)
        places = reverse("admin:programmes_enrolment_changelist", query={"cohort": cohort.pk})
        may_be_followed = not cohort.always_on and cohort.stage in FOLLOWED
        waits = [each for answer in registry.cohort_waits.ask(cohort) for each in answer]
        pages = [page for answer in registry.cohort_pages.ask(cohort) for page in answer]
        number_of = dict(cohort.enrolments.order_by().values_list("status").annotate(number=Count("pk")))
        if cohort.stage in Cohort.OVER:
            number_of = {CALLED_THEN.get(status, status): number for status, number in number_of.items()}
        return {
            "checks": checks,
            "note": readiness.note_on_contact(cohort),
            "is_ready": all(check.ok for check in checks),
            "words_to_pass_on": words_to_pass_on(cohort) if cohort.takes_registrations(clock.today()) else "",
            "steps": StageChange.objects.filter(cohort=cohort).select_related("made_by"),
            "sends_pairs": cohort.stage == Cohort.Stage.MATCHING,
            "may_be_followed": may_be_followed,
            "next_round": services.prepared_after(cohort) if may_be_followed else None,
            "move": move,
            "move_button": move.label(cohort) if move else "",
            # A round is not to be ended early because its page says so in green.
            "is_time": cohort.stage != Cohort.Stage.RUNNING or cohort.has_reached_its_end(clock.today()),
            "move_url": move.address(cohort) if move else "",
            "places_url": places,
            "taking_part": taking_part(cohort),
            "number_of_places": sum(number_of.values()),
            "waiting": number_of.get(Enrolment.Status.REGISTERED, 0),
            "waiting_url": f"{places}&status__exact={Enrolment.Status.REGISTERED}",
            "others": [
                (in_words % {"count": number_of[status]}, f"{places}&status__exact={status}")
                for status, in_words in NUMBERS.items()
                if number_of.get(status)
            ],
            "waits": waits,
            "pages": pages,
            # Where one goes on while it is no time for the move: to what waits, or to how things are.
            "next_url": next((url for *_words, url in [*waits, *pages]), ""),
        }

    def view_on_site(self, cohort: Cohort) -> str | None:
        """The page that employees read; a draft has none yet."""
        return cohort.get_absolute_url() if cohort.stage in Cohort.OPENED else None

    @admin.display(description=_("cohort"), ordering="programme__name")
    def called(self, cohort: Cohort) -> str:
        return str(cohort)

    @admin.display(description=_("starts"), ordering="starts_on")
    def starts(self, cohort: Cohort) -> str:
        return date_format(cohort.starts_on, "SHORT_DATE_FORMAT") if cohort.starts_on else ""

    @admin.display(description=_("registration ended on"))
    def registration_ended_on(self, cohort: Cohort) -> str:
        return date_format(cohort.registration_ends_on) if cohort.registration_ends_on else ""

    @admin.display(description=_("started on"))
    def started_on(self, cohort: Cohort) -> str:
        return date_format(cohort.starts_on) if cohort.starts_on else ""

    @admin.display(description=_("planned until"))
    def ended_on(self, cohort: Cohort) -> str:
        """It may have been closed on another day, which "What happened so far" names."""
        return date_format(cohort.ends_on) if cohort.ends_on else ""

    @admin.display(description=_("day of the mid survey"))
    def mid_survey_was_on(self, cohort: Cohort) -> str:
        day = cohort.mid_survey_on
        if day and day > clock.today():
            return _("None goes out any more")
        return date_format(day) if day else ""

    @admin.display(description=_("stage"), ordering="stage")
    def stands_at(self, cohort: Cohort) -> str:
        return drawn(stage_pill(cohort))

    @admin.display(description=_("requests"), ordering="requests", empty_value="")
    def requests(self, cohort: Cohort) -> str:
        """Empty where nobody waits, so that the rows with work stand out."""
        return str(cohort.requests) if cohort.requests and cohort.stage in Cohort.GIVING_PLACES else ""

    @admin.display(description=_("mentors"), ordering="mentors")
    def mentors(self, cohort: Cohort) -> int:
        return cohort.mentors

    @admin.display(description=_("mentees"), ordering="mentees")
    def mentees(self, cohort: Cohort) -> int:
        return cohort.mentees
