"""Two who were a pair in a round of before, and meet again in the next one."""

from matching.models import Mentorship
from matching.services import wish_again
from tests.factories import ProfileFactory, end_pairs, make_mentorship
from tests.matching.people import mentee_of, mentor_of, open_cohort


def two_of_before(people=None, *, is_turned=False):
    """Two people whose pair has ended in another programme, who is to be mentor first; `is_turned`: each was the other.

    `people` are they where they are somebody already.
    """
    mentor, mentee = people or (ProfileFactory(), ProfileFactory())
    before, _by = open_cohort(programme__organisation=mentor.organisation)
    was_mentor, was_mentee = (mentee, mentor) if is_turned else (mentor, mentee)
    pair = make_mentorship(mentor_of(before, person=was_mentor), mentee_of(before, person=was_mentee))
    end_pairs(pk=pair.pk)
    return mentor, mentee


def last_pair_of(person):
    return Mentorship.objects.filter(memberships__person=person).latest("started_at")


def say_again(*people):
    """Each says on the page of their last pair that they would like to be one again."""
    for person in people:
        wish_again(mentorship=last_pair_of(person), by=person.user)


def both_in(cohort, mentor, mentee):
    """Their places here."""
    return mentor_of(cohort, "Speaking", person=mentor), mentee_of(cohort, "Speaking", person=mentee)
