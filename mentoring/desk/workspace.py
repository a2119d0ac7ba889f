"""What the two people of a pair share, and what each keeps to themselves, gathered for the pair's own page."""

from dataclasses import dataclass
from datetime import date

from agreements.models import Agreement, Note, Session, Side
from feedback.models import Goal
from matching.models import Membership, Mentorship
from matching.services import finds_new_pairs
from mentoring.accounts.models import User
from mentoring.lib import clock


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything on the pair's page, for one of the two."""

    mentorship: Mentorship
    me: Membership
    partner: Membership
    agreement: Agreement
    own_side: Side
    agreed: list[Membership]
    coming: list[Session]
    waiting_for_log: list[Session]
    held: list[Session]
    goals: list[Goal]
    notes: list[Note]
    # Whether this person's place rests since the pair ended, and could be there for another one.
    may_look_again: bool

    @property
    def both_agreed(self) -> bool:
        return len(self.agreed) == 2

    @property
    def their_wish(self) -> date | None:
        """The day until which the other one would like to go on, where that waits for an answer."""
        return self.mentorship.wished_until if self.mentorship.wished_by_id == self.partner.person_id else None


def workspace_of(mentorship: Mentorship, user: User, *, with_notes: bool = True) -> Workspace:
    """Gather the page of a pair for one of its two people. The notes are this person's own and nobody else's."""
    memberships = list(mentorship.memberships.all())
    me = next(each for each in memberships if each.person.user_id == user.pk)
    partner = next(each for each in memberships if each is not me)
    now = clock.now()
    sessions = list(mentorship.sessions.order_by("starts_at"))
    planned = [each for each in sessions if each.status == Session.Status.PLANNED]
    agreement = mentorship.agreement
    sides = agreement.sides
    notes = Note.objects.visible_to(user).filter(mentorship=mentorship).select_related("session")
    return Workspace(
        mentorship=mentorship,
        me=me,
        partner=partner,
        agreement=agreement,
        own_side=next(side for side in sides if side.membership == me),
        agreed=[side.membership for side in sides if side.agreed_at],
        coming=[each for each in planned if each.ends_at > now],
        waiting_for_log=[each for each in planned if each.ends_at <= now],
        held=[each for each in reversed(sessions) if each.status == Session.Status.HELD],
        goals=list(mentorship.goals.all()),
        notes=list(notes) if with_notes else [],
        may_look_again=_may_look_again(me, mentorship),
    )


def _may_look_again(me: Membership, mentorship: Mentorship) -> bool:
    if mentorship.status == Mentorship.Status.ACTIVE or me.looks_again or not finds_new_pairs(mentorship.cohort):
        return False
    return me.enrolment.takes_part
