"""What a person's first page says: the one next step, then the rest."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Session
from matching.models import Membership, Mentorship
from mentoring.lib import clock, registry
from mentoring.lib.next_step import NextStep
from participants.models import Profile
from programmes.models import Cohort, Enrolment, Role


@dataclass(frozen=True, slots=True)
class PairCard:
    """One of a person's mentorships as their first page shows it."""

    mentorship: Mentorship
    partner: Membership
    partner_role: str
    next_session: Session | None


@dataclass(frozen=True, slots=True)
class EndedPair:
    """A mentorship that is over, with whom it was."""

    mentorship: Mentorship
    partner: Membership


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


def pairs_of(person: Profile) -> list[PairCard]:
    """The open mentorships of a person, each with the partner and the next session that is planned."""
    mentorships = list(Mentorship.objects.visible_to(person.user).active().with_people())
    coming = Session.objects.filter(mentorship__in=mentorships, starts_at__gte=clock.now())
    first = {session.mentorship_id: session for session in coming.planned().order_by("-starts_at")}
    return [_pair_card(mentorship, person, first.get(mentorship.pk)) for mentorship in mentorships]


def ended_pairs_of(person: Profile) -> list[EndedPair]:
    """The mentorships of a person that are over, the latest first; their pages stay open to both."""
    ended = Mentorship.objects.visible_to(person.user).ended().with_people().order_by("-ended_at", "pk")
    return [EndedPair(mentorship, _partner(mentorship, person)) for mentorship in ended]


def _partner(mentorship: Mentorship, person: Profile) -> Membership:
    return next(each for each in mentorship.memberships.all() if each.person_id != person.pk)


def _pair_card(mentorship: Mentorship, person: Profile, next_session: Session | None) -> PairCard:
    partner = _partner(mentorship, person)
    words: dict[str, str] = {Role.MENTOR: _("your mentor"), Role.MENTEE: _("your mentee")}
    return PairCard(mentorship, partner, words[partner.role], next_session)


def places_of(person: Profile) -> list[Enrolment]:
    """Places that are in no open mentorship: asked for, or approved and waiting for a match."""
    in_pair = Membership.objects.filter(enrolment=OuterRef("pk"), ended_at=None)
    waiting = Enrolment.objects.visible_to(person.user).taking_part().exclude(Exists(in_pair))
    return list(waiting.exclude(cohort__stage__in=Cohort.OVER).select_related("cohort__programme"))
