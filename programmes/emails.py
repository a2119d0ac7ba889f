"""The mails of programmes: a place asked for, a place given, a programme to run, a round that nears its end."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentoring.lib import clock, links
from mentoring.outbox import kinds
from mentoring.outbox.kinds import Kind
from mentoring.outbox.services import Mail
from mentoring.outbox.writing import write_mail
from programmes.models import Cohort, Coordinator, Enrolment, Role

ROUND_CLOSING = "round_closing"
ROUND_CLOSING_ALONE = "round_closing_alone"
# Answers to what somebody asked for, or news of one's own role, are not counted. That a round nears its end is.
KINDS = (
    Kind("place_requested", _("A place was asked for")),
    Kind("place_approved", _("A place was given")),
    Kind("place_waiting", _("A request is on the waiting list")),
    Kind("place_declined", _("A place could not be given")),
    Kind("place_taken_back", _("A place was taken back")),
    Kind("coordinator_added", _("Somebody became a coordinator")),
    Kind(ROUND_CLOSING, _("A round of mentoring nears its end"), is_counted=True, topic=kinds.ROUND_NEWS),
    Kind(
        ROUND_CLOSING_ALONE,
        _("A round nears its end, to somebody in no pair"),
        is_counted=True,
        topic=kinds.ROUND_NEWS,
    ),
)


def place_requested(*places: Enrolment) -> Mail:
    """That the request arrived, for one role or both, and what happens next."""
    roles = {place.role for place in places}
    return _mail_about("place_requested", places[0], is_both=len(roles) > 1)


def place_approved(enrolment: Enrolment) -> Mail:
    """That the place is theirs, and when suggestions come."""
    return _mail_about("place_approved", enrolment)


def place_waiting(enrolment: Enrolment) -> Mail:
    """That there is no place yet, what the programme team says to it, and that nothing needs to be done."""
    return _mail_about("place_waiting", enrolment, words=enrolment.answer_words)


def place_declined(enrolment: Enrolment) -> Mail:
    """That there is no place this time. It is sent, and soon: who hears nothing goes on hoping and asks in vain."""
    return _mail_about("place_declined", enrolment, words=enrolment.answer_words)


def place_taken_back(enrolment: Enrolment, *, is_in_pair: bool) -> Mail:
    """That the programme team ended the place, in their words; of a pair it speaks to whoever is in one alone."""
    return _mail_about("place_taken_back", enrolment, words=enrolment.answer_words, is_in_pair=is_in_pair)


def coordinator_added(coordinator: Coordinator) -> Mail:
    """That they run a programme now, what that means, and where it is done."""
    programme = coordinator.programme
    return write_mail(
        "coordinator_added",
        reader=coordinator.user,
        programme=programme.name,
        link=links.site_address(reverse("admin:programmes_programme_change", args=[programme.pk])),
    )


def round_closing(place: Enrolment, cohort: Cohort, *, plans_on: Sequence[str]) -> Mail:
    """That a round comes to its end: what a pair can still do, or, for whoever is in none, that no new ones begin.

    `plans_on` are the pages on which this person plans to meet, one for each pair; from home they see several.
    """
    page = reverse("desk:home") if plans_on else place.get_absolute_url()
    return write_mail(
        ROUND_CLOSING if plans_on else ROUND_CLOSING_ALONE,
        reader=place.person.user,
        programme=cohort.programme.name,
        cohort=cohort.name,
        pairs=len(plans_on),
        always_on=cohort.always_on,
        link=links.site_address(plans_on[0] if len(plans_on) == 1 else page),
    )


def _mail_about(name: str, enrolment: Enrolment, **more: object) -> Mail:
    cohort = enrolment.cohort
    return write_mail(
        name,
        reader=enrolment.person.user,
        programme=cohort.programme.name,
        contact_name=cohort.programme.hr_contact_name,
        contact_email=cohort.programme.hr_contact_email,
        cohort=cohort,
        is_open=cohort.takes_registrations(clock.today()),
        is_mentor=enrolment.role == Role.MENTOR,
        link=links.site_address(enrolment.get_absolute_url()),
        **more,
    )
