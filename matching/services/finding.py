"""Comparing those who wait with those who have places, and choosing the best pairs."""

from dataclasses import replace

import numpy as np
from django.utils.translation import gettext as _

from matching.assignment import Assignment, assign
from matching.scoring import Candidates, candidate_pairs
from matching.services.inputs import Inputs
from mentoring.jobs.runners import Progress

# Pairs compared between two reports of progress: well under a second.
PAIRS_AT_ONCE = 50_000


def compare(inputs: Inputs, progress: Progress) -> Candidates:
    """Score everybody with everybody, some mentees at a time, so that progress is told and the lease stays ours."""
    count = len(inputs.mentees)
    step = max(1, PAIRS_AT_ONCE // max(1, len(inputs.mentors)))
    parts = []
    for start in range(0, max(1, count), step):
        parts.append(
            candidate_pairs(
                inputs.mentee_sides[start : start + step],
                inputs.mentor_sides,
                weights=inputs.weights,
                lines=inputs.lines,
                excluded=inputs.excluded,
                style=inputs.style,
            )
        )
        progress(min(start + step, count), count, _("Comparing mentees with mentors"))
    return _joined(parts, step)


def _joined(parts: list[Candidates], step: int) -> Candidates:
    """One table from those of consecutive mentees, `step` at a time."""
    return Candidates(
        mentee=np.concatenate([part.mentee + number * step for number, part in enumerate(parts)]),
        mentor=np.concatenate([part.mentor for part in parts]),
        score=np.concatenate([part.score for part in parts]),
        mentors=parts[0].mentors,
        ruled_out=np.concatenate([part.ruled_out for part in parts]),
        unmet=np.concatenate([part.unmet for part in parts]),
    )


def choose(inputs: Inputs, candidates: Candidates) -> tuple[Candidates, Assignment]:
    """The best assignment in which nobody mentors the one who mentors them, and the pairs it is best among."""
    while True:
        assignment = assign(
            candidates.mentee, candidates.mentor, candidates.score, inputs.capacity, mentees=len(inputs.mentees)
        )
        crossed = _crossed(inputs, candidates, assignment)
        if not crossed:
            return candidates, assignment
        keep = np.setdiff1d(np.arange(len(candidates.score)), crossed)
        candidates = replace(
            candidates, mentee=candidates.mentee[keep], mentor=candidates.mentor[keep], score=candidates.score[keep]
        )


def _crossed(inputs: Inputs, candidates: Candidates, assignment: Assignment) -> list[int]:
    """Of each two people who were given each other in both roles, the candidate pair that fits less."""
    chosen = np.flatnonzero(assignment.mentor_of[candidates.mentee] == candidates.mentor)
    people = {
        (
            inputs.mentee_sides[candidates.mentee[index]].key,
            inputs.mentor_sides[candidates.mentor[index]].key,
        ): int(index)
        for index in chosen
    }
    both_ways = [(index, people[pair[::-1]]) for pair, index in people.items() if pair[::-1] in people]
    return sorted({min(pair, key=lambda index: (candidates.score[index], index)) for pair in both_ways})
