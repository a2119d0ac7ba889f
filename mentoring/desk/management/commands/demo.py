import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from mentoring.desk.demo.company import FEWEST_PEOPLE, MOST_PEOPLE
from mentoring.desk.demo.story import STAGES, Story
from mentoring.lib.env import LOCAL_DIR
from participants.management.database import ensure_tables
from participants.models import Profile


class Command(BaseCommand):
    help = "Build an invented company with programmes under way, to try everything on. Only where nobody is yet."

    def add_arguments(self, parser):
        parser.add_argument("--stage", choices=list(STAGES), default="running")
        parser.add_argument("--people", type=int, default=60)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args, stage, people, seed, **options):
        if not FEWEST_PEOPLE <= people <= MOST_PEOPLE:
            raise CommandError(f"Please ask for {FEWEST_PEOPLE} to {MOST_PEOPLE} people.")
        ensure_tables()
        if Profile.objects.exists():
            raise CommandError("There are people here already. The demonstration is for an empty installation.")
        with transaction.atomic():
            logins = Story(people=people, seed=seed).tell(stage)
        lines = [f"{login.role:<26}{login.address:<40}  {login.password}" for login in logins]
        self.stdout.write("\n".join(lines))
        if LOCAL_DIR.is_dir():
            keep(LOCAL_DIR / "logins.txt", "\n".join(lines) + "\n")


def keep(path: Path, text: str) -> None:
    """For this user's eyes alone, from the first byte on."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
