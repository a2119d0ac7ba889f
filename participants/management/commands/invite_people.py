"""`invite_people`: people of a department get an address to sign in with, and a mail that says so."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from mentoring.lib.errors import Refused
from participants.management.database import ensure_tables
from participants.services import invite_people


class Command(BaseCommand):
    help = "Give people of a department an address made from their names, and invite them. Again invites the next ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--department", required=True, metavar="NAME", help="the department, such as Engineering")
        parser.add_argument("--domain", required=True, help="what the addresses end in, such as mail.example")
        parser.add_argument("--limit", required=True, type=int, metavar="N", help="how many people at most")

    def handle(self, *, department: str, domain: str, limit: int, **options: object) -> None:
        ensure_tables()
        try:
            people = invite_people(department=department, domain=domain, limit=limit)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        for person in people:
            self.stdout.write(f"{person.user.name} <{person.user.email}>")
        if not people:
            self.stdout.write(_("Everybody who works there has an address already."))
