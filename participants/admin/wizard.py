"""Importing people in the office: bring a file, say what its columns are, look at what it would do, apply it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentoring.jobs.models import Job
from mentoring.lib.access import access
from mentoring.lib.errors import Refused
from mentoring.lib.exports import csv_text
from mentoring.lib.tags import grouped
from participants import services
from participants.forms import ColumnsForm, ShrinkForm, UploadForm
from participants.hr_file import RowError, WrongFile
from participants.models import ImportBatch, ImportDraft
from participants.policies import imports_people

UPLOAD, COLUMNS, CHECK = (f"admin:participants_import_{name}" for name in ("upload", "columns", "check"))
BATCH = "admin:participants_importbatch_change"
SHOWN = 20


def urls(site: admin.AdminSite) -> list[URLPattern]:
    pages = [
        ("new/", upload, "upload"),
        ("new/<uuid:draft_id>/", columns, "columns"),
        ("new/<uuid:draft_id>/check/", check, "check"),
        ("new/<uuid:draft_id>/problems/", problems, "problems"),
        ("new/<uuid:draft_id>/apply/", apply, "apply"),
        ("new/<uuid:draft_id>/discard/", discard, "discard"),
        ("new/<uuid:draft_id>/result/", result, "result"),
    ]
    return [path(route, site.admin_view(view), name=f"participants_import_{name}") for route, view, name in pages]


@access(imports_people)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            draft = services.keep_upload(by=request.user, **form.upload())
            return redirect(COLUMNS, draft.pk)
        except Refused as refusal:
            form.add_error("file", refusal.message)
    return _page(request, "import_upload", title=_("Import people"), form=form)


def of_a_file(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Finds the file that a page is about; whoever comes back after it was imported is led to what it changed."""

    @wraps(view)
    def page(request: HttpRequest, draft_id: UUID) -> HttpResponse:
        if ImportBatch.objects.filter(pk=draft_id).exists():
            messages.info(request, _("This import was applied. Here is what it changed."))
            return redirect(BATCH, draft_id)
        return view(request, _own(request, draft_id))

    return page


@access(imports_people)
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_file
def columns(request: HttpRequest, draft: ImportDraft) -> HttpResponse:
    samples = services.samples_of_draft(draft)
    form = ColumnsForm(request.POST or None, samples=samples, chosen=draft.chosen, date_order=draft.date_order)
    if form.is_valid():
        try:
            services.check_draft(draft=draft, chosen=form.chosen(), date_order=form.date_order_chosen())
            return redirect(CHECK, draft.pk)
        except WrongFile as refusal:
            form.add_error("date_order" if refusal.asks_for == "order" else None, refusal.message)
        except Refused as refusal:
            form.add_error(None, refusal.message)
    return _page(request, "import_columns", title=_("What the columns are"), form=form, draft=draft)


@access(imports_people)
@require_safe
@of_a_file
def check(request: HttpRequest, draft: ImportDraft) -> HttpResponse:
    if not draft.found:
        return redirect(COLUMNS, draft.pk)
    return _check_page(request, draft, ShrinkForm() if draft.found["is_doubtful"] else None)


def _check_page(request: HttpRequest, draft: ImportDraft, form: ShrinkForm | None) -> HttpResponse:
    found = draft.found
    context = {
        "draft": draft,
        "found": found,
        "counters": counters(found),
        "said_of_people": said_of_people(found),
        "examples": services.examples_of_draft(draft),
        "errors": told_with_cells(draft, found["errors"][:SHOWN]),
        "warnings": told_with_cells(draft, found["warnings"][:SHOWN]),
        "form": form,
        "job": Job.objects.about(services.IMPORT_KIND, draft).open().filter(started_by=request.user).first(),
    }
    return _page(request, "import_check", title=_("What the import would do"), **context)


