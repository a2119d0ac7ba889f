"""`import_people FILE`: the people of an HR file come in, or their changes."""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentoring.lib import clock
from mentoring.lib.errors import Refused
from participants.hr_file import DateOrder, Field, HrFile, RowError, WrongFile, read_hr_file
from participants.management.database import ensure_tables
from participants.services import (
    ImportCounts,
    Outcome,
    TooManyGone,
    accounts_taken_in_words,
    counts_in_words,
    example_in_words,
    import_people,
    kept_time_zones_in_words,
    more_lines,
    preview_import,
    without_address_in_words,
)
from participants.services.import_company import HR_SYSTEM, WhosePeople

SHOWN = 20
# How a command ends that was called in a way it does not know.
WRONG_OPTIONS = 2
# What a file that is refused as a whole counts as, so that a script always finds its line.
REFUSED = ImportCounts(new=0, changed=0, unchanged=0, leavers=0, errors=1)
# How a shell answers what the sentence of a refused file asks for.
HINTS = {
    "": "",
    "order": gettext_lazy("Say --date-order day-month or --date-order month-day."),
    "columns": gettext_lazy('Say --map "COLUMN=FIELD", such as --map "Staff no.=employee_number".'),
}
ORDERS = {
    "day-month": DateOrder.DAY_FIRST,
    "day/month": DateOrder.DAY_FIRST,
    "dmy": DateOrder.DAY_FIRST,
    "month-day": DateOrder.MONTH_FIRST,
    "month/day": DateOrder.MONTH_FIRST,
    "mdy": DateOrder.MONTH_FIRST,
}


def column_and_field(text: str) -> tuple[str, str]:
    """ "Column heading=field" in its two parts; a heading may hold "=" itself."""
    heading, equals, field = text.rpartition("=")
    if not equals or not heading.strip():
        raise Refused(_("“%(text)s” is not of the form “column=field”.") % {"text": text})
    return heading.strip(), field


def order(text: str) -> DateOrder:
    if text.lower() not in ORDERS:
        raise Refused(_("“%(text)s” is neither day-month nor month-day.") % {"text": text})
    return ORDERS[text.lower()]


