"""`invite_people`: people of a department hear by mail how to sign in; who has no address gets one first."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext_lazy as _

from mentoring.lib.errors import Refused
from participants.management.database import ensure_tables
from participants.models import Profile
from participants.services import department_called, invite_people, invite_people_with_address

# Whether addresses were to be made, and what is said where there was nobody.
NOBODY = {
    True: _("Everybody who works there has an address already."),
    False: _("Everybody with an address there has signed in or was invited before."),
}


class Command(BaseCommand):
    help = (
        "Invite people of a department who never signed in, at the address they have; with --domain, those without one "
        "get one made from their names. Again invites the next ones."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--department", required=True, metavar="NAME", help="the department, such as Engineering")
        parser.add_argument(
            "--domain", default="", help="what new addresses end in, such as mail.example, for people who have none"
        )
        parser.add_argument("--limit", required=True, type=int, metavar="N", help="how many people at most")

    def handle(self, *, department: str, domain: str, limit: int, **options: object) -> None:
        ensure_tables()
        try:
            people = invited(department=department, domain=domain, limit=limit)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        for person in people:
            self.stdout.write(f"{person.user.name} <{person.user.email}>")
        if not people:
            self.stdout.write(NOBODY[bool(domain)])


def invited(*, department: str, domain: str, limit: int) -> list[Profile]:
    if domain:
        return invite_people(department=department, domain=domain, limit=limit)
    return invite_people_with_address(departments=[department_called(department)], limit=limit)
