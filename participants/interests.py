"""Interests outside work: a short list on purpose, of what people do for pleasure and nothing that says who they are.

Belief, politics, family, health and origin are no interests here, nor is anything that stands for one of them.
"""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_INTERESTS = 5
INTERESTS: Mapping[str, Promise] = {
    "animals": _("Animals"),
    "astronomy": _("Astronomy"),
    "badminton": _("Badminton"),
    "baking": _("Baking"),
    "birdwatching": _("Birdwatching"),
    "board_games": _("Board games"),
    "chess": _("Chess"),
    "cinema": _("Cinema"),
    "climbing": _("Climbing"),
    "cooking": _("Cooking"),
    "crosswords": _("Crosswords and puzzles"),
    "cycling": _("Cycling"),
    "dancing": _("Dancing"),
    "drawing": _("Drawing and painting"),
    "football": _("Football"),
    "gardening": _("Gardening"),
    "hiking": _("Hiking"),
    "knitting": _("Knitting and sewing"),
    "languages": _("Learning languages"),
    "music": _("Making music"),
    "concerts": _("Concerts"),
    "museums": _("Museums"),
    "photography": _("Photography"),
    "podcasts": _("Podcasts"),
    "reading": _("Reading"),
    "running": _("Running"),
    "sailing": _("Sailing"),
    "singing": _("Singing"),
    "swimming": _("Swimming"),
    "table_tennis": _("Table tennis"),
    "theatre": _("Theatre"),
    "travelling": _("Travelling"),
    "video_games": _("Video games"),
    "woodwork": _("Woodwork"),
    "writing": _("Writing"),
}


def interests_in_words(codes: Iterable[str]) -> list[str]:
    """The interests by name, in their order; one that is no longer offered by its code."""
    return [str(INTERESTS.get(code, code)) for code in codes]
