"""A round in which people choose for themselves."""

from django.urls import reverse

from matching.models import Policy, policy_of
from matching.services import ask_for_pair, change_policy
from programmes.models import Enrolment
from tests.factories import ProfileFactory
from tests.matching.people import mentee_of, open_cohort
from tests.matching.suggested import visible_text


def choosing_cohort(pairing=Policy.Pairing.SUGGESTED, **fields):
    """A cohort in which people choose for themselves and managers are known, and its coordinator."""
    cohort, by = open_cohort(**fields)
    change_policy(programme=cohort.programme, terms=policy_of(cohort.programme).terms, pairing=pairing, by=by)
    mentee_of(cohort, person__manager=ProfileFactory(), status=Enrolment.Status.REGISTERED)
    return cohort, by


def ask(asker, other, *, no_line=True):
    """What one press does, by rows read anew; of hardly anybody here a manager is known."""
    asker = Enrolment.objects.select_related("cohort__programme", "person__user").get(pk=asker.pk)
    return ask_for_pair(asker=asker, other=other.pk, by=asker.person.user, no_line=no_line)


def list_of(place):
    return reverse("matching:choice-list", args=[place.pk])


def seen(sign_in, place, address=None, **extra):
    """What the owner of a place reads on the page of their choice, or at an address."""
    page = sign_in(place.person).get(address or list_of(place), follow=True, **extra)
    return visible_text(page.content.decode())


def press(sign_in, place, other, *, line="no"):
    address = reverse("matching:choice-ask", args=[place.pk, other.pk])
    page = sign_in(place.person).post(address, {"line": line}, follow=True)
    return visible_text(page.content.decode())
