"""Of whom people speak when they speak of their pairs: worked out while a survey closes, and kept nowhere.

Only here, and only for that moment, does the key outside the database lead from an answer to an invitation. What goes
on are numbers of mentors that are forgotten once the figures stand; nothing is written down beside one.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from feedback.models import SurveyRun
from feedback.secrecy import draft_key
from matching.models import Membership
from participants.models import HrAnalyst, Profile
from programmes.models import Role


class Standing(NamedTuple):
    """The mentors, as numbers, of whom somebody's answer could speak, and whether they are a mentee in a pair.

    It counts where it is no reader's of the report, and speaks of somebody who is none.
    """

    mentors: frozenset[int]
    is_mentee: bool
    counts: bool


# Of whoever is in no pair that is known any more: their answer could speak of any mentor.
NOT_KNOWN = Standing(frozenset(), is_mentee=False, counts=True)


def readers_of(run: SurveyRun) -> frozenset[UUID]:
    """Those who may read the report, by their profiles."""
    analysts = HrAnalyst.objects.filter(organisation=run.cohort.programme.organisation_id).values("user")
    return frozenset(Profile.objects.filter(user__in=analysts).values_list("pk", flat=True))


def standings(run: SurveyRun, readers: Collection[UUID]) -> dict[str, Standing]:
    """For each invitation, by the key of its answers, where that person stands in the pairs of the cohort.

    Pairs that have ended count: somebody may have answered before. Of a parting only they do.
    """
    pairs = Membership.objects.filter(mentorship__cohort=run.cohort_id)
    if run.kind == SurveyRun.Kind.EARLY_END:
        pairs = pairs.filter(ended_at__isnull=False)
    members = list(pairs.values_list("mentorship", "person", "role"))
    mentor_of = {pair: person for pair, person, role in members if role == Role.MENTOR}
    numbers = {person: number for number, person in enumerate(set(mentor_of.values()).difference(readers))}
    mentors: dict[UUID, set[int]] = defaultdict(set)
    for pair, person, _role in members:
        mentors[person].update([numbers[mentor_of[pair]]] if mentor_of[pair] in numbers else [])
    mentees = {person for _pair, person, role in members if role == Role.MENTEE}
    return {
        draft_key(invitation): Standing(
            frozenset(mentors[person]), person in mentees, counts=person not in readers and bool(mentors[person])
        )
        for invitation, person in run.invitations.values_list("pk", "person")
        if person in mentors
    }
