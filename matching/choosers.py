"""Who may choose for themselves just now, or name whom they would like, in programmes where people do."""

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypedDict

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.aggregates import Count
from django.db.models.functions import Coalesce

from matching.models import CHOOSERS, NAMERS, Membership, Policy, Proposal, ProposalSide
from matching.trained import trained_as_asked
from programmes.models import Cohort, Enrolment, Role

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

# From the end of registration, when everybody who can be chosen is there, for as long as pairs are found.
OPEN = (Cohort.Stage.MATCHING, Cohort.Stage.RUNNING)


class ChoiceAsked(TypedDict):
    """The parts of `Choice`, as the database answers."""

    chooses: bool
    has_choice: bool
    names: bool


PlaceWithChoice: TypeAlias = "WithAnnotations[Enrolment, ChoiceAsked]"


class Choice(NamedTuple):
    """Whether a place's owner may choose somebody now, or name whom they would like, and whether anybody is there who
    could be chosen.
    """

    chooses: bool = False
    has_choice: bool = False
    names: bool = False


def with_choices(places: QuerySet[Enrolment]) -> "QuerySet[PlaceWithChoice]":
    """With the parts of `Choice`: much to ask, so of those places alone in whose programmes people have a say."""
    chooses = places_that_choose().filter(pk=OuterRef("pk")).order_by()
    return places.annotate(
        chooses=Exists(chooses),
        has_choice=Exists(chooses.filter(somebody_is_there())),
        names=Exists(places_that_name().filter(pk=OuterRef("pk")).order_by()),
    )


def places_that_choose() -> QuerySet[Enrolment]:
    """Places whose people may ask somebody now: theirs is the role that chooses, in a cohort that finds pairs, and they
    are in no suggestion that waits for answers or is kept, nor at rest; mentees are in no pair.

    Whether a mentor has a place left is not looked at: that takes their other programmes.
    """
    chooses = Q()
    for style, role in CHOOSERS.items():
        chooses |= Q(cohort__programme__style=style, role=role)
    pairs = _pairs_by(Policy.Pairing.SUGGESTED, Policy.Pairing.CHOSEN)
    open_places = Enrolment.objects.able_to_answer().filter(pairs, chooses, cohort__stage__in=OPEN)
    return open_places.filter(~Q(Exists(_held()) | Exists(_at_rest())), ~Q(Exists(_paired()), role=Role.MENTEE))


def somebody_is_there() -> Q:
    """Of places that choose: somebody else of their round could be asked, by whomever: a mentor with a place free and
    with the training that is asked for, or a mentee who has nobody.

    It knows no rule that holds between two people, so it tells nothing of any, and now and then the list of a place for
    which it holds is empty all the same; `services.choosable` knows that, at the price of a search.
    """
    others = Enrolment.objects.able_to_answer().filter(~Q(Exists(_at_rest())), cohort=OuterRef("cohort"))
    others = others.exclude(person=OuterRef("person")).order_by()
    return Q(Exists(_with_a_place(others)), role=Role.MENTEE) | Q(Exists(_with_nobody(others)), role=Role.MENTOR)


def _with_a_place(others: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """As `services.seats.left_of` and what is held count it."""
    seats = Membership.objects.filter(seat__person=OuterRef("person"), ended_at=None)
    held = ProposalSide.objects.filter(enrolment__person=OuterRef("person"), proposal__in=Proposal.objects.held())
    mentors = others.filter(trained_as_asked(), role=Role.MENTOR).alias(
        held=_number(held.filter(role=Role.MENTOR), "enrolment__person"),
        taken=_number(seats, "seat__person"),
    )
    in_limit = Q(person__mentor_limit=None) | Q(person__mentor_limit__gt=F("taken") + F("held"))
    return mentors.filter(in_limit, capacity__gt=F("taken") + F("held"))


def _with_nobody(others: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    return others.filter(~Q(Exists(_held()) | Exists(_paired())), role=Role.MENTEE)


def _number(rows: QuerySet[Any], of: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(of).annotate(number=Count("pk")).values("number")), Value(0))


def places_that_name() -> QuerySet[Enrolment]:
    """Places whose people may name whom they would like: theirs is a role that does, in a cohort that finds pairs or is
    always on, no suggestion to them waits for answers, and they are not at rest; mentees are in no pair.

    A draft makes no difference, kept or not: nobody hears of one before it is sent. Whether a mentor has a place left
    is not looked at, as above.
    """
    names = Q()
    for style, roles in NAMERS.items():
        names |= Q(cohort__programme__style=style, role__in=roles)
    open_places = Enrolment.objects.able_to_answer().filter(_pairs_by(Policy.Pairing.RANKED), names, _finds_pairs())
    return open_places.filter(~Q(Exists(_asked()) | Exists(_at_rest())), ~Q(Exists(_paired()), role=Role.MENTEE))


def _finds_pairs() -> Q:
    return Q(cohort__stage__in=OPEN) | Q(cohort__stage=Cohort.Stage.REGISTRATION, cohort__always_on=True)


def _pairs_by(*pairings: Policy.Pairing) -> Q:
    """Whose programme finds pairs in one of these ways, as set for the style it has."""
    policy = "cohort__programme__policy"
    return Q(**{f"{policy}__style": F("cohort__programme__style"), f"{policy}__pairing__in": pairings})


def _asked() -> QuerySet[ProposalSide]:
    return ProposalSide.objects.filter(enrolment=OuterRef("pk"), proposal__status=Proposal.Status.SENT)


def _held() -> QuerySet[ProposalSide]:
    return ProposalSide.objects.filter(enrolment=OuterRef("pk"), proposal__in=Proposal.objects.held())


def _at_rest() -> QuerySet[Membership]:
    return Membership.objects.at_rest().filter(enrolment=OuterRef("pk"))


def _paired() -> QuerySet[Membership]:
    return Membership.objects.filter(enrolment=OuterRef("pk"), ended_at=None)
