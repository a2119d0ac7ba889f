"""The review board: what a coordinator sees of a cohort's pairs, in a number of queries that never grows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypedDict
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.aggregates import Count
from django.db.models.functions import Coalesce, Least
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from matching.explain import Fit, fit
from matching.models import Membership, Mentorship, Proposal, ProposalSide, Run
from matching.scoring import POINTS_PER_WEIGHT, Part
from matching.why import Sentence, Stored, in_words, skill_names
from matching.words import fit_word
from mentoring.accounts.models import User
from mentoring.lib import clock
from participants.models import Profile
from programmes.models import Cohort, Enrolment, Role

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

PARTS = {
    Part.SKILLS: gettext_noop("Skills wanted"),
    Part.LEVEL: gettext_noop("How well they know them"),
    Part.SENIORITY: gettext_noop("Level"),
    Part.PLACE: gettext_noop("Place and hours"),
    Part.LANGUAGE: gettext_noop("Language"),
    Part.DEPARTMENT: gettext_noop("Other department"),
}
# Why somebody has nobody when the last search says nothing about them.
AFTER: Mapping[str, str] = {
    Proposal.Status.REMOVED: gettext_noop("The last suggestion was taken out."),
    Proposal.Status.DECLINED: gettext_noop("The last suggestion was not for this time."),
    Proposal.Status.ACCEPTED: gettext_noop("The last pair has ended."),
}
# Pairs that the page before sending names.
FIRST_PAIRS = 10
PILLS: Mapping[str, str] = {Proposal.Status.SENT: "info", Proposal.Status.ACCEPTED: "ok"}
# What was sent, in the order in which it asks for attention.
SENT_STATES = (Proposal.Status.SENT, Proposal.Status.ACCEPTED, Proposal.Status.DECLINED)


class StoredComponent(TypedDict):
    """One part of a score as a suggestion keeps it."""

    name: str
    points: int
    maximum: int


class Ended(TypedDict):
    """Whether the pair that a suggestion became is over."""

    has_ended: bool


ShownProposal: TypeAlias = "WithAnnotations[Proposal, Ended]"


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a fit: its share in percent for the bar, and points of how many."""

    label: str
    percent: int
    points: str
    maximum: str


