"""A round whose programme allows several mentors, and in which somebody has a first one."""

from matching.models import Membership, Proposal
from matching.services import accept_proposal, send_proposals, start_further_run
from mentoring.jobs.services import run_next_job
from programmes.models import Enrolment, Programme, Role
from tests.matching.people import mentee_of, mentor_of, open_cohort, searched


def allow(cohort, number=2):
    Programme.objects.filter(pk=cohort.programme_id).update(mentors_each=number)
    cohort.programme.mentors_each = number


class Round:
    """Ann, who would like two mentors, and Ben, who would like one; Cy, Dan and Eve are mentors with a place each."""

    def __init__(self, mentors_each=2, wish=2):
        self.cohort, self.by = open_cohort()
        allow(self.cohort, mentors_each)
        self.ann = mentee_of(self.cohort, "Speaking", person__user__name="Ann", capacity=wish)
        self.ben = mentee_of(self.cohort, "Sailing", person__user__name="Ben")
        self.cy = mentor_of(self.cohort, "Speaking", person__user__name="Cy")
        self.dan = mentor_of(self.cohort, "Sailing", person__user__name="Dan")
        self.eve = mentor_of(self.cohort, "Speaking", "Sailing", person__user__name="Eve")

    def first(self):
        """Everybody has a mentor."""
        run = searched(self.cohort, self.by)
        self.send()
        return run

    def send(self):
        send_proposals(cohort=self.cohort, by=self.by)
        for proposal in Proposal.objects.filter(cohort=self.cohort, status="sent"):
            both_say_yes(proposal)

    def free(self):
        """The place of the one mentor who is in no pair."""
        taken = Membership.objects.filter(ended_at=None).values("enrolment")
        return Enrolment.objects.filter(cohort=self.cohort, role=Role.MENTOR).exclude(pk__in=taken).get()

    def further(self):
        run = start_further_run(cohort=self.cohort, by=self.by)
        assert run_next_job()
        run.refresh_from_db()
        return run


def both_say_yes(proposal):
    for role in Role.values:
        say_yes(proposal, role)


def say_yes(proposal, role):
    user = proposal.sides.get(role=role).enrolment.person.user
    return accept_proposal(proposal=proposal, by=user, no_line=True)


def open_pairs_of(place):
    """The names of the mentors with whom this mentee's place is in an open pair."""
    pairs = place.memberships.filter(ended_at=None).values("mentorship")
    mentors = place.memberships.model.objects.filter(mentorship__in=pairs, role=Role.MENTOR)
    return sorted(mentors.values_list("person__user__name", flat=True))
