"""What is counted of a cohort's pairs: who waits, what a search changed, which mails would go out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg, BoolOr
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.aggregates import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.bounds import HrField
from matching.models import Membership, Proposal, ProposalSide, Run, policy_of
from matching.shown_drafts import added_since
from mentoring.accounts.models import User
from mentoring.lib import clock
from participants.models import Profile
from programmes.models import Cohort, Enrolment, Programme, Role
from programmes.reports import people_told_at_closing

# Pairs that the page before sending names.
FIRST_PAIRS = 10
# That HR says each of somebody; of everybody it says an organisation.
IS_SAID: Mapping[HrField, Q] = {
    HrField.COUNTRIES: ~Q(country=""),
    HrField.BUSINESS_LINES: ~Q(business_line=""),
    HrField.COST_CENTRES: ~Q(cost_centre=""),
    HrField.JOB_TITLES: ~Q(job_title=""),
    HrField.GRADES: Q(grade__isnull=False),
    HrField.EMPLOYMENT_TYPES: ~Q(employment_type=""),
    HrField.YEARS_JOINED: Q(hired_on__isnull=False),
}


@dataclass(frozen=True, slots=True)
class Numbers:
    mentors: int
    places: int
    mentees: int
    # Of those who take part, whose manager is known; where it is nobody's, no reporting line can be checked.
    with_manager: int


def numbers_of(cohort: Cohort) -> Numbers:
    """How many approved people there are, and how many places the mentors give here.

    A mentor's limit over all programmes does not show in it: nobody sees that number, the search alone keeps to it.
    """
    matchable = Q(status=Enrolment.Status.APPROVED, person__user__is_active=True)
    is_mentor, is_mentee = matchable & Q(role=Role.MENTOR), matchable & Q(role=Role.MENTEE)
    counted = (
        Enrolment.objects.taking_part()
        .filter(cohort=cohort)
        .aggregate(
            mentors=Count("pk", filter=is_mentor),
            places=Sum("capacity", filter=is_mentor, default=0),
            mentees=Count("pk", filter=is_mentee),
            with_manager=Count("pk", filter=Q(person__manager__isnull=False)),
        )
    )
    return Numbers(**counted)


def hr_fields_unsaid(programme: Programme) -> set[HrField]:
    """What HR says of nobody who is of the programme's organisation or takes part, so that no tie of it makes a
    difference. One query.
    """
    takes_part = Enrolment.objects.taking_part().filter(cohort__programme=programme)
    is_asked = Q(organisation=programme.organisation_id) | Q(pk__in=takes_part.values("person"))
    said = Profile.objects.filter(is_asked).aggregate(
        **{str(field): BoolOr(is_said) for field, is_said in IS_SAID.items()}
    )
    return {field for field in IS_SAID if not said[field]}


def people_without_pair(*cohorts: Cohort) -> QuerySet[Enrolment]:
    """People with a place who are in no pair and have no suggestion, be it sent or waiting to be sent."""
    return alone(Enrolment.objects.matchable(*cohorts))


def mentees_without_pair(*cohorts: Cohort) -> QuerySet[Enrolment]:
    """The mentees among them."""
    return people_without_pair(*cohorts).filter(role=Role.MENTEE)


def people_never_paired(cohort: Cohort) -> QuerySet[Enrolment]:
    """People with a place who were in no pair of it at any time: of a cohort that is over, in which nobody is now."""
    return Enrolment.objects.matchable(cohort).exclude(Exists(_ever_paired()))


def mentees_placed(cohort: Cohort) -> QuerySet[Enrolment]:
    """The mentees with a place who are in a pair now or have an open suggestion; nobody whose pair has ended."""
    places = Enrolment.objects.matchable(cohort).filter(role=Role.MENTEE)
    return places.filter(Exists(_paired()) | Exists(_suggested()))


@dataclass(frozen=True, slots=True)
class Mentees:
    """The mentees with a place, each counted once: the five add up to all of them. Once their cohort is over, each was
    in a pair, or in none.
    """

    # In a pair now, whatever else is suggested; at any time, where the cohort is over.
    paired: int = 0
    # Who has a suggestion that was sent.
    sent: int = 0
    # Of whom only a draft speaks.
    drafted: int = 0
    # With nobody: those whom a search looks for.
    alone: int = 0
    # Whose pair has ended, and who want no other.
    at_rest: int = 0

    @property
    def suggested(self) -> int:
        return self.sent + self.drafted


def mentees_of(cohort: Cohort) -> tuple[Mentees, Collection[UUID]]:
    """How many mentees are where, and the places of those with nobody, in one query.

    Whoever could be counted twice is what comes first in Mentees. Of a cohort that is over it counts the pairs there
    were, for closing it ended them.
    """
    is_sent = _suggested().filter(proposal__status=Proposal.Status.SENT)
    is_over = cohort.stage in Cohort.OVER
    where = Case(
        When(Exists(_ever_paired() if is_over else _paired()), then=Value("paired")),
        When(Exists(is_sent), then=Value("sent")),
        When(Exists(_suggested()), then=Value("drafted")),
        When(Exists(_at_rest()), then=Value("at_rest")),
        default=Value("alone"),
    )
    places = Enrolment.objects.matchable(cohort).filter(role=Role.MENTEE).annotate(where=where)
    lonely = ArrayAgg("pk", filter=Q(where="alone"), default=Value([]))
    rows = places.values_list("where").annotate(number=Count("pk"), lonely=lonely).order_by()
    found = {where: (number, pks) for where, number, pks in rows}
    return Mentees(**{where: number for where, (number, _pks) in found.items()}), found.get("alone", (0, ()))[1]


def alone(places: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Those of these places that are in no pair and no open suggestion, and whose person is there for another pair."""
    return places.filter(is_alone())


