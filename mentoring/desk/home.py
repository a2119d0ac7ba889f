"""What a person's first page says: the one next step, then the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Session
from matching.models import Membership, Mentorship
from matching.own_steps import answer_or_choose
from matching.place_stands import Found, stands_of, with_found
from mentoring.accounts.models import User
from mentoring.desk.round_end import round_end_of
from mentoring.lib import clock, registry
from mentoring.lib.next_step import NextStep
from participants.models import Profile
from programmes.models import Cohort, CohortNumbers, Enrolment, Role
from programmes.place_words import Place, place_in_words
from programmes.policies import works_in_office
from programmes.stage_words import Pill, people_in_words, stage_pill

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


# Cohorts on a coordinator's first page.
MOST_COHORTS = 9
# The hour from which on it is morning.
NIGHT_ENDS = 5
# So long a place shows how it ended once its cohort is over.
SHOWN_AFTER_THE_END = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class PairCard:
    """One of a person's mentorships as their first page shows it."""

    mentorship: Mentorship
    partner: Membership
    partner_role: str
    next_session_at: datetime | None
    # Whether the time of a session of theirs has come, and it was not cancelled.
    has_had_session: bool
    # That their round nears its end, and what can still be done; empty before.
    round_end: str


@dataclass(frozen=True, slots=True)
class EndedPair:
    """A mentorship that is over, with whom it was."""

    mentorship: Mentorship
    partner: Membership


@dataclass(frozen=True, slots=True)
class Pairs:
    """A person's mentorships: those under way, and those that are over, the latest first, whose pages stay open."""

    open: list[PairCard]
    ended: list[EndedPair]


@dataclass(frozen=True, slots=True)
class CohortCard:
    """A cohort as its coordinator's first page shows it: its stage and figures, in words."""

    cohort: Cohort
    pill: Pill
    figures: list[str]


class CohortFigures(CohortNumbers):
    """What is counted of a cohort: those who ask, and the pairs under way."""

    pairs: int


class NextSession(TypedDict):
    """When the two meet next, if they planned it, and whether the time of a session has come."""

    next_session_at: datetime | None
    has_had_session: bool


class PlaceShown(Found):
    """Whether a pair under way or at rest shows this place already, and whether its cohort had a pair of the person."""

    is_elsewhere: bool
    had_pair: bool


Partner: TypeAlias = "WithAnnotations[Membership, NextSession]"
PlaceToShow: TypeAlias = "WithAnnotations[Enrolment, PlaceShown]"
CohortToLookAfter: TypeAlias = "WithAnnotations[Cohort, CohortFigures]"


@dataclass(frozen=True, slots=True)
class OwnMatters:
    """Everything a person could do now, the most urgent first, then what is only offered, then what is done; and the
    places that their first page shows.
    """

    steps: list[NextStep]
    places: list[Place]


def own_matters(person: Profile) -> OwnMatters:
    """What every app asks of this person, and their places with what was found so far for those that are confirmed.

    What may be done with a place is asked once, for the steps and for the words of the place.
    """
    places = places_of(person)
    steps, choices = answer_or_choose(person, places)
    asked = [*steps, *(step for answer in registry.next_steps.ask(person) for step in answer)]
    asked.sort(key=lambda step: (step.is_done, step.is_offer, step.urgency))
    shown = places_to_show(places)
    stands = stands_of((place for place in shown if place.status == Enrolment.Status.APPROVED), choices)
    return OwnMatters(asked, [place_in_words(place, stands.get(place.pk)) for place in shown])


def greeting(name: str, at: datetime) -> str:
    """A greeting for the time of day where the person is; the night belongs to the evening before."""
    hour = timezone.localtime(at).hour
    if NIGHT_ENDS <= hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def pairs_of(person: Profile) -> Pairs:
    """Everything of a person's pairs in one query, however many there are.

    Those under way stand in the order of their next sessions, those that planned none at the end.
    """
    partners = list(_partners_of(person))
    is_open = [each for each in partners if each.mentorship.status == Mentorship.Status.ACTIVE]
    is_over = [each for each in partners if each.mentorship.status == Mentorship.Status.ENDED]
    return Pairs(
        open=[_pair_card(each) for each in sorted(is_open, key=_by_next_session)],
        ended=[EndedPair(each.mentorship, each) for each in is_over],
    )


def _by_next_session(partner: Partner) -> tuple[bool, float]:
    at = partner.next_session_at
    return (at is None, at.timestamp() if at else 0)


