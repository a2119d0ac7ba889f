import json
import os
from contextlib import contextmanager

from django.core.management.base import BaseCommand
from django.db import connection

from bench import dispatch, matching

# What can be measured: by which function, in words, and the size of it when none is given.
PARTS = {
    "matching": (
        matching.measure,
        "a search for pairs, from people to stored suggestions",
        {"mentees": 1000, "mentors": 600},
    ),
    "dispatch": (dispatch.measure, "mails by the pump, beside a bare loop over the same mails", {"mails": 1000}),
}


class Command(BaseCommand):
    help = "Measure a part of the product on made-up people, in a database of its own that is dropped afterwards."

    def add_arguments(self, parser):
        parts = parser.add_subparsers(dest="part", required=True)
        for name, (_measure, words, numbers) in PARTS.items():
            part = parts.add_parser(name, help=words)
            for number, value in {**numbers, "seed": 1, "repeats": 5}.items():
                part.add_argument(f"--{number}", type=int, default=value)
            part.add_argument("--json", action="store_true", help="for programs: one line")

    def handle(self, *args, part, **options):
        measure, _words, numbers = PARTS[part]
        with database_of_its_own():
            found = measure(**{name: options[name] for name in (*numbers, "seed", "repeats")})
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
