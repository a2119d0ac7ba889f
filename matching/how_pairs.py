"""The page on which a coordinator says how the pairs of a programme are found, and tries it out before saving."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matching import services
from matching.forms import TermsForm
from matching.models import Policy, policy_of
from matching.office_pages import OfficeRequest
from matching.preview import preview_of
from matching.reports import hr_fields_unsaid
from matching.scoring import Style
from matching.terms import USUAL
from mentoring.lib.access import access
from mentoring.lib.seen import ChangedMeanwhile, stand_on_top
from programmes.models import Cohort, Programme
from programmes.policies import works_in_office

# How the script of the page calls a preview of which it wants the part alone.
LIVE = "live"


@access(works_in_office)
@require_http_methods(["GET", "HEAD", "POST"])
def how_pairs_are_found(request: OfficeRequest, programme_id: UUID) -> HttpResponse:
    programme = _coordinated(request, programme_id)
    if programme.style not in set(Style):
        return _page(request, programme)
    policy, cohorts = policy_of(programme), _to_try_on(programme)
    is_sent = request.method == "POST"
    is_usual = "usual" in request.GET and not is_sent
    usual = USUAL[Style(programme.style)] if is_usual else None
    form = TermsForm(request.POST if is_sent else None, policy=policy, cohorts=cohorts, terms=usual)
    shown = {"form": form, "policy": policy, "is_usual": is_usual, "boards": cohorts}
    is_live = request.POST.get("preview") == LIVE
    if not form.is_valid():
        return _part(request, form, says=_first_error(form)) if is_live else _page(request, programme, **shown)
    if "preview" not in request.POST:
        return _save(request, programme, form)
    tried = _tried(form, cohorts)
    return _part(request, form, **tried) if is_live else _page(request, programme, **shown, **tried)


def _tried(form: TermsForm, cohorts: Sequence[Cohort]) -> dict[str, Any]:
    if not cohorts:
        nothing = _("No cohort of this programme takes new pairs just now, so there is nobody to try this on.")
        return {"nothing": nothing, "says": nothing}
    chosen = form.cleaned_data.get("cohort")
    cohort = next((each for each in cohorts if str(each.pk) == chosen), cohorts[0])
    found = preview_of(cohort, form.cleaned_data["terms"])
    if isinstance(found, str):
        return {"nothing": found, "says": found}
    return {"preview": found, "says": found.in_short}


def _first_error(form: TermsForm) -> str:
    """In the order of the page; what is wrong with no single field stands on top."""
    fields = [NON_FIELD_ERRORS, *form.fields]
    return next(str(form.errors[name][0]) for name in fields if name in form.errors)


def _save(request: OfficeRequest, programme: Programme, form: TermsForm) -> HttpResponse:
    wished = {name: form.cleaned_data[name] for name in ("terms", "pairing", "next_up", "seen")}
    try:
        services.change_policy(programme=programme, by=request.user, **wished)
    except ChangedMeanwhile as refusal:
        return _show_both(request, programme, refusal)
    messages.success(request, _("Saved. The next search goes by it. What was sent stays as it is."))
    return redirect("admin:matching_programme_policy", programme.pk)


def _show_both(request: OfficeRequest, programme: Programme, refusal: ChangedMeanwhile) -> HttpResponse:
    """What this person chose, on top of what somebody else saved meanwhile, which is shown beside it."""
    programme = _coordinated(request, programme.pk)
    policy, cohorts = policy_of(programme), _to_try_on(programme)
    form = TermsForm(request.POST, policy=policy, cohorts=cohorts)
    says_now = list(dict(stand_on_top(form, refusal)).items())  # a weight has two fields, and is told once
    return _page(request, programme, form=form, policy=policy, says_now=says_now, boards=cohorts)


def _coordinated(request: OfficeRequest, programme_id: UUID) -> Programme:
    mine = Programme.objects.coordinated_by(request.user).select_related("policy__updated_by")
    return get_object_or_404(mine, pk=programme_id)


def _to_try_on(programme: Programme) -> list[Cohort]:
    """The cohorts in which pairs are found, the latest first."""
    cohorts = list(Cohort.objects.filter(programme=programme, stage__in=services.SEARCHABLE).order_by("-starts_on"))
    for cohort in cohorts:
        cohort.programme = programme
    return cohorts


def _part(request: OfficeRequest, form: TermsForm, **tried: Any) -> HttpResponse:
    """What the page shows of a preview, without the page; nothing of it is kept."""
    return render(request, "admin/matching/policy_tried.html", {"form": form, "is_live": True, **tried})


def _page(request: OfficeRequest, programme: Programme, **context: Any) -> HttpResponse:
    policy: Policy | None = context.get("policy")
    form: TermsForm | None = context.get("form")
    if form:
        form.say_unsaid(hr_fields_unsaid(programme))
    everywhere = {
        **admin.site.each_context(request),
        "programme": programme,
        "opts": Programme._meta,
        "title": _("How pairs are found"),
        "most_in_a_row": services.MOST_IN_A_ROW,
        "subtitle": programme,
        "changed": policy if policy and policy.is_chosen else None,
    }
    return render(request, "admin/matching/policy.html", {**everywhere, **context})
