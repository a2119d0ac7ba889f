"""What somebody fills in on the page that says how pairs are found."""

from matching.bounds import HrField
from matching.scoring import Part, Style
from matching.terms import USUAL

USUAL_WEIGHTS = {part: getattr(USUAL[Style.CLASSIC].weights, part) for part in Part}


def padded(weights):
    """These of the first parts, and none for the others."""
    return [*weights, *[0] * (len(Part) - len(weights))]


def usual_terms(**others):
    """The page as it comes, but for `others`: a weight is filled in as a number, and its slider follows."""
    weights = {str(part): others.get(part, weight) for part, weight in USUAL_WEIGHTS.items()}
    return {
        **weights,
        **{f"{part}_slider": weight for part, weight in weights.items()},
        "shown": ",".join(map(str, USUAL_WEIGHTS.values())),
        "grade_gap": 2,
        "least_ahead": 0,
        "most_ahead": "",
        "most_hours": "",
        "needs_language": "no",
        "departments": "free",
        "sites": "free",
        **dict.fromkeys(map(str, HrField), "free"),
        "least_training": "",
        "objective": "fair",
        "pairing": "appointed",
        "next_up": "team",
        **others,
    }
