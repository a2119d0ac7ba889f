"""`make_administrator ADDRESS`: somebody who has an account becomes a site administrator."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.accounts.services import make_site_administrator
from mentoring.lib.errors import Refused


class Command(BaseCommand):
    help = "Make an account that is here already, such as that of somebody of an HR file, a site administrator's."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="the e-mail address of the account")

    def handle(self, *, address: str, **options: object) -> None:
        user = User.objects.having(address)
        if user is None:
            raise CommandError(
                _("No account has the address %(address)s. The command “createsuperuser” makes a new one.")
                % {"address": address}
            )
        try:
            is_new = make_site_administrator(user=user)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        done = _("%(name)s is a site administrator. Their sessions have ended: they sign in anew.")
        stands = _("%(name)s is a site administrator already. Nothing was changed.")
        self.stdout.write((done if is_new else stands) % {"name": user.name})
