"""A round in which people name whom they would like, before the programme team decides."""

from dataclasses import replace

from matching.models import USUAL_CHOICES, Policy, policy_of
from matching.scoring import Part
from matching.services import change_policy, change_ranking, name_somebody
from matching.terms import Terms
from matching.worth import shared_out
from programmes.models import Enrolment
from tests.factories import ProfileFactory
from tests.matching.people import mentee_of, open_cohort


def with_wishes(terms: Terms, choices: int = USUAL_CHOICES) -> Terms:
    """The same with so much of 100 for whom people named."""
    weights = {part: (100 - choices) * getattr(terms.weights, part) for part in Part}
    shares = shared_out({**weights, Part.CHOICES: 100 * choices})
    return replace(terms, weights=replace(terms.weights, **{str(part): share for part, share in shares.items()}))


def naming_cohort(choices: int = USUAL_CHOICES, **fields):
    """A cohort in which people name others and managers are known, and its coordinator."""
    cohort, by = open_cohort(**fields)
    terms = with_wishes(policy_of(cohort.programme).terms, choices)
    change_policy(programme=cohort.programme, terms=terms, pairing=Policy.Pairing.RANKED, by=by)
    mentee_of(cohort, person__manager=ProfileFactory(), status=Enrolment.Status.REGISTERED)
    return cohort, by


def fresh(place):
    return Enrolment.objects.select_related("cohort__programme__policy", "person__user").get(pk=place.pk)


def name(place, *others):
    """The person of a place puts those of others on their list, one after the other."""
    place = fresh(place)
    for other in others:
        name_somebody(place=place, other=other.pk, by=place.person.user)


def move(place, other, way):
    place = fresh(place)
    change_ranking(place=place, other=other.pk, move=way, by=place.person.user)
