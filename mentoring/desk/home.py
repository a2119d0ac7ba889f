"""What a person's first page says: the one next step, then the rest."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Session
from matching.models import Membership, Mentorship
from mentoring.lib import clock, registry
from mentoring.lib.next_step import NextStep
from participants.models import Profile
from programmes.models import Cohort, Enrolment, Role

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


@dataclass(frozen=True, slots=True)
class PairCard:
    """One of a person's mentorships as their first page shows it."""

    mentorship: Mentorship
    partner: Membership
    partner_role: str
    next_session_at: datetime | None


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


class NextSession(TypedDict):
    """When the two meet next, if they planned it."""

    next_session_at: datetime | None


PlannedMentorship: TypeAlias = "WithAnnotations[Mentorship, NextSession]"


def steps_for(person: Profile) -> list[NextStep]:
    """Everything this person could do now, the most urgent first."""
    gathered = (step for answer in registry.next_steps.ask(person) for step in answer)
    return sorted(gathered, key=lambda step: step.urgency)


def greeting(name: str, at: datetime) -> str:
    """A greeting for the time of day where the person is."""
    hour = timezone.localtime(at).hour
    if hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if hour < 18:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def pairs_of(person: Profile) -> Pairs:
    """Everything of a person's pairs in two queries, however many there are."""
    coming = Session.objects.filter(mentorship=OuterRef("pk"), starts_at__gte=clock.now()).planned()
    first = Subquery(coming.order_by("starts_at").values("starts_at")[:1])
    visible = Mentorship.objects.visible_to(person.user).with_people()
    found: list[PlannedMentorship] = list(visible.annotate(next_session_at=first).order_by("-ended_at", "pk"))
    is_open = [each for each in found if each.status == Mentorship.Status.ACTIVE]
    is_over = [each for each in found if each.status == Mentorship.Status.ENDED]
    return Pairs(
        open=[_pair_card(each, person) for each in is_open],
        ended=[EndedPair(each, _partner(each, person)) for each in is_over],
    )


def _partner(mentorship: Mentorship, person: Profile) -> Membership:
    return next(each for each in mentorship.memberships.all() if each.person_id != person.pk)


def _pair_card(mentorship: PlannedMentorship, person: Profile) -> PairCard:
    partner = _partner(mentorship, person)
    words: dict[str, str] = {Role.MENTOR: _("your mentor"), Role.MENTEE: _("your mentee")}
    return PairCard(mentorship, partner, words[partner.role], mentorship.next_session_at)


def places_of(person: Profile) -> list[Enrolment]:
    """Places that are in no open mentorship and not at rest: asked for, or approved and waiting for a match."""
    in_pair = Membership.objects.filter(enrolment=OuterRef("pk"), ended_at=None)
    at_rest = Membership.objects.at_rest().filter(enrolment=OuterRef("pk"))
    waiting = Enrolment.objects.visible_to(person.user).taking_part().exclude(Exists(in_pair) | Exists(at_rest))
    return list(waiting.exclude(cohort__stage__in=Cohort.OVER).select_related("cohort__programme"))
