"""The mails about people."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentoring.lib import links
from mentoring.outbox.kinds import Kind
from mentoring.outbox.services import Mail
from mentoring.outbox.writing import write_mail
from participants.models import HrAnalyst, Profile

KINDS = (
    Kind("invitation", _("Invitation to mentoring")),
    Kind("analyst_granted", _("Somebody became an HR analyst")),
)


def invitation(person: Profile) -> Mail:
    """That mentoring is open to them, and that a mailed code lets them in."""
    return write_mail(
        "account/invitation",
        reader=person.user,
        organisation=person.organisation.name,
        address=person.user.email,
        link=links.site_address(reverse("account_login")),
    )


def analyst_granted(analyst: HrAnalyst) -> Mail:
    """That they may read an organisation's reports now, what these show, and what they are never for."""
    return write_mail(
        "analyst_granted",
        reader=analyst.user,
        organisation=analyst.organisation.name,
        link=links.site_address(reverse("feedback:report-list")),
    )
