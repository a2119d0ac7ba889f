"""How the points of wishes are shared out, the dearest first, on plain values."""

from collections.abc import Hashable, Sequence

from mentoring.lib.alike import bare

# How many people somebody may name whom they would like, in order.
MOST_NAMED = 3


def skill_points(wanted: Sequence[str], maximum: int) -> dict[str, int]:
    """Share `maximum` points over ranked skills: with n of them the first has n parts, the last one part.

    Whole points that sum to `maximum` exactly (cumulative rounding); a skill named twice counts at its first place.
    """
    skills = list(dict.fromkeys(wanted))
    parts = len(skills) * (len(skills) + 1) // 2
    shares, before, seen = {}, 0, 0
    for rank, skill in enumerate(skills):
        seen += len(skills) - rank
        upto = maximum * seen // parts
        shares[skill], before = upto - before, upto
    return shares


def role_points(wanted: Sequence[str], maximum: int) -> dict[str, int]:
    """The same of roles in words, by the role bare of what makes no difference (`mentoring.lib.alike`)."""
    return skill_points([bare(role) for role in wanted], maximum)


def level_points(share: int, sought: int | None, offered: int | None) -> int:
    """What a skill brings of its `share`: all at the level sought or above, half one below or not known, else none."""
    if sought is None or offered is None:
        return share // 2
    return share * max(0, 2 - max(0, sought - offered)) // 2


def named_points(maximum: int, named: Sequence[Hashable], other: Hashable) -> int:
    """What the wish of one of two people brings of its `maximum`: all for the first whom they named, two thirds for the
    second, one third for the third, and nothing for anybody else; half where they named nobody, as for all not known.
    """
    if not named:
        return maximum // 2
    return maximum * (MOST_NAMED - named.index(other)) // MOST_NAMED if other in named else 0