def _partners_of(person: Profile) -> "QuerySet[Partner]":
    """The other one of each mentorship of this person, with all that their card shows."""
    now, theirs = clock.now(), Session.objects.filter(mentorship=OuterRef("mentorship"))
    coming = theirs.filter(starts_at__gte=now).planned()
    past = theirs.filter(starts_at__lt=now).exclude(status=Session.Status.CANCELLED)
    first = Subquery(coming.order_by("starts_at").values("starts_at")[:1])
    others = Membership.objects.filter(mentorship__in=Mentorship.objects.visible_to(person.user)).exclude(person=person)
    return (
        others.annotate(next_session_at=first, has_had_session=Exists(past))
        .select_related("mentorship__cohort__programme", "person__user", "person__department")
        .order_by("-mentorship__ended_at", "mentorship")
    )


def _pair_card(partner: Partner) -> PairCard:
    mentorship = partner.mentorship
    words: dict[str, str] = {Role.MENTOR: _("your mentor"), Role.MENTEE: _("your mentee")}
    end = round_end_of(mentorship, clock.company_today())
    near = end.words if end and end.is_near else ""
    return PairCard(
        mentorship,
        partner,
        words[partner.role],
        next_session_at=partner.next_session_at,
        has_had_session=partner.has_had_session,
        round_end=near,
    )


def cohorts_of(user: User) -> list[CohortCard]:
    """The first cohorts that somebody coordinates and that are not over; the office lists all of them.

    One query, and none for anybody who does not work there.
    """
    if not works_in_office(user):
        return []
    pairs = Mentorship.objects.active().filter(cohort=OuterRef("pk")).order_by().values("cohort")
    number = Subquery(pairs.annotate(number=Count("pk")).values("number"))
    cohorts = Cohort.objects.coordinated_by(user).exclude(stage__in=Cohort.OVER).with_numbers()
    ordered = cohorts.select_related("programme").order_by("programme__name", "starts_on", "name")
    rows: list[CohortToLookAfter] = list(ordered.annotate(pairs=Coalesce(number, 0))[:MOST_COHORTS])
    return [CohortCard(each, stage_pill(each), _figures(each)) for each in rows]


def _figures(cohort: CohortToLookAfter) -> list[str]:
    """What the programme may know of a cohort: numbers, never who."""
    if not cohort.mentors and not cohort.mentees:
        return [_("Nobody has asked for a place yet.")]
    people = people_in_words(cohort.mentors, cohort.mentees)
    figures = [_("%(people)s ask for or have a place.") % {"people": people}]
    if cohort.requests:
        waiting = ngettext(
            "%(count)d request waits for an answer.", "%(count)d requests wait for an answer.", cohort.requests
        )
        figures.append(waiting % {"count": cohort.requests})
    if cohort.pairs:
        paired = ngettext("%(count)d pair is under way.", "%(count)d pairs are under way.", cohort.pairs)
        figures.append(paired % {"count": cohort.pairs})
    return figures


def places_of(person: Profile) -> "list[PlaceToShow]":
    """What a person asked for, and the answers they got, but for what is over for long. One query."""
    in_pair = Membership.objects.filter(enrolment=OuterRef("pk"), ended_at=None)
    at_rest = Membership.objects.at_rest().filter(enrolment=OuterRef("pk"))
    over_for_long = Cohort.objects.closed_by(clock.now() - SHOWN_AFTER_THE_END)
    found = Enrolment.objects.visible_to(person.user).exclude(cohort__in=over_for_long)
    return list(
        with_found(found)
        .annotate(is_elsewhere=Exists(in_pair) | Exists(at_rest), had_pair=Exists(_pairs_there(person)))
        .select_related("cohort__programme")
        .order_by("cohort", "role", "registered_at")
    )


def places_to_show(places: "Sequence[PlaceToShow]") -> "list[PlaceToShow]":
    """Those of a person's places in which they have no open mentorship, in their order.

    A place that waits or is at work shows as long as its cohort is not over. Where none does, the latest place of
    the cohort shows how it ended, and goes on showing it for a while after the cohort is over.
    """
    at_work = {place.pk: place.cohort_id for place in places if place.takes_part and not _is_over(place)}
    latest = {
        place.cohort_id: place.pk
        for place in sorted(places, key=lambda place: place.registered_at)
        if place.cohort_id not in at_work.values() and not place.had_pair
    }
    shown = {*at_work, *latest.values()}
    return [place for place in places if place.pk in shown and not place.is_elsewhere]


def _is_over(place: Enrolment) -> bool:
    return place.cohort.stage in Cohort.OVER


def _pairs_there(person: Profile) -> QuerySet[Membership]:
    """The mentorships in a place's cohort, which the page names by themselves, also once they ended."""
    return Membership.objects.filter(person=person, mentorship__cohort=OuterRef("cohort"))
