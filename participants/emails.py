"""The mails about people."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from mentoring.lib import links
from mentoring.outbox.kinds import Kind
from mentoring.outbox.services import Mail
from participants.models import Profile

KINDS = (Kind("invitation", _("Invitation to mentoring")),)


def invitation(person: Profile) -> Mail:
    """That mentoring is open to them, and that a mailed code lets them in."""
    user = person.user
    context = {
        "first_name": user.get_short_name(),
        "organisation": person.organisation.name,
        "address": user.email,
        "link": links.site_address(reverse("account_login")),
    }
    with translation.override(user.language or settings.LANGUAGE_CODE):
        parts = {
            part: render_to_string(f"emails/account/invitation.{part}", context)
            for part in ("subject.txt", "txt", "html")
        }
    return Mail(subject=" ".join(parts["subject.txt"].split()), text=parts["txt"], html=parts["html"])
