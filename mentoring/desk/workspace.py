"""What the two people of a pair share, and what each keeps to themselves, gathered for the pair's own page."""

from dataclasses import dataclass

from agreements.models import Agreement, Note, Session, Side
from feedback.models import Goal
from matching.models import Membership, Mentorship
from mentoring.accounts.models import User
from mentoring.lib import clock
from programmes.models import Role
from programmes.stages import OVER


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

    @property
    def both_agreed(self) -> bool:
        return len(self.agreed) == 2

    @property
    def reviews_goals(self) -> bool:
        """Whether this one of the two says how far goals are: the mentee, until the round has closed."""
        return self.me.role == Role.MENTEE and self.mentorship.cohort.stage not in OVER


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
        goals=list(mentorship.goals.with_reviews()),
        notes=list(notes) if with_notes else [],
    )
