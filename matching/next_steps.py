"""What matching asks of a person: to answer a suggestion, or, as a coordinator, to find and send pairs."""

from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import Proposal, ProposalSide
from matching.reports import leavers_in_pairs, mentees_without_pair, unanswered
from mentoring.lib import clock
from mentoring.lib.next_step import NextStep, Urgency
from mentoring.lib.promised import promised
from participants.models import Profile
from programmes.models import Cohort, Enrolment, Role
from programmes.policies import works_in_office

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


# Two suggestions to one mentee that got no answer are one thing to do.
ONE_A_MENTEE = Count("sides__enrolment", filter=Q(sides__role=Role.MENTEE), distinct=True)


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
    if not works_in_office(person.user):
        return []
    drafts = Count("proposals", filter=Q(proposals__status=Proposal.Status.DRAFT))
    cohorts = Cohort.objects.coordinated_by(person.user).select_related("programme").annotate(drafts=drafts)
    is_over = Q(stage=Cohort.Stage.REGISTRATION, registration_ends_on__lt=clock.today())
    begun = Q(stage__in=[Cohort.Stage.MATCHING, Cohort.Stage.RUNNING])
    under_way = cohorts.filter(stage__in=Cohort.GIVING_PLACES)
    ordered = list(under_way.filter(Q(drafts__gt=0) | is_over | begun | _can_begin()).order_by("starts_on", "pk"))
    waiting = [cohort for cohort in ordered if cohort.drafts or cohort.stage != Cohort.Stage.RUNNING]
    return [*map(_review_step, waiting), *_without_pair_steps(ordered)]


def end_pairs_of_leavers(person: Profile) -> list[NextStep]:
    """For a coordinator: each place in an open pair of somebody who left, whose pair nobody else can end well."""
    if not works_in_office(person.user):
        return []
    places = (
        leavers_in_pairs(person.user)
        .order_by("person__last_day", "pk")
        .select_related("person__user", "cohort__programme")
    )
    return [_leaver_step(place) for place in places]


def _leaver_step(place: Enrolment) -> NextStep:
    return NextStep(
        urgency=Urgency.PAIR_OF_LEAVER,
        title=_("%(name)s has left: end the pair") % {"name": place.person.user.name},
        text=_("The other one of the pair still waits in %(programme)s, and can then find somebody else.")
        % {"programme": place.cohort.programme.name},
        url=reverse("admin:matching_leaver_end", args=[place.pk]),
        button=_("End the pair"),
    )


def _can_begin() -> Q:
    """Of cohorts that are always on, whose registration is never over: those with somebody to pair."""
    approved = Enrolment.objects.approved().filter(cohort=OuterRef("pk"), person__user__is_active=True)
    mentor, mentee = (Exists(approved.filter(role=role)) for role in (Role.MENTOR, Role.MENTEE))
    return Q(mentor, mentee, stage=Cohort.Stage.REGISTRATION, always_on=True)


def _without_pair_steps(cohorts: list[CohortToReview]) -> list[NextStep]:
    """For each cohort in which some have a suggestion or a pair: what got no answer in time, and who else has nobody.

    Two queries for all.
    """
    searched = [cohort for cohort in cohorts if cohort.drafts or cohort.stage == Cohort.Stage.RUNNING]
    if not searched:
        return []
    places = mentees_without_pair(*searched).order_by().values_list("cohort").annotate(number=Count("pk"))
    lonely = dict(places)
    late = dict(unanswered(*searched).order_by().values_list("cohort").annotate(number=ONE_A_MENTEE)) if lonely else {}
    steps = []
    for cohort in searched:
        number = late.get(cohort.pk, 0)
        if number:
            steps.append(_unanswered_step(cohort, number))
        if lonely.get(cohort.pk, 0) > number:
            steps.append(_without_pair_step(cohort, lonely[cohort.pk] - number))
    return steps


def _unanswered_step(cohort: Cohort, number: int) -> NextStep:
    title = ngettext(
        "%(count)s suggestion of %(programme)s got no answer in time",
        "%(count)s suggestions of %(programme)s got no answer in time",
        number,
    )
    return NextStep(
        urgency=Urgency.PAIRS_TO_REVIEW,
        title=title % {"count": number, "programme": cohort.programme.name},
        text=_("Send it again with a new day, or find pairs again. Nobody was told that an answer is missing."),
        url=reverse("admin:matching_cohort_board", args=[cohort.pk]),
        button=_("Review pairs"),
    )


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
        text=_("A suggestion of %(programme)s. Please answer by %(day)s. Nothing starts unless both of you say yes.")
        % {
            "programme": other.proposal.cohort.programme.name,
            "day": date_format(promised(other.proposal.reply_by), "D j M"),
        },
        url=other.proposal.get_absolute_url(),
        button=_("Look at the suggestion"),
    )
