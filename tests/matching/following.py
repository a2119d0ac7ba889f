"""A running round in which the programme team suggested two to each other, and what follows."""

from matching.models import Proposal, policy_of
from matching.services import change_policy, decline_proposal, tend_suggestions
from mentoring.audit.services import record_event
from mentoring.lib import clock
from programmes.models import Cohort, Programme, Role
from tests.factories import at, make_proposal
from tests.matching.people import mentee_of, mentor_of, open_cohort

# A Wednesday at noon, and a quarter of an hour later.
NOON, SOON = "2026-11-25 12:00", "2026-11-25 12:15"
READY, SENT, TEAM = "ready", "sent", "team"


class Round:
    """Ann and Bo were suggested to each other. Cy fits her as well as Bo does, Dan less well."""

    def __init__(self, next_up=READY, **fields):
        self.cohort, self.by = open_cohort(**{"stage": Cohort.Stage.RUNNING, **fields})
        self.wish(next_up)
        self.ann = mentee_of(self.cohort, "Speaking", person__user__name="Ann")
        self.bo = mentor_of(self.cohort, "Speaking", person__user__name="Bo")
        self.cy = mentor_of(self.cohort, "Speaking", person__user__name="Cy")
        self.dan = mentor_of(self.cohort, "Sailing", person__user__name="Dan")
        with clock.standing_at(at(NOON)):
            self.first = make_proposal(self.bo, self.ann, origin=Proposal.Origin.COORDINATOR)
            record_event(verb="proposal.pair", subject=self.first, by=self.by)

    def wish(self, next_up, **more):
        programme = Programme.objects.get(pk=self.cohort.programme_id)
        change_policy(programme=programme, terms=policy_of(programme).terms, next_up=next_up, by=self.by, **more)

    def decline(self, proposal=None, role=Role.MENTOR, moment=NOON, **how):
        proposal = proposal or self.first
        with clock.standing_at(at(moment)):
            decline_proposal(proposal=proposal, by=user_of(proposal, role), **how)

    def names(self, **which):
        """The mentors of Ann's suggestions, those made first before the others."""
        found = Proposal.objects.filter(sides__enrolment=self.ann, **which).order_by("created_at", "pk")
        return [proposal.sides.get(role=Role.MENTOR).enrolment.person.user.name for proposal in found]

    def next_ones(self):
        return list(Proposal.objects.filter(cohort=self.cohort, origin="next").order_by("created_at", "pk"))


def user_of(proposal, role):
    return proposal.sides.get(role=role).enrolment.person.user


def tend(moment=SOON):
    with clock.standing_at(at(moment)):
        tend_suggestions()
