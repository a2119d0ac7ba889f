"""Made-up people for the mathematics of matching; keys are small numbers, so that one may stand on both sides."""

from hypothesis import strategies as st

from matching.bounds import Bounds, HrField, Tie
from matching.meeting import ORDERS, Ways
from matching.ranked import MOST_NAMED
from matching.scoring import MenteeSide, MentorSide, Part, Weights

SKILLS = st.sampled_from(["budget", "coaching", "data", "law", "sales"])
NAMES = st.none() | st.sampled_from("ABC")
GRADES = st.none() | st.integers(1, 12)
LANGUAGES = st.frozensets(st.sampled_from(["de", "en", "fr"]))
OFFSETS = st.none() | st.sampled_from([-480, -60, 0, 60, 345, 780])
LEVELS = st.dictionaries(SKILLS, st.integers(1, 3))
WAYS = st.builds(
    Ways,
    st.sampled_from(["", "remote", "in_person", "either"]),
    st.sampled_from(["", "any", *ORDERS["part_of_day"]]),
    st.sampled_from(["", *ORDERS["how_often"]]),
)
ROLES = st.sampled_from(["Head of IT", "head  of it", "Buyer", "BUYER ", "Chef"])
INTERESTS = st.frozensets(st.sampled_from(["baking", "chess", "cinema", "hiking"]), max_size=4)
AIMS = st.sampled_from(["lead", "field", "speak", "heard"])
KEYS = st.integers(0, 19)
FACTS = {
    "department": NAMES,
    "site": NAMES,
    "grade": GRADES,
    "languages": LANGUAGES,
    "offset": OFFSETS,
    "levels": LEVELS,
    "ways": WAYS,
    "interests": INTERESTS,
    "hr": st.dictionaries(st.sampled_from(HrField), st.sampled_from("ABC")),
    "named": st.lists(KEYS, max_size=MOST_NAMED, unique=True).map(tuple),
}
MENTEES = st.builds(
    MenteeSide,
    KEYS,
    st.lists(SKILLS, max_size=5).map(tuple),
    **FACTS,
    roles_wanted=st.lists(ROLES, max_size=3).map(tuple),
    aims=st.frozensets(AIMS, max_size=2),
)
MENTORS = st.builds(
    MentorSide,
    KEYS,
    st.frozensets(SKILLS),
    **FACTS,
    works_as=st.just("") | ROLES,
    worked_as=st.frozensets(ROLES, max_size=2),
    aims=st.frozensets(AIMS, max_size=3),
    training=st.none() | st.integers(1, 3),
)
COUPLES = st.frozensets(st.frozensets(KEYS, min_size=2, max_size=2), max_size=12)
# Most are free, so that some pairs are left.
TIES = st.sampled_from([Tie.FREE, Tie.FREE, Tie.FREE, *Tie])
LINES = st.dictionaries(KEYS, st.none() | KEYS)


def _weights(cuts: list[int], gap: int) -> Weights:
    ends = [*sorted(cuts), 100]
    shares = [end - start for start, end in zip([0, *ends], ends, strict=False)]
    return Weights(**{str(part): share for part, share in zip(Part, shares, strict=True)}, grade_gap=gap)


_CUTS = st.lists(st.integers(0, 100), min_size=len(Part) - 1, max_size=len(Part) - 1)
WEIGHTS = st.builds(_weights, _CUTS, st.integers(-4, 4))


def _bounds(levels: list[int | None], **others: object) -> Bounds:
    least, most = levels if None in levels else sorted(levels)
    return Bounds(least_ahead=least, most_ahead=most, **others)


BOUNDS = st.builds(
    _bounds,
    st.lists(st.none() | st.integers(-4, 4), min_size=2, max_size=2),
    most_hours=st.none() | st.integers(0, 12),
    needs_language=st.booleans(),
    departments=st.sampled_from(Tie),
    sites=st.sampled_from(Tie),
    **dict.fromkeys(map(str, HrField), TIES),
    least_training=st.sampled_from([None, None, None, 1, 2, 3]),
)
