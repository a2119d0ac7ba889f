"""The steps of an import in the office, as somebody takes them page by page."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mentoring.jobs.models import Job
from mentoring.jobs.services import run_next_job
from participants.models import ImportDraft
from participants.services import IMPORT_KIND
from tests.participants.hr_files import text_of


def step(name: str, draft: ImportDraft | None = None) -> str:
    return reverse(f"admin:participants_import_{name}", args=[draft.pk] if draft else [])


def bring(office, content: str | bytes, name: str = "people.csv", **fields):
    content = content.encode() if isinstance(content, str) else content
    return office.post(step("upload"), {"file": SimpleUploadedFile(name, content), "source_name": "HR", **fields})


def look(office, draft: ImportDraft, **choices):
    """Send the columns as they are guessed, but for `choices` by heading."""
    form = office.get(step("columns", draft)).context["form"]
    data = {name: choices.get(sample.heading, sample.field) for name, sample in form.choosable()}
    return office.post(step("columns", draft), {**data, "date_order": choices.get("date_order", "")})


def checked(office, *lines: str) -> ImportDraft:
    bring(office, text_of(*lines))
    return checked_again(office)


def checked_again(office) -> ImportDraft:
    draft = ImportDraft.objects.get()
    look(office, draft)
    draft.refresh_from_db()
    return draft


def apply(office, draft: ImportDraft, **fields) -> Job:
    office.post(step("apply", draft), fields)
    run_next_job()
    return Job.objects.filter(kind=IMPORT_KIND).latest("created_at")
