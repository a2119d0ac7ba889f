"""What programmes ask of a person: to look at a cohort that takes registrations, or, as a coordinator, to set one up
and to answer.
"""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.lib import clock
from mentoring.lib.next_step import NextStep, Urgency
from mentoring.lib.promised import promised
from participants.models import Profile
from programmes.models import Cohort, Enrolment, Programme
from programmes.policies import works_in_office


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


def answer_requests(person: Profile) -> list[NextStep]:
    """One step for all requests that wait for this coordinator's answer."""
    if not works_in_office(person.user):
        return []
    waiting = Enrolment.objects.coordinated_by(person.user).filter(
        status=Enrolment.Status.REGISTERED, cohort__stage=Cohort.Stage.REGISTRATION
    )
    count = waiting.count()
    if not count:
        return []
    return [
        NextStep(
            urgency=Urgency.PLACES_TO_ANSWER,
            title=ngettext("One person asks for a place", "%(count)s people ask for a place", count) % {"count": count},
            text=_("Look at who they are and approve them, so that they can be matched."),
            url=f"{reverse('admin:programmes_enrolment_changelist')}?status__exact={Enrolment.Status.REGISTERED}",
            button=_("Answer the requests"),
        )
    ]


def set_up_cohort(person: Profile) -> list[NextStep]:
    """For a coordinator: the first of their programmes that has no cohort yet, so that nobody can join it."""
    if not works_in_office(person.user):
        return []
    programmes = Programme.objects.filter(coordinators__user=person.user, cohorts=None).order_by("name", "pk")
    return [_set_up_step(programme) for programme in programmes[:1]]


def _set_up_step(programme: Programme) -> NextStep:
    return NextStep(
        urgency=Urgency.COHORT_TO_SET_UP,
        title=_("Set up your first cohort"),
        text=_("%(programme)s has none yet. A cohort is one round with its dates; nobody sees it before you open it.")
        % {"programme": programme.name},
        url=reverse("admin:programmes_cohort_add", query={"programme": programme.pk}),
        button=_("Set it up"),
    )


def _step(cohort: Cohort) -> NextStep:
    return NextStep(
        urgency=Urgency.REGISTER,
        title=_("Take part in %(programme)s") % {"programme": cohort.programme.name},
        text=_("You can join as a mentor or as a mentee until %(day)s.")
        % {"day": date_format(promised(cohort.registration_ends_on))},
        url=cohort.get_absolute_url(),
        button=_("See what is involved"),
    )
