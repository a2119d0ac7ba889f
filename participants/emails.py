"""The mails about people."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentoring.lib import links
from mentoring.outbox.kinds import Kind
from mentoring.outbox.services import Mail
from mentoring.outbox.writing import write_mail
from participants.models import Profile

KINDS = (Kind("invitation", _("Invitation to mentoring")),)


def invitation(person: Profile) -> Mail:
    """That mentoring is open to them, and that a mailed code lets them in."""
    return write_mail(
        "account/invitation",
        reader=person.user,
        organisation=person.organisation.name,
        address=person.user.email,
        link=links.site_address(reverse("account_login")),
    )
