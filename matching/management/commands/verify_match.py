from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from matching.assignment import NotProven
from matching.models import Run
from matching.services import prove_run

LATEST = 20
FURTHER = ", for further mentors"


class Command(BaseCommand):
    help = "Prove anew that a search for pairs chose the best ones. Ends with 1, and says what fails, when it cannot."

    def add_arguments(self, parser):
        parser.add_argument("run", nargs="?", help="the id of the search; without one, the latest are named")

    def handle(self, *args, run, **options):
        if run is None:
            self.name_latest()
            return
        found = Run.objects.select_related("cohort__programme").filter(pk=self.id_of(run)).first()
        if found is None:
            raise CommandError(f"There is no search {run}.")
        try:
            told = prove_run(found)
        except NotProven as error:
            raise CommandError(f"Not proven. {error}") from error
        self.stdout.write("\n".join([f"Proven: {found}.", *told]))

    def id_of(self, text):
        try:
            return UUID(str(text))
        except ValueError as error:
            words = f"{text!r} is no id of a search. Without an id, the latest searches are named."
            raise CommandError(words) from error

    def name_latest(self):
        """What can be proven, so that nobody has to look for an id elsewhere."""
        finished = Run.objects.filter(finished_at__isnull=False).select_related("cohort__programme")[:LATEST]
        lines = [f"{run.pk}  {run}{FURTHER if run.kind == Run.Kind.FURTHER else ''}" for run in finished]
        self.stdout.write("\n".join(lines) if lines else "No search for pairs has finished yet.")
