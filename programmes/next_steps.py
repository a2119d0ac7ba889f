"""What programmes ask of a person: to look at a cohort that takes registrations."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentoring.lib import clock
from mentoring.lib.next_step import NextStep, Urgency
from participants.models import Profile
from programmes.models import Cohort


def register(person: Profile) -> list[NextStep]:
    """The cohort that closes its registration first, unless the person ever asked for a place in it."""
    cohort = (
        Cohort.objects.taking_registrations(clock.today())
        .filter(programme__organisation=person.organisation_id)
        .exclude(enrolments__person=person)
        .select_related("programme")
        .order_by("registration_ends_on", "id")
        .first()
    )
    return [_step(cohort)] if cohort else []


def _step(cohort: Cohort) -> NextStep:
    return NextStep(
        urgency=Urgency.REGISTER,
        title=_("Take part in %(programme)s") % {"programme": cohort.programme.name},
        text=_("You can join as a mentor or as a mentee until %(day)s.")
        % {"day": date_format(cohort.registration_ends_on)},
        url=cohort.get_absolute_url(),
        button=_("See what is involved"),
    )