@access(imports_people)
@require_safe
@of_a_file
def problems(request: HttpRequest, draft: ImportDraft) -> HttpResponse:
    """Every line of which something is to be said, with what stood in it: made anew, and kept nowhere."""
    try:
        outcome = services.preview_import(
            file=services.read_draft(draft),
            source_name=draft.source_name,
            organisation_name=draft.organisation_name,
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(COLUMNS, draft.pk)
    kinds = ((_("would be left out"), outcome.errors), (_("would come in"), outcome.warnings))
    rows = [(each.line, kind, each.employee_number, each.column, each.reason) for kind, said in kinds for each in said]
    header = [_("Line"), _("What happens"), _("Employee number"), _("Column"), _("Reason")]
    response = HttpResponse(csv_text(header, sorted(rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="import-lines.csv"'
    return response


@access(imports_people)
@require_POST
@of_a_file
def apply(request: HttpRequest, draft: ImportDraft) -> HttpResponse:
    if draft.found.get("is_doubtful"):
        form = ShrinkForm(request.POST)
        if not is_said_to_be_right(form, draft):
            return _check_page(request, draft, form)
    try:
        return redirect(services.start_import(draft=draft, by=request.user))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(CHECK, draft.pk)


def is_said_to_be_right(form: ShrinkForm, draft: ImportDraft) -> bool:
    """Whether somebody typed how many people would be gone; else the form says what was wrong with it."""
    if not form.is_valid():
        return False
    try:
        services.allow_shrink(draft=draft, typed=form.cleaned_data["gone"])
    except Refused as refusal:
        form.add_error("gone", refusal.message)
    return form.is_valid()


@access(imports_people)
@require_POST
@of_a_file
def discard(request: HttpRequest, draft: ImportDraft) -> HttpResponse:
    try:
        services.discard_draft(draft=draft, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(CHECK, draft.pk)
    messages.success(request, _("The file was discarded. Nothing was changed."))
    return redirect("admin:participants_importbatch_changelist")


@access(imports_people)
@require_safe
def result(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Where to go on after an import: its page once it was applied, else its check."""
    if ImportBatch.objects.filter(pk=draft_id).exists():
        return redirect(BATCH, draft_id)
    return redirect(CHECK, _own(request, draft_id).pk)


def said_of_people(found: dict[str, Any]) -> list[str]:
    """How many had an account, cannot sign in afterwards, or keep what they chose; a sentence for each that is so."""
    words = {
        "accounts_taken": services.accounts_taken_in_words,
        "without_address": services.without_address_in_words,
        "kept_time_zones": services.kept_time_zones_in_words,
    }
    return [in_words(count) for name, in_words in words.items() if (count := found.get(name))]


def counters(found: dict[str, Any]) -> list[tuple[str, int, str]]:
    """A label, a number, and of what."""
    counts = found["counts"]
    left = counts["leavers"] - found["missing"]
    return [
        (_("New"), counts["new"], who_come_in(counts["new"], found.get("new_gone"))),
        (
            _("Changed"),
            counts["changed"],
            ngettext(
                "person of whom something is different", "people of whom something is different", counts["changed"]
            ),
        ),
        (
            _("Unchanged"),
            counts["unchanged"],
            ngettext("person who stays as they are", "people who stay as they are", counts["unchanged"]),
        ),
        (
            _("Leavers"),
            counts["leavers"],
            _("%(left)s with a last day that is over, %(missing)s missing from the file and held")
            % {"left": grouped(left), "missing": grouped(found["missing"])},
        ),
        (
            _("Lines left out"),
            counts["errors"],
            ngettext(
                "line that cannot be imported as it is", "lines that cannot be imported as they are", counts["errors"]
            ),
        ),
    ]


def who_come_in(new: int, gone: int | None) -> str:
    """Of `gone` of them the file says a last day that is over; None where an earlier version did not count them."""
    if not gone:
        return ngettext("person who comes in", "people who come in", new)
    words = ngettext(
        "person who comes in, and had already left",
        "people who come in, of whom %(gone)s had already left",
        new,
    )
    return words % {"gone": grouped(gone)}


def told(kept: list[dict[str, Any]]) -> list[str]:
    """What is kept of lines, in sentences."""
    return [str(RowError(**row, kept=row["reason"])) for row in kept]


def told_with_cells(draft: ImportDraft, kept: list[dict[str, Any]]) -> list[str]:
    """What is kept of a file that is still here, in sentences.

    Each with what stands there: read anew from the file, and kept nowhere.
    """
    cells = services.cells_of_draft(draft, {(row["line"], row["column"]) for row in kept})
    return [_sentence(RowError(**row, kept=row["reason"]), cells.get((row["line"], row["column"]))) for row in kept]


def _sentence(said: RowError, cell: str | None) -> str:
    return _("%(sentence)s The file says “%(cell)s”.") % {"sentence": said, "cell": cell} if cell else str(said)


def _own(request: HttpRequest, draft_id: UUID) -> ImportDraft:
    return get_object_or_404(ImportDraft.objects.visible_to(request.user).defer("content"), pk=draft_id)


def _page(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    everywhere = admin.site.each_context(request)
    return render(request, f"admin/participants/{name}.html", {**everywhere, "opts": ImportBatch._meta, **context})
