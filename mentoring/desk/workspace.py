"""What the two people of a pair share, and what each keeps to themselves, gathered for the pair's own page."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Model, QuerySet

from agreements.keys import is_locked
from agreements.models import Action, Agreement, Note, Session, Side
from agreements.standing import Standing, standing_of
from agreements.times import Times, times_for
from feedback.models import Goal
from feedback.next_steps import look_back_on
from matching.models import Membership, Mentorship
from matching.services import can_go_on, finds_new_pairs
from mentoring.accounts.models import User
from mentoring.desk.round_end import RoundEnd, round_end_of
from mentoring.lib import clock
from mentoring.lib.crypto import Undecipherable
from mentoring.lib.next_step import NextStep
from programmes.models import Role
from programmes.stages import OVER

# So many of each stand on the page; all of them are a link away.
SHOWN = 5
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Planned:
    """A session that is planned, and its time on the clocks of both."""

    session: Session
    times: Times


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything on the pair's page, for one of the two."""

    mentorship: Mentorship
    me: Membership
    partner: Membership
    agreement: Agreement
    own_side: Side
    agreed: list[Membership]
    coming: list[Planned]
    waiting_for_log: list[Planned]
    held: list[Session]
    goals: list[Goal]
    # Some are there that cannot be read, as with `is_locked`.
    has_closed_goals: bool
    actions: list[Action]
    has_done_actions: bool
    notes: list[Note]
    # Whether this person's place rests since the pair ended, and could be there for another one.
    may_look_again: bool
    # What somebody may say of a pair that has just ended, if they like.
    parting: NextStep | None
    # The key of their words is missing: nothing is lost, and nothing can be read or written.
    is_locked: bool

    @property
    def both_agreed(self) -> bool:
        return len(self.agreed) == 2

    @property
    def is_under_way(self) -> bool:
        return self.mentorship.status == Mentorship.Status.ACTIVE

    @property
    def round_end(self) -> RoundEnd | None:
        return round_end_of(self.mentorship, clock.company_today())

    @property
    def can_go_on(self) -> bool:
        return can_go_on(self.mentorship)

    @property
    def standing(self) -> Standing:
        return standing_of(self.agreement)

    @property
    def reviews_goals(self) -> bool:
        """Whether this one of the two says how far goals are: the mentee, until the round has closed."""
        return self.me.role == Role.MENTEE and self.mentorship.cohort.stage not in OVER

    @property
    def their_wish(self) -> date | None:
        """The day until which the other one would like to go on, where that waits for an answer."""
        return self.mentorship.wished_until if self.mentorship.wished_by_id == self.partner.person_id else None

    @property
    def is_end_kept(self) -> bool:
        """Whether this one of the two asked for longer, and was answered that it ends as planned."""
        return self.mentorship.end_kept_for_id == self.me.person_id


def workspace_of(mentorship: Mentorship, user: User, *, with_notes: bool = True) -> Workspace:
    """Gather the page of a pair for one of its two people. The notes are this person's own and nobody else's."""
    memberships = list(mentorship.memberships.all())
    me = next(each for each in memberships if each.person.user_id == user.pk)
    partner = next(each for each in memberships if each is not me)
    now, sessions = clock.now(), mentorship.sessions
    coming, waiting = first_of(sessions.ahead(now)), first_of(sessions.to_log(now))
    held = first_of(sessions.held().order_by("-starts_at"))
    agreement = mentorship.agreement
    sides = agreement.sides
    notes = mentorship.notes.visible_to(user)
    own_notes, actions = (
        first_of(notes if with_notes else notes.none()),
        first_of(mentorship.actions.open().select_related("owner__user")),
    )
    has_done_actions = mentorship.actions.done().exists()
    goals = list(mentorship.goals.visible_to(user).with_reviews())
    readable = [goal for goal in goals if _opens(goal)]
    return Workspace(
        mentorship=mentorship,
        me=me,
        partner=partner,
        agreement=agreement,
        own_side=next(side for side in sides if side.membership == me),
        agreed=[side.membership for side in sides if side.agreed_at],
        coming=[_planned(each, me, partner) for each in coming],
        waiting_for_log=[_planned(each, me, partner) for each in waiting],
        held=held,
        goals=readable,
        has_closed_goals=len(readable) < len(goals),
        actions=actions,
        has_done_actions=has_done_actions,
        notes=own_notes,
        may_look_again=_may_look_again(me, mentorship),
        parting=look_back_on(mentorship.cohort, me.person) if me.ended_at else None,
        is_locked=is_locked(mentorship, has_words=bool(own_notes or actions or has_done_actions)),
    )


def first_of(rows: QuerySet[Row]) -> list[Row]:
    return list(rows[:SHOWN])


def _planned(session: Session, me: Membership, partner: Membership) -> Planned:
    return Planned(session, times_for(session.starts_at, reader=me.person.user, other=partner.person.user))


def _opens(goal: Goal) -> bool:
    """Whether its words can be read: not where their key is missing."""
    try:
        _read = goal.sentence, goal.where_now, goal.what_good
    except Undecipherable:
        return False
    return True


def _may_look_again(me: Membership, mentorship: Mentorship) -> bool:
    if mentorship.status == Mentorship.Status.ACTIVE or me.looks_again or not finds_new_pairs(mentorship.cohort):
        return False
    return me.enrolment.takes_part
