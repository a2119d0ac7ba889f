import json
import os
from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from bench import dispatch, door, matching, notes, pages, reports, why_not
from bench.faults import run as faults

# What can be measured: by which function, in words, and the sizes of it when none are given.
OFTEN = {"seed": 1, "repeats": 5}
PARTS = {
    "matching": (
        matching.measure,
        "a search for pairs, from people to stored suggestions",
        {"mentees": 1000, "mentors": 600, "places": 0, **OFTEN},
    ),
    "why_not": (
        why_not.measure,
        "what insisting on one pair would cost everybody, once the best pairs are known",
        {"mentees": 1000, "mentors": 600, "listed": 0, "seed": 1, "repeats": 100},
    ),
    "reports": (reports.measure, "a survey into its figures, and the report on it", {"answers": 1000, **OFTEN}),
    "dispatch": (
        dispatch.measure,
        "mails by the pump, beside a bare loop over the same mails",
        {"mails": 1000, **OFTEN},
    ),
    "pages": (
        pages.measure,
        "the main pages on a real server, beside a bare Django page",
        {"people": 5000, "mentorships": 1000, "sessions": 20_000, "seed": 1, "repeats": 15, "requests": 20},
    ),
    "faults": (
        faults.measure,
        "mails that leave while servers, workers and beats are killed, each once",
        {"seed": 1, "due": 1000, "faults": 8},
    ),
    "door": (
        door.measure,
        "signing in with an address that has an account, beside one that has none",
        {"addresses": 200, "seed": 1},
    ),
    "notes": (notes.measure, "encrypting a note under the key of its pair", {"letters": 2000, "repeats": 2000}),
}
WITHOUT_DATABASE = ("notes", "why_not", "faults")
# What is read more easily as a table than as names and numbers.
TABLES = {"pages": pages.table, "faults": faults.summary}
# What tells as it goes, unless a program reads it, and what else can be said of it.
TELLING = ("faults",)
FLAGS = {
    "matching": {"peer": "beside the package mentor-match, which is fetched into an environment of its own"},
    "faults": {"naive": "by the usual design instead, a task for each mail: it breaks its promises"},
}


class Command(BaseCommand):
    help = "Measure a part of the product on made-up people, in a database of its own that is dropped afterwards."

    def add_arguments(self, parser):
        parts = parser.add_subparsers(dest="part", required=True)
        for name, (_measure, words, numbers) in PARTS.items():
            part = parts.add_parser(name, help=words)
            for number, value in numbers.items():
                part.add_argument(f"--{number}", type=int, default=value)
            for flag, meaning in FLAGS.get(name, {}).items():
                part.add_argument(f"--{flag}", action="store_true", help=meaning)
            part.add_argument("--json", action="store_true", help="for programs: one line")

    def handle(self, *args, part, **options):
        measure, _words, numbers = PARTS[part]
        asked = {name: options[name] for name in (*numbers, *FLAGS.get(part, ()))}
        if part in TELLING and not options["json"]:
            asked["tell"] = self.tell
        if part in WITHOUT_DATABASE:
            found = measure(**asked)
        else:
            with database_of_its_own():
                found = measure(**asked)
        is_table = part in TABLES and not options["json"]
        self.stdout.write(TABLES[part](found) if is_table else json.dumps(found, indent=None if options["json"] else 2))
        if found.get("broken"):
            raise CommandError("A promise was broken.")

    def tell(self, line):
        self.stdout.write(line)
        self.stdout.flush()


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
