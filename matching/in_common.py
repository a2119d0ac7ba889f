"""What it is worth that two people have something in common, on plain values."""

from collections.abc import Set as AbstractSet

# So many in common are worth everything.
ENOUGH = 2


def shared_points(some: AbstractSet[str], others: AbstractSet[str], maximum: int) -> int:
    """Half of the even `maximum` for one in common, all for two or more; half where one of the two named nothing."""
    if not some or not others:
        return maximum // ENOUGH
    return maximum // ENOUGH * min(len(some & others), ENOUGH)
