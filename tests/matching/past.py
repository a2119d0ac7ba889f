"""Two who were a pair in a round of before, and meet again in the next one."""

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
    pair.refresh_from_db()
    return mentor, mentee


def both_in(cohort, mentor, mentee):
    """Their places here."""
    return mentor_of(cohort, "Speaking", person=mentor), mentee_of(cohort, "Speaking", person=mentee)
