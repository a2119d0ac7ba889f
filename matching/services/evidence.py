"""What a run keeps so that its proof can be checked later on, when everything else has changed.

It lies encrypted: prices and scores, held against what is known of people, show which pairs were ruled out, and so,
now and then, whom somebody wanted to be kept apart from; and, where wishes count, whom people named.
"""

import base64
import json
import zlib
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.assignment import Certificate, Cover
from matching.candidates import Candidates
from matching.services.finding import Choice, ListedChoice

NONE, BYTES = 0, 4

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Every candidate pair, as `assignment.assign` takes them, sorted by mentee, then mentor."""

    mentee: Ints
    mentor: Ints
    score: Ints


@dataclass(frozen=True, slots=True)
class Figures:
    """What a choice comes to, and would come to at the most, as `finding.Choice` says it."""

    total: int
    minimum: int | None
    lowest: int | None
    highest: int


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The prices and covers that prove a choice, the pairs set aside (indices), and the scores that it is about.

    `scores` is None where they were too many to list, and then the pairs set aside are named in `aside` instead.
    `figures` are there where the run does not say them itself: whom people named is part of them.
    """

    certificate: Certificate
    set_aside: Ints
    scores: Scores | None
    aside: list[tuple[int, int]]
    figures: Figures | None = None


def pack(choice: Choice, *, with_figures: bool = False) -> str:
    """The evidence of a choice as text: with the scores of all pairs, about two bytes each, where they are listed."""
    prices = choice.assignment.certificate
    kept = {
        "mentee_prices": prices.mentee.tolist(),
        "mentor_prices": prices.mentor.tolist(),
        "covers": [_pack_cover(cover) for cover in (prices.everything, prices.above)],
        **(_pack_list(choice) if isinstance(choice, ListedChoice) else {"scores": None, "aside": choice.aside}),
    }
    if with_figures:
        made = choice.assignment
        kept["figures"] = asdict(Figures(made.total, made.minimum, choice.lowest, choice.highest))
    return json.dumps(kept, separators=(",", ":"))


def _pack_list(choice: ListedChoice) -> dict[str, Any]:
    found = choice.candidates
    shape = len(found.ruled_out), found.mentors
    return {"shape": shape, "scores": _pack_scores(found, shape), "set_aside": choice.set_aside.tolist()}


def unpack(text: str) -> Evidence:
    """What `pack` wrote."""
    kept = json.loads(text)
    everything, above = (_unpack_cover(cover) for cover in kept.get("covers", (None, None)))
    prices = Certificate(
        np.array(kept["mentee_prices"], np.int64), np.array(kept["mentor_prices"], np.int64), everything, above
    )
    figures = Figures(**kept["figures"]) if "figures" in kept else None
    if kept["scores"] is None:
        aside = [(int(row), int(column)) for row, column in kept.get("aside", ())]
        return Evidence(prices, np.zeros(0, np.int64), None, aside, figures)
    scores = _unpack_scores(kept["scores"], kept["shape"])
    return Evidence(prices, np.array(kept["set_aside"], np.int64), scores, [], figures)


def _pack_cover(cover: Cover | None) -> list[list[int]] | None:
    """Of mentees and of mentors a 1 for whoever is in it, else 0."""
    return None if cover is None else [side.astype(np.int64).tolist() for side in (cover.mentee, cover.mentor)]


def _unpack_cover(kept: list[list[int]] | None) -> Cover | None:
    if kept is None:
        return None
    mentee, mentor = (np.array(side, np.int64) == 1 for side in kept)
    return Cover(mentee, mentor)


def _pack_scores(found: Candidates, shape: tuple[int, int]) -> str:
    """One number a pair, a point more than its score, 0 for a pair ruled out; byte by byte, which packs better."""
    table = np.full(shape, NONE, dtype="<u4")
    table[found.mentee, found.mentor] = found.score + 1
    columns = table.view(np.uint8).reshape(-1, BYTES).T
    packer = zlib.compressobj(level=1, strategy=zlib.Z_RLE)  # as short here as its usual way, in half the time
    return base64.b64encode(packer.compress(columns.tobytes()) + packer.flush()).decode()


def _unpack_scores(text: str, shape: tuple[int, int]) -> Scores:
    columns = np.frombuffer(zlib.decompress(base64.b64decode(text)), np.uint8).reshape(BYTES, -1)
    table = np.ascontiguousarray(columns.T).view("<u4").reshape(shape)
    mentee, mentor = np.nonzero(table != NONE)
    return Scores(mentee, mentor, table[mentee, mentor].astype(np.int64) - 1)
