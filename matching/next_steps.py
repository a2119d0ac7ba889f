"""What matching asks of a person: to answer a suggestion, or, as a coordinator, to find and send pairs."""

from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import Proposal, ProposalSide
from matching.reports import mentees_without_pair
from mentoring.lib import clock
from mentoring.lib.next_step import NextStep, Urgency
from participants.models import Profile
from programmes.models import Cohort, Enrolment, Role

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Drafts(TypedDict):
    """How many suggestions wait to be sent."""

    drafts: int


CohortToReview: TypeAlias = "WithAnnotations[Cohort, Drafts]"


def answer_suggestions(person: Profile) -> list[NextStep]:
    """Each suggestion that waits for this person's answer, the oldest first."""
    others = (
        ProposalSide.objects.filter(
            proposal__status=Proposal.Status.SENT,
            proposal__in=ProposalSide.objects.filter(
                enrolment__person=person, answer=ProposalSide.Answer.WAITING
            ).values("proposal"),
        )
        .exclude(enrolment__person=person)
        .select_related("proposal__cohort__programme", "enrolment__person__user")
        .order_by("proposal__sent_at", "proposal_id")
    )
    return [_step(other) for other in others]


def review_pairs(person: Profile) -> list[NextStep]:
    """For a coordinator: each cohort whose pairs wait to be sent, whose registration is over and has no pairs, or in
    which mentees were left without a pair by the last search or an answer since.
    """
    drafts = Count("proposals", filter=Q(proposals__status=Proposal.Status.DRAFT))
    cohorts = Cohort.objects.coordinated_by(person.user).select_related("programme").annotate(drafts=drafts)
    is_over = Q(stage=Cohort.Stage.REGISTRATION, registration_ends_on__lt=clock.today())
    begun = Q(stage__in=[Cohort.Stage.MATCHING, Cohort.Stage.RUNNING])
    under_way = cohorts.filter(stage__in=Cohort.GIVING_PLACES)
    ordered = list(under_way.filter(Q(drafts__gt=0) | is_over | begun | _can_begin()).order_by("starts_on", "pk"))
    waiting = [cohort for cohort in ordered if cohort.drafts or cohort.stage != Cohort.Stage.RUNNING]
    return [*map(_review_step, waiting), *_without_pair_steps(ordered)]


def _can_begin() -> Q:
    """Of cohorts that are always on, whose registration is never over: those with somebody to pair."""
    approved = Enrolment.objects.approved().filter(cohort=OuterRef("pk"), person__user__is_active=True)
    mentor, mentee = (Exists(approved.filter(role=role)) for role in (Role.MENTOR, Role.MENTEE))
    return Q(mentor, mentee, stage=Cohort.Stage.REGISTRATION, always_on=True)


def _without_pair_steps(cohorts: list[CohortToReview]) -> list[NextStep]:
    """One for each cohort in which some have a suggestion or a pair and others have none; one query for all."""
    searched = [cohort for cohort in cohorts if cohort.drafts or cohort.stage == Cohort.Stage.RUNNING]
    if not searched:
        return []
    places = mentees_without_pair(*searched).order_by().values_list("cohort").annotate(number=Count("pk"))
    numbers = dict(places)
    return [_without_pair_step(cohort, numbers[cohort.pk]) for cohort in searched if cohort.pk in numbers]


def _without_pair_step(cohort: Cohort, number: int) -> NextStep:
    title = ngettext(
        "%(count)s mentee of %(programme)s is without a pair",
        "%(count)s mentees of %(programme)s are without a pair",
        number,
    )
    return NextStep(
        urgency=Urgency.PAIRS_TO_REVIEW,
        title=title % {"count": number, "programme": cohort.programme.name},
        text=_("In %(cohort)s, no suggestion is open for them. Perhaps another mentor fits.") % {"cohort": cohort.name},
        url=reverse("admin:matching_cohort_board", args=[cohort.pk]),
        button=_("Review pairs"),
    )


def _review_step(cohort: CohortToReview) -> NextStep:
    title = _("Review the pairs of %(cohort)s") if cohort.drafts else _("Find the best pairs of %(cohort)s")
    text = _("Registration is over. It takes a moment, and nothing is sent until you say so.")
    if cohort.drafts:
        text = _("They are ready to be sent. Nobody reads a suggestion before you send it.")
    elif cohort.always_on:
        text = _("There is somebody for each side. It takes a moment, and nothing is sent until you say so.")
    return NextStep(
        urgency=Urgency.PAIRS_TO_REVIEW,
        title=title % {"cohort": cohort},
        text=text,
        url=reverse("admin:matching_cohort_board", args=[cohort.pk]),
        button=_("Go to the pairs"),
    )


def _step(other: ProposalSide) -> NextStep:
    name = other.enrolment.person.user.name
    title = (
        _("Would you mentor %(name)s?") if other.role == Role.MENTEE else _("Would you like to learn with %(name)s?")
    )
    return NextStep(
        urgency=Urgency.SUGGESTION,
        title=title % {"name": name},
        text=_("A suggestion of %(programme)s. Nothing starts unless both of you say yes.")
        % {"programme": other.proposal.cohort.programme.name},
        url=other.proposal.get_absolute_url(),
        button=_("Look at the suggestion"),
    )
