"""An HR file in the office: kept encrypted for a day at most, checked, and applied as long work."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.jobs.beside import beside_transaction
from mentoring.jobs.models import Job
from mentoring.jobs.runners import Progress
from mentoring.jobs.services import CancelRequested, start_job
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.tags import grouped
from mentoring.lib.transactions import in_transaction
from participants.hr_file import (
    DateOrder,
    HrFile,
    Sample,
    cells_at,
    check_upload,
    examples_at,
    read_hr_content,
    samples_of,
)
from participants.models import ImportBatch, ImportDraft
from participants.services.import_company import HR_SYSTEM
from participants.services.import_words import counts_in_words, example_in_words
from participants.services.imports import ImportCounts, Outcome, PeopleChanged, kept, preview_import, write_import
from participants.services.leaving import goes

IMPORT_KIND = "participants.import"
KEPT_FOR = timedelta(days=1)
# One letter for each byte.
AS_BYTES = "latin-1"
# People let go between two reports of progress.
TOLD_EACH = 20


@in_transaction
def keep_upload(
    *, content: bytes, file_name: str, by: User, source_name: str = HR_SYSTEM, organisation_name: str = ""
) -> ImportDraft:
    """Keep a file that was brought, for who brought it. Refused where it is no text with lines and columns, of which a
    person takes at least two, or holds nobody.
    """
    check_upload(content, file_name)
    draft = ImportDraft.objects.create(
        uploaded_by=by,
        uploaded_at=clock.now(),
        organisation_name=organisation_name,
        source_name=source_name,
        file_name=file_name[-200:],
        content=content.decode(AS_BYTES),
    )
    record_event(verb="import.upload", subject=draft, by=by)
    return draft


def content_of(draft: ImportDraft) -> bytes:
    return draft.content.encode(AS_BYTES)


def samples_of_draft(draft: ImportDraft) -> list[Sample]:
    """Its columns as they are guessed, with some of what stands in them."""
    return samples_of(content_of(draft), name=draft.file_name)


def cells_of_draft(draft: ImportDraft, wanted: Collection[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """What stands on these lines in these columns, for who brought the file; of no more lines than that takes."""
    return cells_at(content_of(draft), wanted, name=draft.file_name, chosen=draft.chosen) if wanted else {}


def examples_of_draft(draft: ImportDraft) -> list[str]:
    """How its first lines are read, in sentences, for who brought the file: read anew, and kept nowhere."""
    examples = examples_at(
        content_of(draft),
        draft.found["orders"],
        name=draft.file_name,
        today=clock.company_today(),
        chosen=draft.chosen,
    )
    return [example_in_words(example) for example in examples]


def read_draft(draft: ImportDraft) -> HrFile:
    """The file with the columns that were chosen. Raises WrongFile where they will not do."""
    return read_hr_content(
        content_of(draft),
        name=draft.file_name,
        today=clock.company_today(),
        chosen=draft.chosen,
        date_order=DateOrder(draft.date_order) if draft.date_order else None,
    )


def check_draft(
    *, draft: ImportDraft, chosen: Mapping[str, str] | None = None, date_order: DateOrder | None = None
) -> Outcome:
    """Read the file with these columns (those of before for None) and keep what the import would do.

    Raises WrongFile where the columns will not do. Nothing that is kept quotes the file.
    """
    if chosen is not None:
        draft.chosen, draft.date_order = dict(chosen), date_order or ""
    file = read_draft(draft)
    outcome = preview_import(file=file, source_name=draft.source_name, organisation_name=draft.organisation_name)
    draft.found, draft.allow_shrink = found(file, outcome), False
    draft.save(update_fields=["chosen", "date_order", "found", "allow_shrink"])
    return outcome


def found(file: HrFile, outcome: Outcome) -> dict[str, Any]:
    return {
        "counts": asdict(outcome.counts),
        "new_gone": outcome.new_gone,
        "missing": outcome.missing,
        "errors": kept(outcome.errors),
        "warnings": kept(outcome.warnings),
        "warned": len(outcome.warnings),
        "gone": outcome.shrink.gone,
        "employed": outcome.shrink.employed,
        "is_doubtful": outcome.shrink.is_doubtful,
        "ends": list(outcome.ends),
        "without_address": outcome.without_address,
        "kept_time_zones": outcome.kept_time_zones,
        "accounts_taken": outcome.accounts_taken,
        "never": file.columns.never,
        "unread": file.columns.unread,
        "orders": {file.columns.heading(each): order for each, order in file.orders.items()},
        "encoding": file.encoding,
        "digest": outcome.digest,
    }


@in_transaction
def allow_shrink(*, draft: ImportDraft, typed: int) -> None:
    """Let a file make many people leave or go missing: refused unless their number was typed."""
    if typed != draft.found.get("gone"):
        raise Refused(
            _("%(typed)s is not the number of people who would leave or go missing. Please look at it again.")
            % {"typed": grouped(typed)}
        )
    draft.allow_shrink = True
    draft.save(update_fields=["allow_shrink"])


@in_transaction
def start_import(*, draft: ImportDraft, by: User) -> Job:
    """Put the import down as long work. Refused before it was checked, while many people would be gone and nobody said
    that this is right, and while it is under way.
    """
    if not draft.found:
        raise Refused(_("Please look at what the import would do first."))
    if draft.found["is_doubtful"] and not draft.allow_shrink:
        raise Refused(_("So many people would be gone that somebody has to say that this is right."))
    return start_job(kind=IMPORT_KIND, subject=draft, by=by)


def run_draft(job: Job, progress: Progress) -> str:
    """The runner: the sentence says what the import did. A second run after it was applied finds that it was."""
    draft = ImportDraft.objects.filter(pk=job.subject_id).first()
    if draft is None:
        return result_of(job)
    progress(0, 0, _("Reading the file"))
    file = read_draft(draft)
    progress(0, 0, _("Comparing the file with the people who are here"))
    try:
        with beside_transaction(progress) as beside:
            outcome, leaving = write_import(
                file=file,
                source_name=draft.source_name,
                organisation_name=draft.organisation_name,
                by=job.started_by,
                allow_shrink=draft.allow_shrink,
                told=lambda count, total: beside(count, total, writing(total)),
                expected=draft.found["digest"],
                batch_id=draft.pk,
                finish=lambda batch: ImportDraft.objects.filter(pk=batch.pk).delete(),
            )
    except PeopleChanged:
        if not ImportDraft.objects.filter(pk=draft.pk).exists():  # another worker had it, too, and was faster
            return result_of(job)
        check_draft(draft=draft)
        raise
    # Written is written: who stops it now comes too late, and the ticks let the others go.
    with suppress(CancelRequested):
        close_accounts(leaving, progress)
    return counts_in_words(outcome.counts, new_gone=outcome.new_gone)


def close_accounts(people: Sequence[UUID], progress: Progress) -> None:
    """Let these people go, each by themselves, and tell how far it is."""
    for number, pk in enumerate(people):
        if number % TOLD_EACH == 0:
            progress(number, len(people), _("Closing the accounts of people who left"))
        goes(pk)


def writing(total: int) -> str:
    return ngettext("Writing %(count)s person", "Writing %(count)s people", total) % {"count": grouped(total)}


def result_of(job: Job) -> str:
    batch = ImportBatch.objects.filter(pk=job.subject_id).first()
    if batch is None:
        raise Refused(_("The file is no longer kept. Please bring it again."))
    counts = ImportCounts(batch.new, batch.changed, batch.unchanged, batch.leavers, batch.errors)
    return counts_in_words(counts, new_gone=batch.new_gone)


def written_in_words(job: Job) -> str:
    """What the import did, if it was written."""
    return result_of(job) if ImportBatch.objects.filter(pk=job.subject_id).exists() else ""


def stopped_in_words(job: Job) -> str:
    """An import is written as a whole or not at all; nothing is said where the file was written after all."""
    return "" if ImportBatch.objects.filter(pk=job.subject_id).exists() else _("Nothing was changed.")


@in_transaction
def discard_draft(*, draft: ImportDraft, by: User) -> None:
    """Drop a file without importing it. Refused while its import is under way."""
    if Job.objects.about(IMPORT_KIND, draft).open().exists():
        raise Refused(_("This import is under way. Please stop it on its page first."))
    record_event(verb="import.discard", subject=draft, by=by)
    draft.delete()


def forget_drafts() -> int:
    """Drop the files that were kept for a day. Returns how many."""
    old = ImportDraft.objects.filter(uploaded_at__lt=clock.now() - KEPT_FOR)
    under_way = Job.objects.filter(kind=IMPORT_KIND).open().values("subject_id")
    return old.exclude(pk__in=under_way).delete()[0]
