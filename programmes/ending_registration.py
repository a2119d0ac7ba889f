"""What becomes of registration, and of those who wait for an answer, when the looking for pairs begins."""

from typing import NamedTuple

from django.db.models import Count
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.lib import clock
from mentoring.lib.promised import promised
from programmes.models import Cohort, Enrolment


class Effect(NamedTuple):
    """What a step of a cohort does, in a sentence, and the page where something can be done about it."""

    sentence: str | Promise
    label: str | Promise = ""
    url: str = ""


def what_ends(cohort: Cohort) -> list[Effect]:
    """Of a cohort with a last day of registration: what that day was said to be, and who is left waiting."""
    asked = cohort.enrolments.filter(status__in=[Enrolment.Status.REGISTERED, Enrolment.Status.WAITING])
    numbers = dict(asked.order_by().values_list("status").annotate(number=Count("pk")))
    requests, waiting = (numbers.get(each, 0) for each in (Enrolment.Status.REGISTERED, Enrolment.Status.WAITING))
    return [_registration(cohort), _requests(cohort, requests), *_waiting_list(cohort, waiting)]


def _registration(cohort: Cohort) -> Effect:
    day = date_format(promised(cohort.registration_ends_on))
    if not cohort.takes_registrations(clock.today()):
        words = _("The last day to ask for a place was %(day)s. Registration ends for good and cannot be opened again.")
    else:
        words = _(
            "Registration ends now, though people were told that they can ask for a place until %(day)s. "
            "It cannot be opened again."
        )
    return Effect(words % {"day": day})


def _requests(cohort: Cohort, number: int) -> Effect:
    if not number:
        return Effect(_("No request waits for an answer."))
    words = ngettext(
        "%(count)d request still waits for an answer. You can answer it afterwards; until then, a search leaves "
        "this person out.",
        "%(count)d requests still wait for an answer. You can answer them afterwards; until then, a search leaves "
        "these people out.",
        number,
    )
    return Effect(words % {"count": number}, _("Read and answer"), _places_of(cohort, Enrolment.Status.REGISTERED))


def _waiting_list(cohort: Cohort, number: int) -> list[Effect]:
    """Whoever was told that there is no place yet: nothing is said where nobody was."""
    if not number:
        return []
    words = ngettext(
        "%(count)d person is on the waiting list. You can give them a place afterwards; until then, a search leaves "
        "them out too.",
        "%(count)d people are on the waiting list. You can give them places afterwards; until then, a search leaves "
        "them out too.",
        number,
    )
    return [Effect(words % {"count": number}, _("See who waits"), _places_of(cohort, Enrolment.Status.WAITING))]


def _places_of(cohort: Cohort, status: str) -> str:
    return reverse("admin:programmes_enrolment_changelist", query={"cohort": cohort.pk, "status__exact": status})
