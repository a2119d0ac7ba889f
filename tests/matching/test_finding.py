import numpy as np
import pytest

from matching.scoring import MenteeSide, MentorSide, Style
from matching.services import finding
from matching.services.finding import choose, compare
from matching.services.inputs import WEIGHTS, Inputs


def inputs_of(mentees, mentors, capacity=None, lines=None):
    return Inputs(
        mentees=[None] * len(mentees),
        mentors=[None] * len(mentors),
        mentee_sides=[MenteeSide(key, wanted) for key, wanted in mentees.items()],
        mentor_sides=[MentorSide(key, frozenset(offered)) for key, offered in mentors.items()],
        capacity=capacity or [1] * len(mentors),
        lines=lines or {},
        excluded=frozenset(),
        weights=WEIGHTS,
        style=Style.CLASSIC,
    )


def silent(done, total, message):
    pass


@pytest.mark.parametrize("pairs_at_once", [1, 7, 1000])
def test_compare_in_parts_gives_the_same_as_at_once(monkeypatch, pairs_at_once):
    people = inputs_of(
        {f"mentee{n}": (f"skill{n % 3}", "skill1") for n in range(11)},
        {f"mentor{n}": (f"skill{n % 4}",) for n in range(5)},
        lines={"mentee3": "mentor2"},
    )
    whole = compare(people, silent)
    told = []

    monkeypatch.setattr(finding, "PAIRS_AT_ONCE", pairs_at_once)
    parts = compare(people, lambda *progress: told.append(progress[:2]))

    for name in ("mentee", "mentor", "score", "ruled_out", "unmet"):
        assert np.array_equal(getattr(parts, name), getattr(whole, name)), name
    assert parts.mentors == whole.mentors == 5
    assert told[-1] == (11, 11)
    assert told == sorted(told)


def test_compare_of_nobody_is_empty():
    assert compare(inputs_of({}, {"mentor": ()}), silent).score.tolist() == []


def test_choose_gives_both_somebody_else_where_they_would_mentor_each_other():
    people = inputs_of(
        {"ana": ("speaking",), "ben": ("planning",)},
        {"ana": ("planning",), "ben": ("speaking",), "cem": ()},
    )

    candidates, assignment = choose(people, compare(people, silent))

    mentors = [people.mentor_sides[index].key for index in assignment.mentor_of]
    assert assignment.cardinality == 2
    assert mentors in (["cem", "ana"], ["ben", "cem"])
    assert len(candidates.score) == 3
