import json
import os
from contextlib import contextmanager

from django.core.management.base import BaseCommand
from django.db import connection

from bench import matching, notes, reports

# Each part of the product that can be measured, and what one can say about the people made up for it.
PARTS = {
    "matching": (matching.measure, ("mentees", "mentors", "seed", "repeats")),
    "reports": (reports.measure, ("answers", "seed", "repeats")),
    "notes": (notes.measure, ("letters", "repeats")),
}
WITHOUT_DATABASE = ("notes",)


class Command(BaseCommand):
    help = "Measure a part of the product on made-up people, in a database of its own that is dropped afterwards."

    def add_arguments(self, parser):
        parts = parser.add_subparsers(dest="part", required=True)
        part = parts.add_parser("matching", help="a search for pairs, from people to stored suggestions")
        part.add_argument("--mentees", type=int, default=1000)
        part.add_argument("--mentors", type=int, default=600)
        part.add_argument("--seed", type=int, default=1)
        part.add_argument("--repeats", type=int, default=5)
        part.add_argument("--json", action="store_true", help="for programs: one line")
        part = parts.add_parser("reports", help="a survey into its figures, and the report on it")
        part.add_argument("--answers", type=int, default=1000)
        part.add_argument("--seed", type=int, default=1)
        part.add_argument("--repeats", type=int, default=5)
        part.add_argument("--json", action="store_true", help="for programs: one line")
        part = parts.add_parser("notes", help="encrypting a note under the key of its pair; needs no database")
        part.add_argument("--letters", type=int, default=2000)
        part.add_argument("--repeats", type=int, default=2000)
        part.add_argument("--json", action="store_true", help="for programs: one line")

    def handle(self, *args, **options):
        measure, names = PARTS[options["part"]]
        asked = {name: options[name] for name in names}
        if options["part"] in WITHOUT_DATABASE:
            found = measure(**asked)
        else:
            with database_of_its_own():
                found = measure(**asked)
        self.stdout.write(json.dumps(found, indent=None if options["json"] else 2))


@contextmanager
def database_of_its_own():
    """An empty database beside the real one for as long as the block runs; nothing in the real one is touched."""
    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"bench_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
