"""How the pairs of a programme are found, as one value: what each part of a fit is worth, and what two people need."""

from collections.abc import Mapping
from dataclasses import dataclass

from matching.bounds import Bounds
from matching.scoring import USUAL_BOUNDS, Style, Weights
from matching.solving.outcome import Objective

# What each part is worth, by style; parts of which nothing is known give their weight to the others.
POLICIES: Mapping[Style, Weights] = {
    Style.CLASSIC: Weights(skills=42, level=10, seniority=18, place=9, language=12, department=9, grade_gap=2),
    Style.REVERSE: Weights(skills=42, level=10, seniority=12, place=9, language=12, department=15, grade_gap=-2),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a search goes by besides people."""

    weights: Weights
    bounds: Bounds
    # Of all choices that place most people: the one whose least good pair fits best, unless a programme says otherwise.
    objective: Objective = "fair"


# As long as no coordinator has set anything else.
USUAL: Mapping[Style, Terms] = {style: Terms(weights, USUAL_BOUNDS[style]) for style, weights in POLICIES.items()}
