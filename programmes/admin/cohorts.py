from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from mentoring.lib import clock, registry
from mentoring.lib.access import DeclaresAccess
from mentoring.lib.errors import Refused
from programmes import readiness, services
from programmes.admin.scope import CoordinatedAdmin, drawn
from programmes.catalogue import REGISTRATION_IS_OVER, STAGE_WORDS, stage_pill
from programmes.forms import CohortForm
from programmes.models import Cohort, Enrolment
from programmes.policies import works_in_office


@dataclass(frozen=True, slots=True)
class Move:
    """A stage a coordinator can lead a cohort to: what the button says, what will happen, what happened."""

    name: str
    target: str
    service: Callable[..., Cohort]
    button: Promise
    heading: Promise
    consequence: Promise
    done: Promise

    def address(self, cohort: Cohort) -> str:
        return reverse(f"admin:programmes_cohort_{self.name}", args=[cohort.pk])


MOVES = (
    Move(
        name="open",
        target=Cohort.Stage.REGISTRATION,
        service=services.open_registration,
        button=_("Open registration"),
        heading=_("Ready to open?"),
        consequence=_(
            "Everybody in the company sees the programme and can ask for a place. Nobody gets a mail. "
            "It cannot be hidden again."
        ),
        done=_("Registration is open. Everybody in the company can see the programme now."),
    ),
    Move(
        name="match",
        target=Cohort.Stage.MATCHING,
        service=services.start_matching,
        button=_("Start matching"),
        heading=_("Ready to match?"),
        consequence=_(
            "Registration ends now and nobody new can ask for a place. You then look for pairs; nothing is sent "
            "before you send it."
        ),
        done=_("Registration is over. You can look for pairs now."),
    ),
    Move(
        name="close",
        target=Cohort.Stage.CLOSED,
        service=services.close_cohort,
        button=_("Close the cohort"),
        heading=_("Time to close?"),
        consequence=_(
            "Every pair of this cohort ends, and its surveys close. What people wrote stays theirs, and they can still "
            "read it. It cannot be opened again."
        ),
        done=_("The cohort is closed."),
    ),
)


def next_move(cohort: Cohort) -> Move | None:
    """The button a coordinator has now; none while suggestions are being sent, and none after the end."""
    target = readiness.next_stage(cohort)
    return next((move for move in MOVES if move.target == target), None)


class CohortMoveView(DeclaresAccess, DetailView):
    """Says what will happen; only the POST lets it happen."""

    access_rule = works_in_office
    template_name = "admin/programmes/cohort/move.html"
    move: Move | None = None

    def get_queryset(self):
        return Cohort.objects.coordinated_by(self.request.user).select_related("programme")

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if next_move(self.object) is not self.move:
            messages.warning(request, _("This has already changed. Here is where things stand."))
            return redirect("admin:programmes_cohort_change", self.object.pk)
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        missing = [check for check in readiness.readiness(self.object) if not check.ok]
        mails = [each for answer in registry.mails_of_move.ask(self.object, self.move.target) for each in answer]
        return super().get_context_data(
            mails=mails,
            number_of_mails=sum(number for number, _sentence in mails),
            **admin.site.each_context(self.request),
            title=self.move.button,
            opts=Cohort._meta,
            move=self.move,
            missing=missing,
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        cohort = self.get_object()
        try:
            self.move.service(cohort=cohort, by=request.user)
            messages.success(request, self.move.done)
        except Refused as refusal:
            messages.error(request, refusal.message)
        return redirect("admin:programmes_cohort_change", cohort.pk)


class StageFilter(admin.SimpleListFilter):
    """Offers the words of the column; a cohort whose registration ended by its date is not open."""

    title = _("stage")
    parameter_name = "stage"

    def lookups(self, request, model_admin):
        draft, *later = STAGE_WORDS.items()
        return [draft, ("open", _("Open")), ("over", REGISTRATION_IS_OVER), *later]

    def queryset(self, request, queryset):
        is_open = Q(stage=Cohort.Stage.REGISTRATION, registration_ends_on__gte=clock.today())
        if self.value() == "open":
            return queryset.filter(is_open)
        if self.value() == "over":
            return queryset.filter(~is_open, stage=Cohort.Stage.REGISTRATION)
        return queryset.filter(stage=self.value()) if self.value() else queryset


class CohortAdmin(CoordinatedAdmin):
    """The stage is never a choice: the card on top says what comes next, what is missing, and has the button."""

    form = CohortForm
    list_display = ("called", "stands_at", "starts", "mentors", "mentees")
    list_filter = (StageFilter, ("programme", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("programme",)
    search_fields = ("name", "programme__name")
    search_help_text = _("Search by the name of the cohort or its programme")
    change_form_template = "admin/programmes/cohort/change_form.html"

    def get_urls(self):
        return [
            path(
                f"<uuid:pk>/{move.name}/",
                self.admin_site.admin_view(CohortMoveView.as_view(move=move)),
                name=f"programmes_cohort_{move.name}",
            )
            for move in MOVES
        ] + super().get_urls()

    def get_queryset(self, request):
        return super().get_queryset(request).with_numbers()

    def has_change_permission(self, request, obj=None):
        is_over = obj is not None and obj.stage == Cohort.Stage.CLOSED
        return super().has_change_permission(request, obj) and not is_over

    def get_readonly_fields(self, request, obj=None):
        return ("programme", "stands_at") if obj else ()

    def get_fields(self, request, obj=None):
        names = list(CohortForm.Meta.fields)
        return [*names[:2], "stands_at", *names[2:]] if obj else names

    def save_model(self, request, obj, form, change):
        if change:
            obj.save(update_fields=form.changed_data)  # never the stage, which may move meanwhile
        else:
            obj.save(force_insert=True)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context.update(self.card(request, obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def card(self, request: HttpRequest, cohort: Cohort) -> dict[str, Any]:
        """What stands above the form: the checks, the one move, and where the places and pairs are."""
        checks = readiness.readiness(cohort)
        move = next_move(cohort)
        places = reverse("admin:programmes_enrolment_changelist", query={"cohort": cohort.pk})
        waiting = cohort.enrolments.filter(status=Enrolment.Status.REGISTERED).count()
        return {
            "checks": checks,
            "is_ready": all(check.ok for check in checks),
            "move": move,
            "move_url": move.address(cohort) if move else "",
            "places_url": places,
            "waiting": waiting,
            "waiting_url": f"{places}&status__exact={Enrolment.Status.REGISTERED}",
            "waits": [each for answer in registry.cohort_waits.ask(cohort) for each in answer],
            "pages": [page for answer in registry.cohort_pages.ask(cohort) for page in answer],
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

    @admin.display(description=_("stage"), ordering="stage")
    def stands_at(self, cohort: Cohort) -> str:
        return drawn(stage_pill(cohort))

    @admin.display(description=_("mentors"), ordering="mentors")
    def mentors(self, cohort: Cohort) -> int:
        return cohort.mentors

    @admin.display(description=_("mentees"), ordering="mentees")
    def mentees(self, cohort: Cohort) -> int:
        return cohort.mentees
