"""Of whom people speak when they speak of their pairs: worked out while a survey closes, and kept nowhere.

Only here, and only for that moment, does the key outside the database lead from an answer to an invitation. What goes
on are numbers of mentors that are forgotten once the figures stand; nothing is written down beside one.
"""

from collections import defaultdict
from typing import NamedTuple
from uuid import UUID

from feedback.models import SurveyRun
from feedback.secrecy import draft_key
from matching.models import Membership
from programmes.models import Role


class Standing(NamedTuple):
    """The mentors, as numbers, of whom somebody's answer could speak, and whether they are a mentee in a pair."""

    mentors: frozenset[int]
    is_mentee: bool


# Of whoever is in no pair that is known any more: their answer could speak of any mentor.
NOT_KNOWN = Standing(frozenset(), is_mentee=False)


def standings(run: SurveyRun) -> dict[str, Standing]:
    """For each invitation, by the key of its answers, where that person stands in the pairs of the cohort.

    Pairs that have ended count: somebody may have answered before. Of a parting only they do.
    """
    pairs = Membership.objects.filter(mentorship__cohort=run.cohort_id)
    if run.kind == SurveyRun.Kind.EARLY_END:
        pairs = pairs.filter(ended_at__isnull=False)
    members = list(pairs.values_list("mentorship", "person", "role"))
    mentor_of = {pair: person for pair, person, role in members if role == Role.MENTOR}
    numbers = {person: number for number, person in enumerate(set(mentor_of.values()))}
    mentors: dict[UUID, set[int]] = defaultdict(set)
    for pair, person, _role in members:
        mentors[person].add(numbers[mentor_of[pair]])
    mentees = {person for _pair, person, role in members if role == Role.MENTEE}
    return {
        draft_key(invitation): Standing(frozenset(mentors[person]), person in mentees)
        for invitation, person in run.invitations.values_list("pk", "person")
        if person in mentors
    }
