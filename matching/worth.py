"""What each part of a score is worth among certain people, and how weights that were wished for become a hundred."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from matching.meeting import is_comparable
from matching.scoring import MenteeSide, MentorSide, Part, Weights

# The one field, of both sides, that a part reads first. What is missing is read in a way of its own.
FACTS: Mapping[Part, str] = {
    Part.SENIORITY: "grade",
    Part.PLACE: "site",
    Part.LANGUAGE: "languages",
    Part.DEPARTMENT: "department",
    Part.AIMS: "aims",
    Part.INTERESTS: "interests",
}


def without_choices(weights: Weights) -> Weights:
    """The weights of what is known of people alone: that of whom they named goes to the other parts in proportion.

    Raises ValueError where nothing else has a weight.
    """
    others: dict[Part, int] = {part: getattr(weights, part) for part in Part if part != Part.CHOICES}
    return replace(weights, **{str(part): share for part, share in shared_out(others).items()})


def weights_of_known(weights: Weights, mentees: Sequence[MenteeSide], mentors: Sequence[MentorSide]) -> Weights:
    """The weights for these people: a part of which nothing is known on one side has no say.

    It would give everybody the same half and only blur the rest, so its weight goes to the other parts in proportion
    to theirs, and the same people always give the same weights. Where nothing is known at all, they stay as they are.
    """
    kept = {part: getattr(weights, part) for part in Part if _is_known(part, mentees, mentors)}
    if not any(kept.values()):
        return weights
    return replace(weights, **{str(part): share for part, share in shared_out(kept).items()})


def shared_out(wished: Mapping[Part, int]) -> dict[Part, int]:
    """Whole numbers that sum to 100, one for each part, in the proportion of those wished (0 or more; none means 0).

    By the largest remainders (Hamilton), the first part in the order of Part where two are alike; what sums to 100
    already stays as it is. Raises ValueError where all are 0.
    """
    total = sum(wished.values())
    if not total:
        raise ValueError("Nothing is worth anything: at least one part needs a weight.")
    shares = {part: wished.get(part, 0) * 100 // total for part in Part}
    rest = 100 - sum(shares.values())
    for part in sorted(Part, key=lambda part: -(wished.get(part, 0) * 100 % total))[:rest]:
        shares[part] += 1
    return shares


def _is_known(part: Part, mentees: Sequence[MenteeSide], mentors: Sequence[MentorSide]) -> bool:
    if part == Part.CHOICES:  # each side has a half of its own
        return any(each.named for each in mentees) or any(each.named for each in mentors)
    if part == Part.SKILLS:
        return any(each.wanted for each in mentees) and any(each.offered for each in mentors)
    if part == Part.LEVEL:
        return any(_has_level(each.wanted, each.levels) for each in mentees) and any(
            _has_level(each.offered, each.levels) for each in mentors
        )
    if part == Part.WAYS:
        return is_comparable((each.ways for each in mentees), (each.ways for each in mentors))
    if part == Part.CAREER:
        return any(each.roles_wanted for each in mentees) and any(each.roles for each in mentors)
    name = FACTS[part]
    return all(any(getattr(each, name) not in (None, frozenset()) for each in side) for side in (mentees, mentors))


def _has_level(skills: Collection[str], levels: Mapping[str, int]) -> bool:
    return not levels.keys().isdisjoint(skills)