@dataclass(frozen=True, slots=True)
class Pair:
    id: UUID
    mentee: Person
    mentor: Person
    fit: Fit
    fit_word: str
    points: str
    bars: list[Bar]
    why: list[Sentence]
    state: str
    pill: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mentee whom nothing is suggested for, and why."""

    person: Person
    why: list[str]


@dataclass(frozen=True, slots=True)
class Numbers:
    mentors: int
    places: int
    mentees: int


@dataclass(frozen=True, slots=True)
class Board:
    numbers: Numbers
    # The last search that finished; None before the first.
    run: Run | None
    drafts: list[Pair]
    sent: list[Pair]
    without: list[Waiting]

    @property
    def placed(self) -> int:
        """Mentees with a suggestion or a pair."""
        return self.numbers.mentees - len(self.without)


def board_of(cohort: Cohort) -> Board:
    """Everything on the board of a cohort: drafts by fit, what was sent by state, and who has nobody yet."""
    run = Run.objects.filter(cohort=cohort, finished_at__isnull=False).first()
    proposals = list(_proposals_of(cohort))
    lonely = list(_mentees_without(cohort))
    told = {entry["enrolment"]: entry["reasons"] for entry in run.unplaced} if run else {}
    shown = [proposal for proposal in proposals if proposal.status != Proposal.Status.REMOVED]
    names, style = skill_names([*(proposal.reasons for proposal in shown), *told.values()]), cohort.programme.style
    pairs = [(proposal.status, _pair(proposal, names, style)) for proposal in shown]
    return Board(
        numbers=numbers_of(cohort),
        run=run,
        drafts=[pair for status, pair in pairs if status == Proposal.Status.DRAFT],
        sent=[pair for wanted in SENT_STATES for status, pair in pairs if status == wanted],
        without=_waiting(lonely, told, proposals, names, style),
    )


def knows_managers(cohort: Cohort) -> bool:
    """Whether a manager is known of anybody who takes part; where none is, no reporting line can be checked."""
    return Enrolment.objects.taking_part().filter(cohort=cohort, person__manager__isnull=False).exists()


def numbers_of(cohort: Cohort) -> Numbers:
    """How many approved people there are, and how many places the mentors give."""
    is_mentor = Q(role=Role.MENTOR)
    counted = Enrolment.objects.matchable(cohort).aggregate(
        mentors=Count("pk", filter=is_mentor),
        places=Sum(Least("capacity", Coalesce("person__mentor_limit", "capacity")), filter=is_mentor, default=0),
        mentees=Count("pk", filter=Q(role=Role.MENTEE)),
    )
    return Numbers(**counted)


def _proposals_of(cohort: Cohort) -> QuerySet[ShownProposal]:
    """All suggestions of a cohort, the best fit first."""
    sides = ProposalSide.objects.select_related("enrolment__person__user", "enrolment__person__department")
    ended = Mentorship.objects.filter(proposal=OuterRef("pk"), status=Mentorship.Status.ENDED)
    return (
        Proposal.objects.filter(cohort=cohort)
        .annotate(has_ended=Exists(ended))
        .prefetch_related(Prefetch("sides", sides))
        .order_by("-score", "id")
    )


def mentees_without_pair(*cohorts: Cohort) -> QuerySet[Enrolment]:
    """Mentees with a place who are in no pair and have no suggestion, be it sent or waiting to be sent."""
    paired = Membership.objects.filter(enrolment=OuterRef("pk"), ended_at=None)
    suggested = ProposalSide.objects.filter(enrolment=OuterRef("pk"), proposal__in=Proposal.objects.open())
    mentees = Enrolment.objects.matchable(*cohorts).filter(role=Role.MENTEE)
    return mentees.exclude(Exists(paired) | Exists(suggested))


def leavers_in_pairs(user: User) -> QuerySet[Enrolment]:
    """Places in open pairs, in programmes this person coordinates, of people whose last day is over."""
    paired = Membership.objects.filter(enrolment=OuterRef("pk"), ended_at=None)
    places = Enrolment.objects.coordinated_by(user).filter(person__last_day__lt=clock.company_today())
    return places.filter(Exists(paired))


def partners_of(place: Enrolment) -> list[str]:
    """The names of those who are in an open pair with this place."""
    pairs = Membership.objects.filter(enrolment=place, ended_at=None).values("mentorship")
    others = Membership.objects.filter(mentorship__in=pairs).exclude(enrolment=place).select_related("person__user")
    return [other.person.user.name for other in others.order_by("person__user__name")]


def _mentees_without(cohort: Cohort) -> QuerySet[Enrolment]:
    people = mentees_without_pair(cohort).select_related("person__user", "person__department")
    return people.order_by("person__user__name", "pk")


def _waiting(
    places: Iterable[Enrolment],
    told: Mapping[str, Stored],
    proposals: Sequence[Proposal],
    names: Mapping[str, str],
    style: str,
) -> list[Waiting]:
    last = {
        side.enrolment_id: proposal.status
        for proposal in sorted(proposals, key=lambda proposal: proposal.created_at)
        for side in proposal.sides.all()
    }
    return [
        Waiting(
            _person(place.person),
            [sentence.text for sentence in in_words(told.get(str(place.pk), ()), names, style=style)]
            or [_after(last.get(place.pk))],
        )
        for place in places
    ]


def _after(status: str | None) -> str:
    return _(AFTER[status]) if status and status in AFTER else _("No search was made since this person got a place.")


def _pair(proposal: ShownProposal, names: Mapping[str, str], style: str) -> Pair:
    people = {side.role: side.enrolment.person for side in proposal.sides.all()}
    return Pair(
        id=proposal.pk,
        mentee=_person(people[Role.MENTEE]),
        mentor=_person(people[Role.MENTOR]),
        fit=fit(proposal.score),
        fit_word=fit_word(proposal.score),
        points=_points(proposal.score),
        bars=[_bar(component) for component in proposal.components],
        why=in_words(proposal.reasons, names, style=style),
        state=_("ended") if proposal.has_ended else proposal.get_status_display(),
        pill=_pill(proposal),
    )


def _pill(proposal: ShownProposal) -> str:
    if proposal.has_ended:
        return ""
    return PILLS.get(proposal.status, "")


def _bar(component: StoredComponent) -> Bar:
    points, maximum = component["points"], component["maximum"]
    return Bar(_(PARTS[Part(component["name"])]), points * 100 // maximum, _points(points), _points(maximum))


def _points(points: int) -> str:
    """Points of 1,000,000 as coordinators read them, of 100: "46.7", or "15" where nothing is lost."""
    tenths = round(points * 10 / POINTS_PER_WEIGHT)
    return number_format(tenths / 10, 1 if tenths % 10 else 0)


def _person(person: Profile) -> Person:
    department = person.department.name if person.department else ""
    return Person(person.user.name, ", ".join(part for part in (person.job_title, department) if part))


@dataclass(frozen=True, slots=True)
class Sending:
    """What sending the drafts of a cohort would do."""

    suggestions: int
    mails: int
    # People who cannot be written to.
    without_address: list[str]
    first: list[tuple[str, str]]
    more: int


def mails_to_send(cohort: Cohort) -> Sending:
    """How many suggestions and mails would go out, to whom none can, and the first pairs by name."""
    drafts = Proposal.objects.drafts_of(cohort)
    sides = (
        ProposalSide.objects.filter(proposal__in=drafts)
        .exclude(proposal__in=drafts.unanswerable())
        .order_by("-proposal__score", "proposal", "role")
        .values_list("proposal", "enrolment__person__user__name", "enrolment__person__user__email")
    )
    people = list(sides)
    pairs: dict[UUID, list[str]] = {}
    for proposal, name, _email in people:
        pairs.setdefault(proposal, []).append(name)
    first = [(mentee, mentor) for mentee, mentor in pairs.values()][:FIRST_PAIRS]
    return Sending(
        suggestions=len(pairs),
        mails=sum(bool(email) for _proposal, _name, email in people),
        without_address=[name for _proposal, name, email in people if not email],
        first=first,
        more=len(pairs) - len(first),
    )


def mails_at_closing(cohort: Cohort, target: str) -> list[tuple[int, str]]:
    """How many people read that the round has ended, before a cohort closes."""
    if target != Cohort.Stage.CLOSED:
        return []
    number = Enrolment.objects.told_at_closing(cohort).values("person").order_by().distinct().count()
    words = ngettext(
        "%(count)s person who takes part reads that the round has ended, with thanks.",
        "%(count)s people who take part read that the round has ended, with thanks.",
        number,
    )
    return [(number, words % {"count": number})]
