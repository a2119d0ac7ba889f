"""One suggestion as the board shows it: where it stands, both people, the fit with its parts, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from matching.explain import Fit, fit
from matching.models import Proposal, ProposalSide
from matching.points import tenths_of, tenths_that_add_up
from matching.scoring import Part
from matching.why import Sentence, in_words
from matching.words import fit_word
from mentoring.lib.promised import promised
from participants.card import work_of
from participants.models import Profile
from programmes.models import Enrolment, Programme, Role

PARTS = {
    Part.SKILLS: gettext_noop("Skills wanted"),
    Part.LEVEL: gettext_noop("How well they know them"),
    Part.SENIORITY: gettext_noop("Level"),
    Part.PLACE: gettext_noop("Place and hours"),
    Part.LANGUAGE: gettext_noop("Language"),
    Part.DEPARTMENT: gettext_noop("Other department"),
    Part.WAYS: gettext_noop("Ways of working"),
    Part.CAREER: gettext_noop("Career path"),
    Part.AIMS: gettext_noop("Aims"),
    Part.INTERESTS: gettext_noop("Interests outside work"),
    # Counted in a search and shown of no pair.
    Part.CHOICES: gettext_noop("Wishes"),
}
Status = Proposal.Status
PILLS: Mapping[str, str] = {Status.SENT: "info", Status.ACCEPTED: "ok", Status.LAPSED: "warn"}


class Place(NamedTuple):
    """Where a suggestion stands, before it is read in full."""

    id: UUID
    status: str
    locked: bool
    origin: str
    score: int
    created_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None
    mentee: UUID
    mentor: UUID
    # The mentee has an open suggestion or pair.
    is_settled: bool
    is_looked_for: bool
    # The mentee had a mentor, or was asked about one, when it was made.
    is_further: bool

    @property
    def has_ended(self) -> bool:
        return self.ended_at is not None

    @property
    def stands(self) -> bool:
        """Whether these two are a pair, or may still become one."""
        return self.status in {Status.DRAFT, Status.SENT, Status.ACCEPTED} and not self.has_ended

    @property
    def is_held(self) -> bool:
        """Whether they stand so that no search takes them apart: no draft, or one that is kept."""
        return self.stands and (self.locked or self.status != Status.DRAFT)

    @property
    def is_movable_first(self) -> bool:
        """A draft of no further mentor that a search may choose anew, as `services.movable_firsts` finds them."""
        return self.status == Status.DRAFT and not self.locked and not self.is_further

    @property
    def list_name(self) -> str:
        return {Status.DRAFT: "drafts", Status.REMOVED: "removed"}.get(Status(self.status), "sent")

    @property
    def urgency(self) -> int:
        """What waits for the coordinator first, then what waits for an answer, then what is settled."""
        if self.status == Status.LAPSED and not self.is_settled:
            return 0
        return {Status.SENT: 1, Status.ACCEPTED: 2}.get(Status(self.status), 3) + 2 * self.has_ended


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
    mentee_place: UUID
    mentee: Person
    mentor: Person
    fit: Fit
    fit_word: str
    points: str
    bars: list[Bar]
    why: list[Sentence]
    state: str
    # Who waits for whom, or what can be done.
    words: str
    pill: str
    is_kept: bool
    by_hand: bool
    # It followed a suggestion that came to nothing.
    is_next: bool
    is_further: bool
    # These two are a pair, or may still become one.
    stands: bool
    # Beside what no search touches, its mentee would like another mentor and may have one.
    may_have_more: bool
    # Closed without an answer, and its mentee has nobody else, or fewer than they would like.
    can_go_again: bool
    # Taken out, and both are still without anybody else as far as the board knows.
    can_go_back: bool


def pair_of(
    place: Place,
    proposal: Proposal,
    names: Mapping[str, str],
    programme: Programme,
    standing: Mapping[UUID, int],
    held: Mapping[UUID, int],
) -> Pair:
    """`standing` counts in how many suggestions and pairs each place is here, `held` without drafts that nobody keeps;
    a mentor's limit over all programmes is private.
    """
    sides = {side.role: side for side in proposal.sides.all()}
    mentor, mentee = sides[Role.MENTOR].enrolment, sides[Role.MENTEE].enrolment
    had, kept = standing.get(mentee.pk, 0), held.get(mentee.pk, 0)
    most = min(mentee.capacity, programme.mentors_each)
    has_wish = kept > 0 and had < most
    has_room = mentor.capacity > standing.get(mentor.pk, 0)
    is_free = has_room and mentor.status == Enrolment.Status.APPROVED and mentor.person.user.is_active
    can_go_again = proposal.status == Status.LAPSED and (not place.is_settled or has_wish)
    # Beside a draft that nobody keeps nothing is put back.
    is_waited_for = not place.is_settled or (has_wish and had == kept)
    return Pair(
        id=proposal.pk,
        mentee_place=mentee.pk,
        mentee=person_of(mentee.person),
        mentor=person_of(mentor.person),
        fit=fit(proposal.score),
        fit_word=fit_word(proposal.score),
        points=points_of_100(proposal.score),
        bars=_bars(proposal.components),
        why=in_words(proposal.reasons, names, style=programme.style),
        state=_("ended") if place.has_ended else proposal.get_status_display(),
        words=_words(place, proposal, sides),
        pill="" if place.has_ended else PILLS.get(proposal.status, ""),
        is_kept=proposal.locked,
        by_hand=proposal.origin == Proposal.Origin.COORDINATOR,
        is_next=proposal.origin == Proposal.Origin.NEXT,
        is_further=place.is_further,
        stands=place.stands,
        may_have_more=kept < most,
        can_go_again=can_go_again,
        can_go_back=proposal.status == Proposal.Status.REMOVED and is_free and is_waited_for,
    )


def _words(place: Place, proposal: Proposal, sides: Mapping[str, ProposalSide]) -> str:
    """How far it is while it is open, and what became of it. No answer has a name: who said yes first would tell, once
    it comes to nothing, who said no.
    """
    if proposal.status == Status.REMOVED and proposal.locked:
        return _("You had kept this pair. One of the two no longer takes part.")
    if proposal.status not in (Status.SENT, Status.LAPSED):
        return ""
    day = date_format(promised(proposal.reply_by), "D j M")
    if proposal.status == Status.LAPSED:
        return _("It was open until %(day)s.") % {"day": day}
    if proposal.origin == Proposal.Origin.REQUEST:
        return _("One of the two asked the other. It is open until %(day)s.") % {"day": day}
    if any(side.answer == ProposalSide.Answer.YES for side in sides.values()):
        return _("One of the two said yes. It is open until %(day)s.") % {"day": day}
    return _("Both are asked to answer by %(day)s.") % {"day": day}


def _bars(components: Sequence[Mapping[str, Any]]) -> list[Bar]:
    """The parts of a fit; what is shown of them adds up to what is shown of the whole."""
    shown = tenths_that_add_up([component["points"] for component in components])
    return [_bar(component, tenths) for component, tenths in zip(components, shown, strict=True)]


def _bar(component: Mapping[str, Any], tenths: int) -> Bar:
    points, maximum = component["points"], component["maximum"]
    label = _(PARTS[Part(component["name"])])
    return Bar(label, points * 100 // maximum, _of_100(tenths), points_of_100(maximum))


def points_of_100(points: int) -> str:
    """Points of 1,000,000 as coordinators read them, of 100: "46.7", or "15" where nothing is lost."""
    return _of_100(tenths_of(points))


def _of_100(tenths: int) -> str:
    return number_format(tenths / 10, 1 if tenths % 10 else 0)


def person_of(person: Profile) -> Person:
    return Person(person.user.name, work_of(person))
