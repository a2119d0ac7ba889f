"""The mails of programmes: a place asked for, a place given."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from mentoring.lib import clock, links
from mentoring.outbox.kinds import Kind
from mentoring.outbox.services import Mail
from programmes.models import Enrolment, Role

# Answers to what somebody asked for, so none is counted.
KINDS = (
    Kind("place_requested", _("A place was asked for")),
    Kind("place_approved", _("A place was given")),
)


def place_requested(enrolment: Enrolment) -> Mail:
    """That the request arrived, and what happens next."""
    return _mail_about("place_requested", enrolment)


def place_approved(enrolment: Enrolment) -> Mail:
    """That the place is theirs, and when suggestions come."""
    return _mail_about("place_approved", enrolment)


def _mail_about(name: str, enrolment: Enrolment) -> Mail:
    user, cohort = enrolment.person.user, enrolment.cohort
    context = {
        "first_name": user.get_short_name(),
        "programme": cohort.programme.name,
        "cohort": cohort,
        "is_open": cohort.takes_registrations(clock.today()),
        "is_mentor": enrolment.role == Role.MENTOR,
        "link": links.site_address(enrolment.get_absolute_url()),
    }
    with translation.override(user.language or settings.LANGUAGE_CODE):
        parts = {part: render_to_string(f"emails/{name}.{part}", context) for part in ("subject.txt", "txt", "html")}
    return Mail(subject=" ".join(parts["subject.txt"].split()), text=parts["txt"], html=parts["html"])
