"""Who may choose for themselves just now, in programmes where people do."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from matching.models import CHOOSERS, Membership, Policy, Proposal, ProposalSide
from programmes.models import Cohort, Enrolment, Role

# From the end of registration, when everybody who can be chosen is there, for as long as pairs are found.
OPEN = (Cohort.Stage.MATCHING, Cohort.Stage.RUNNING)


def places_that_choose() -> QuerySet[Enrolment]:
    """Places whose people may ask somebody now: theirs is the role that chooses, in a cohort that finds pairs, and they
    are in no suggestion that waits for answers or is kept, nor at rest; mentees are in no pair.

    Whether a mentor has a place left is not looked at: that takes their other programmes.
    """
    programme = "cohort__programme"
    chosen = Q(**{f"{programme}__policy__style": F(f"{programme}__style")}) & ~Q(
        **{f"{programme}__policy__pairing": Policy.Pairing.APPOINTED}
    )
    chooses = Q()
    for style, role in CHOOSERS.items():
        chooses |= Q(**{f"{programme}__style": style}, role=role)
    open_places = Enrolment.objects.able_to_answer().filter(chosen, chooses, cohort__stage__in=OPEN)
    return open_places.filter(~Q(Exists(_held()) | Exists(_at_rest())), ~Q(Exists(_paired()), role=Role.MENTEE))


def _held() -> QuerySet[ProposalSide]:
    return ProposalSide.objects.filter(enrolment=OuterRef("pk"), proposal__in=Proposal.objects.held())


def _at_rest() -> QuerySet[Membership]:
    return Membership.objects.at_rest().filter(enrolment=OuterRef("pk"))


def _paired() -> QuerySet[Membership]:
    return Membership.objects.filter(enrolment=OuterRef("pk"), ended_at=None)
