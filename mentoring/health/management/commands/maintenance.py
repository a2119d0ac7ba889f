from django.core.management.base import BaseCommand

from mentoring.health import maintenance


class Command(BaseCommand):
    help = "Close every page for a while, with a sentence that says why and how long; open them again."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("state", choices=["on", "off"])
        parser.add_argument("sentence", nargs="?", default="", help="what people are told, in a whole sentence")

    def handle(self, *args, state, sentence, **options):
        if state == "on":
            maintenance.close(sentence)
            self.stdout.write("Every page is closed now, and says so. `manage.py maintenance off` opens them again.")
        elif maintenance.open_again():
            self.stdout.write("Every page is open again.")
        else:
            self.stdout.write("No page was closed.")
        if state == "off" and maintenance.sentence() is not None:
            self.stdout.write("The setting MAINTENANCE still closes them: take it out of the environment and restart.")