def is_alone() -> Q:
    """Of places: in no pair, no open suggestion and no rest."""
    return ~(Q(Exists(_paired())) | Q(Exists(_suggested())) | Q(Exists(_at_rest())))


def _paired() -> QuerySet[Membership]:
    """The open pairs of a place of an outer query."""
    return Membership.objects.filter(enrolment=OuterRef("pk"), ended_at=None)


def _ever_paired() -> QuerySet[Membership]:
    """The pairs, open or ended, of the person of a place of an outer query, in its cohort and role."""
    there = {"person": OuterRef("person"), "role": OuterRef("role"), "mentorship__cohort": OuterRef("cohort")}
    return Membership.objects.filter(**there)


def _at_rest() -> QuerySet[Membership]:
    return Membership.objects.at_rest().filter(enrolment=OuterRef("pk"))


def _suggested() -> QuerySet[ProposalSide]:
    return ProposalSide.objects.filter(enrolment=OuterRef("pk"), proposal__in=Proposal.objects.open())


def leavers_in_pairs(user: User) -> QuerySet[Enrolment]:
    """Places in open pairs, in programmes this person coordinates, of people whose last day is over."""
    return Enrolment.objects.coordinated_by(user).filter(left_in_pair())


def left_in_pair() -> Q:
    """Of places: those in an open pair of somebody whose last day is over."""
    gone = Profile.objects.who_left(clock.company_today())
    return Q(Exists(_paired()), person__in=gone)


def partners_of(place: Enrolment) -> list[str]:
    """The names of those who are in an open pair with this place."""
    pairs = Membership.objects.filter(enrolment=place, ended_at=None).values("mentorship")
    others = Membership.objects.filter(mentorship__in=pairs).exclude(enrolment=place).select_related("person__user")
    return [other.person.user.name for other in others.order_by("person__user__name")]


