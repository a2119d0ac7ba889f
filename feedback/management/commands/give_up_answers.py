"""`give_up_answers`: surveys that cannot be counted, for want of a key that is lost for good, are counted without."""

from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.models import Draft, SurveyRun
from feedback.services import check_is_over, closed_answers, give_up_answers
from mentoring.accounts.models import User
from mentoring.accounts.policies import is_site_administrator
from mentoring.lib import clock
from mentoring.lib.errors import Refused


class Command(BaseCommand):
    help = (
        "Count a survey without the answers that no key opens any more, for ever. Without --count nothing is changed:"
        " it says which surveys wait, and for how many answers."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("survey", nargs="?", help="the id of the survey; without one, those that wait are named")
        parser.add_argument(
            "--count",
            type=int,
            metavar="NUMBER",
            help="how many answers do not open, to confirm that they go",
        )
        parser.add_argument(
            "--by", default="", metavar="ADDRESS", help="the site administrator who gives them up, for the record"
        )

    def handle(self, *, survey: str | None, count: int | None, by: str, **options: object) -> None:
        if survey is None:
            self.name_those_that_wait()
            return
        run = self.run_named(survey)
        try:
            if count is None:
                self.say_what_would_go(run)
            else:
                give_up_answers(run=run, number=count, by=self.administrator(by))
                self.stdout.write(given_up(count) % {"count": count, "survey": run})
        except Refused as refused:
            raise CommandError(refused.message) from refused

    def name_those_that_wait(self) -> None:
        due = SurveyRun.objects.due_to_close(clock.now()).select_related("cohort__programme")
        waiting = [(run, len(closed)) for run in due if (closed := closed_answers(run))]
        for run, number in waiting:
            self.stdout.write(f"{run.pk}  {run}: {do_not_open(number)}")
        if waiting:
            self.stdout.write(_("With the id of one, this says what would be given up."))
        else:
            self.stdout.write(_("No survey waits for answers that do not open."))

    def say_what_would_go(self, run: SurveyRun) -> None:
        check_is_over(run)
        number = len(closed_answers(run))
        self.stdout.write(f"{run}: {do_not_open(number)}")
        if not number:
            self.stdout.write(_("It is counted by itself."))
            return
        if Draft.objects.filter(run=run).count() == number:
            self.stdout.write(
                _("No answer of it opens: so it looks where FIELD_KEYS lacks a key that may still be found.")
            )
        else:
            self.stdout.write(_("The others open."))
        self.stdout.write(
            _(
                "Bring back the FIELD_KEYS that were used, and it is counted by itself, with all of them. Dry run:"
                " nothing was changed. Where the key is lost for good, say --count %(number)d --by ADDRESS: what does"
                " not open is deleted then, the others are counted, and nobody can undo it."
            )
            % {"number": number}
        )

    def run_named(self, text: str) -> SurveyRun:
        try:
            found = SurveyRun.objects.select_related("cohort__programme").filter(pk=UUID(text)).first()
        except ValueError:
            found = None
        if found is None:
            raise CommandError(_("There is no survey %(id)s. Without an id, those that wait are named.") % {"id": text})
        return found

    def administrator(self, address: str) -> User:
        if not address:
            raise CommandError(_("Say who gives them up: --by with the e-mail address of a site administrator."))
        user = User.objects.having(address)
        if user is None or not is_site_administrator(user):
            raise CommandError(_("No site administrator has the address %(address)s.") % {"address": address})
        return user


def do_not_open(number: int) -> str:
    words = ngettext("%(count)d answer does not open.", "%(count)d answers do not open.", number)
    return words % {"count": number}


def given_up(number: int) -> str:
    return ngettext(
        "%(count)d answer was given up. Counted: %(survey)s.",
        "%(count)d answers were given up. Counted: %(survey)s.",
        number,
    )
