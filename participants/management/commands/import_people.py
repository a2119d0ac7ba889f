"""`import_people FILE`: the people of an HR file come in, or their changes."""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.lib import clock
from mentoring.lib.errors import Refused
from participants.hr_file import RowError, read_hr_file
from participants.management.database import ensure_tables
from participants.services import import_people
from participants.services.imports import HR_SYSTEM

SHOWN_ERRORS = 20


class Command(BaseCommand):
    help = "Import people from a CSV file of your HR system. The same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file (UTF-8)")
        parser.add_argument(
            "--source", default=HR_SYSTEM, help="the system the file comes from; leavers are judged within one source"
        )
        parser.add_argument("--organisation", default="", help="whose people these are (our own company otherwise)")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON on the last line")

    def handle(self, *, file: Path, source: str, organisation: str, json: bool, **options: object) -> None:
        started = time.monotonic()
        try:
            read = read_hr_file(file, today=clock.today())
            ensure_tables()
            counts = import_people(file=read, source_name=source, organisation_name=organisation)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.show_errors(read.errors)
        figures = asdict(counts) | {"seconds": round(time.monotonic() - started, 1)}
        self.stdout.write(in_json(figures) if json else in_words(figures))
        if counts.errors:
            raise CommandError(left_out(counts.errors))

    def show_errors(self, errors: Sequence[RowError]) -> None:
        for error in errors[:SHOWN_ERRORS]:
            self.stderr.write(str(error))
        if len(errors) > SHOWN_ERRORS:
            self.stderr.write(_("... and %(count)s more lines.") % {"count": len(errors) - SHOWN_ERRORS})


def left_out(count: int) -> str:
    """Says that not everybody came in, so that a script that imports each night stops and tells."""
    return ngettext(
        "%(count)s line was left out, all others are in. The office shows it under Imports.",
        "%(count)s lines were left out, all others are in. The office shows them under Imports.",
        count,
    ) % {"count": count}


def in_json(figures: dict[str, float]) -> str:
    return json.dumps(figures, separators=(",", ":"))


def in_words(figures: dict[str, float]) -> str:
    return (
        _(
            "%(new)s new, %(changed)s changed, %(unchanged)s unchanged; %(leavers)s left or are missing from the file; "
            "%(errors)s lines with errors were left out. %(seconds)s seconds."
        )
        % figures
    )