def unanswered(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Those that closed without an answer and whose mentee has nobody since: each waits for a coordinator."""
    places = Enrolment.objects.able_to_answer().filter(pk=OuterRef("enrolment"))
    lonely = ProposalSide.objects.filter(Exists(alone(places)), proposal=OuterRef("pk"), role=Role.MENTEE)
    return proposals.filter(Exists(lonely), status=Proposal.Status.LAPSED).exclude(origin=Proposal.Origin.REQUEST)


def what_changed(run: Run, before: Run) -> list[str]:
    """How a search differs from the one before it, in words; suggestions sent between the two make no sense of it.

    Whether anything but the search changed is not told from what the two knew: even a private wish would show in it.
    """
    more = len(run.pairs) - len(before.pairs)
    changed = sum(run.pairs.get(mentee) != mentor for mentee, mentor in before.pairs.items())
    return [
        _placed(more),
        ngettext("%(count)d pair changed.", "%(count)d pairs changed.", changed) % {"count": changed},
        _("People, places and wishes may have changed since that search, too."),
    ]


def _placed(more: int) -> str:
    if not more:
        return _("As many mentees placed as in the search before.")
    words = (
        ngettext(
            "%(count)d more mentee placed than in the search before.",
            "%(count)d more mentees placed than in the search before.",
            more,
        )
        if more > 0
        else ngettext(
            "%(count)d mentee fewer placed than in the search before.",
            "%(count)d mentees fewer placed than in the search before.",
            -more,
        )
    )
    return words % {"count": abs(more)}


@dataclass(frozen=True, slots=True)
class Sending:
    """What sending the drafts of a cohort would do."""

    # Those that would go out, by their keys.
    drafts: Collection[UUID]
    suggestions: int
    mails: int
    # People who cannot be written to.
    without_address: list[str]
    first: list[tuple[str, str]]
    more: int
    # The first of those that an earlier page did not show.
    added: list[tuple[str, str]]
    # Suggestions that wait and do not go out.
    taken_out: int


def mails_to_send(cohort: Cohort, impossible: Collection[UUID], *, shown: str = "") -> Sending:
    """How many suggestions and mails would go out, to whom none can, and the first pairs by name.

    Without those that are `impossible`, given by their keys (`services.not_to_send`). `shown` are the marks of those
    that a page showed before (`shown_drafts`); empty where there was none.
    """
    drafts = Proposal.objects.drafts_of(cohort)
    sides = (
        ProposalSide.objects.filter(proposal__in=drafts)
        .exclude(proposal__in=impossible)
        .order_by("-proposal__score", "proposal", "role")
        .values_list("proposal", "enrolment__person__user__name", "enrolment__person__user__email")
    )
    people = list(sides)
    pairs: dict[UUID, list[str]] = {}
    for proposal, name, _email in people:
        pairs.setdefault(proposal, []).append(name)
    first = [(mentee, mentor) for mentee, mentor in pairs.values()][:FIRST_PAIRS]
    new = added_since(shown, pairs) if shown else ()
    return Sending(
        drafts=pairs.keys(),
        suggestions=len(pairs),
        mails=sum(bool(email) for _proposal, _name, email in people),
        without_address=[name for _proposal, name, email in people if not email],
        first=first,
        more=len(pairs) - len(first),
        added=[(mentee, mentor) for key, (mentee, mentor) in pairs.items() if key in new][:FIRST_PAIRS],
        taken_out=len(impossible),
    )


def mails_at_matching(cohort: Cohort, target: str) -> list[tuple[int, str]]:
    """How many people read that they can choose somebody, or name whom they would like, where people do."""
    policy = policy_of(cohort.programme)
    roles = policy.namers or ((policy.chooser,) if policy.chooser else ())
    if target != Cohort.Stage.MATCHING or not roles:
        return []
    places = Enrolment.objects.matchable(cohort).filter(role__in=roles, person__user__email__isnull=False)
    number = places.count()
    if policy.namers:
        words = ngettext(
            "%(count)s person reads that they can name whom they would like, and sees who fits.",
            "%(count)s people read that they can name whom they would like, and see who fits.",
            number,
        )
        return [(number, words % {"count": number})]
    words = ngettext(
        "%(count)s person reads that they can choose now, and sees who fits.",
        "%(count)s people read that they can choose now, and see who fits.",
        number,
    )
    return [(number, words % {"count": number})]


def mails_at_closing(cohort: Cohort, target: str) -> list[tuple[int, str]]:
    """How many people read that the round has ended, before a cohort closes."""
    if target != Cohort.Stage.CLOSED:
        return []
    number = people_told_at_closing(cohort)
    words = ngettext(
        "%(count)s person who takes part reads that it has ended, with thanks.",
        "%(count)s people who take part read that it has ended, with thanks.",
        number,
    )
    return [(number, words % {"count": number})]