class Command(BaseCommand):
    help = "Import people from a CSV file of your HR system. The same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file")
        parser.add_argument(
            "--source", default=HR_SYSTEM, help="the system the file comes from; leavers are judged within one source"
        )
        parser.add_argument(
            "--organisation", default="", help="whose people these are (that of the source otherwise, or our own)"
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="what a column means, where it is not guessed right; “COLUMN=” leaves it out. Fields: "
            + ", ".join(Field),
        )
        parser.add_argument("--date-order", metavar="ORDER", help="day-month or month-day, where the dates fit both")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument(
            "--allow-shrink", action="store_true", help="also where more than one in five people would be gone"
        )
        parser.add_argument("--json", action="store_true", help="print the counts as JSON on the last line")

    def run_from_argv(self, argv: list[str]) -> None:
        """What is no option at all ends here, before `handle`: a script finds its line all the same."""
        started = time.monotonic()
        try:
            super().run_from_argv(argv)
        except SystemExit as ended:
            if ended.code == WRONG_OPTIONS and "--json" in argv:
                self.say_refused(started)
            raise

    def handle(self, **options: object) -> None:
        started = time.monotonic()
        try:
            outcome = self.done_or_refused(**options)
        except CommandError:
            if options["json"]:
                self.say_refused(started)
            raise
        self.show(outcome.errors, most=None if options["dry_run"] else SHOWN)
        self.show(outcome.warnings, most=SHOWN)
        if outcome.accounts_taken:
            self.stdout.write(accounts_taken_in_words(outcome.accounts_taken))
        if outcome.without_address:
            self.stdout.write(without_address_in_words(outcome.without_address))
        if outcome.kept_time_zones:
            self.stdout.write(kept_time_zones_in_words(outcome.kept_time_zones))
        seconds = seconds_since(started)
        self.stdout.write(
            _("%(counts)s %(seconds)s seconds.")
            % {"counts": counts_in_words(outcome.counts, new_gone=outcome.new_gone), "seconds": seconds}
        )
        if options["json"]:
            self.stdout.write(in_json(asdict(outcome.counts) | {"seconds": seconds}))
        if outcome.counts.errors:
            raise CommandError(left_out(outcome.counts.errors, is_dry=bool(options["dry_run"])))

    def say_refused(self, started: float) -> None:
        self.stdout.write(in_json(asdict(REFUSED) | {"seconds": seconds_since(started)}))

    def done_or_refused(self, **options) -> Outcome:
        """What was done, or would be; a file that is refused as a whole ends the command with its sentence."""
        try:
            return self.done(**options)
        except WrongFile as refused:
            raise CommandError(f"{refused.message} {HINTS[refused.asks_for]}".strip()) from refused
        except TooManyGone as refused:
            raise CommandError(
                _("%(sentence)s If it is right, say --allow-shrink.") % {"sentence": refused.message}
            ) from refused
        except WhosePeople as refused:
            raise CommandError(_("%(sentence)s Say --organisation NAME.") % {"sentence": refused.message}) from refused
        except Refused as refused:
            raise CommandError(refused.message) from refused
        except DatabaseError as error:
            raise CommandError(
                _("The database gave up, so nothing was changed: %(reason)s")
                % {"reason": " ".join(str(error).split()) or type(error).__name__}
            ) from error

    def done(self, *, file: Path, source: str, organisation: str, dry_run: bool, **options) -> Outcome:
        chosen = dict(map(column_and_field, options["map"]))
        date_order = order(options["date_order"]) if options["date_order"] is not None else None
        read = read_hr_file(file, today=clock.company_today(), chosen=chosen, date_order=date_order)
        ensure_tables()
        self.say_what_was_understood(read)
        if dry_run:
            for example in read.examples:
                self.stdout.write(example_in_words(example))
            outcome = preview_import(file=read, source_name=source, organisation_name=organisation)
            self.say_what_follows(outcome)
            return outcome
        outcome = import_people(
            file=read,
            source_name=source,
            organisation_name=organisation,
            allow_shrink=options["allow_shrink"],
            told=self.progress,
        )
        self.progress(None)
        return outcome

    def progress(self, count: int | None, total: int = 0) -> None:
        """A line that is written over, on a terminal alone; None ends it."""
        if not self.stderr.isatty():
            return
        if count is None:
            self.stderr.write("\r\033[K", ending="")
            return
        words = {"count": number_format(count, force_grouping=True), "total": number_format(total, force_grouping=True)}
        self.stderr.write("\r" + _("%(count)s of %(total)s people written") % words, ending="")

    def say_what_was_understood(self, file: HrFile) -> None:
        """Which column was taken for what, what is not read, and which comes first in dates."""
        pairs = [f"{file.columns.headings[place]} = {field}" for field, place in file.columns.places.items()]
        self.stdout.write(_("Columns: %(pairs)s") % {"pairs": ", ".join(pairs)})
        for heading, words in (
            (_("Never read: %(names)s"), file.columns.never),
            (_("Not read: %(names)s"), file.columns.unread),
        ):
            if words:
                self.stdout.write(heading % {"names": ", ".join(words)})
        for field, found in file.orders.items():
            words = {"column": file.columns.heading(field), "order": found.words}
            self.stdout.write(_("Dates in %(column)s: %(order)s") % words)

    def say_what_follows(self, outcome: Outcome) -> None:
        for sentence in outcome.ends:
            self.stdout.write(sentence)
        if outcome.shrink.is_doubtful:
            self.stdout.write(
                _("%(gone)s of %(employed)s people would leave or go missing: the import needs --allow-shrink.")
                % {"gone": outcome.shrink.gone, "employed": outcome.shrink.employed}
            )
        self.stdout.write(_("Dry run: nothing was changed."))

    def show(self, said: Sequence[RowError], *, most: int | None) -> None:
        """What is said of the first lines, so many of them; of all where a dry run is there to find what is wrong."""
        lines = list(dict.fromkeys(each.line for each in said))
        first = frozenset(lines[:most])
        for each in said:
            if each.line in first:
                self.stderr.write(str(each))
        if len(lines) > len(first):
            self.stderr.write(more_lines(len(lines) - len(first)))


def left_out(count: int, *, is_dry: bool) -> str:
    """Says that not everybody came in, so that a script that imports each night stops and tells."""
    if is_dry:
        return ngettext("%(count)s line would be left out.", "%(count)s lines would be left out.", count) % {
            "count": count
        }
    return ngettext(
        "%(count)s line was left out, all others are in. The office shows it under Imports.",
        "%(count)s lines were left out, all others are in. The office shows them under Imports.",
        count,
    ) % {"count": count}


def seconds_since(started: float) -> float:
    return round(time.monotonic() - started, 1)


def in_json(figures: dict[str, float]) -> str:
    return json.dumps(figures, separators=(",", ":"))
