"""Another key comes first: what the others of the ring wrote is written anew under it, while everybody goes on working.

Nothing is locked and no place is kept. Each text is exchanged alone, and only as long as it is the one that was read;
what lies under the first key is passed over, so that a run which was stopped goes on where it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mentoring.health.sealed import SealedPlace, sealed_places
from mentoring.lib.crypto import Undecipherable, is_under_first_key, seal, unseal

AT_ONCE = 100


@dataclass(slots=True)
class Rotation:
    """How far one place is: texts looked at, texts written anew, and texts that no key of the ring opens."""

    name: str
    seen: int = 0
    renewed: int = 0
    closed: int = 0


def rotate_keys() -> Iterator[Rotation]:
    """Write every private text anew that another key than the first wrote; says after each batch how far it is."""
    for place in sealed_places():
        yield from _rotate(place)


def texts_under_other_keys() -> int:
    """How many texts the first key has not written: none, once all is done and every process knows the new ring."""
    return sum(
        not is_under_first_key(sealed)
        for place in sealed_places()
        for rows in place.batches(AT_ONCE)
        for _key, sealed in rows
    )


def _rotate(place: SealedPlace) -> Iterator[Rotation]:
    so_far = Rotation(place.name)
    for rows in place.batches(AT_ONCE):
        for key, sealed in rows:
            so_far.seen += 1
            if is_under_first_key(sealed):
                continue
            bound_to = {"label": place.label, "row_id": place.row_id(key)}
            try:
                renewed = seal(unseal(sealed, **bound_to), **bound_to)
            except Undecipherable:
                so_far.closed += 1
                continue
            so_far.renewed += place.exchange(key, sealed, renewed)
        yield so_far
    if not so_far.seen:
        yield so_far
