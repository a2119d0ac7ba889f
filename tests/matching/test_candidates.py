import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import candidates
from matching.assignment import assign
from matching.barred import barred_by
from matching.bounds import Bounds, Tie
from matching.candidates import Comparison, candidate_pairs
from matching.meeting import ORDERS, Ways
from matching.scoring import MenteeSide, MentorSide, Part, Rule, Style, Weights, forbidden, score_pair
from tests.matching.sides import BOUNDS, COUPLES, LINES, MENTEES, MENTORS, WEIGHTS

# Ada leads Ben and Bea; Ben leads Cem; Cem leads Dee.
LED = {"ada": None, "ben": "ada", "bea": "ada", "cem": "ben", "dee": "cem"}

DAYS, OFTEN = ORDERS["part_of_day"], ORDERS["how_often"]
AIMS = ["lead", "field", "speak", "heard"]
WAYS_OF = [Ways(part_of_day=day) for day in DAYS]


def pairs_of(mentees, mentors, lines=None, **options):
    given_options = {"weights": Weights(), "excluded": frozenset(), "style": Style.CLASSIC, **options}
    return candidate_pairs(mentees, mentors, lines=lines or {}, **given_options)


def columns(**counts):
    """One row of `ruled_out`."""
    return [counts.get(str(rule), 0) for rule in Rule]


@pytest.mark.long
@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(MENTEES, max_size=8, unique_by=lambda side: side.key),
    st.lists(MENTORS, max_size=8, unique_by=lambda side: side.key),
    WEIGHTS,
    LINES,
    COUPLES,
    COUPLES,
    st.sampled_from(Style),
    st.none() | BOUNDS,
)
def test_candidate_pairs_say_what_the_readable_functions_say_of_each_pair(
    mentees, mentors, weights, lines, already, excluded, style, bounds
):
    rules = {"already": already, "excluded": excluded, "style": style, "bounds": bounds}

    found = pairs_of(mentees, mentors, lines, weights=weights, **rules)

    verdicts = [[forbidden(mentee, mentor, lines, **rules) for mentor in mentors] for mentee in mentees]
    expected = [
        (row, column, score_pair(mentee, mentor, weights).total)
        for row, mentee in enumerate(mentees)
        for column, mentor in enumerate(mentors)
        if verdicts[row][column] is None
    ]
    assert list(zip(found.mentee.tolist(), found.mentor.tolist(), found.score.tolist(), strict=True)) == expected
    assert found.ruled_out.tolist() == [[row.count(rule) for rule in Rule] for row in verdicts]


def test_candidate_pairs_of_many_add_up_exactly(monkeypatch):
    """Wide tables and odd weights, where rounding would show; blocks of any size say the same to the last point."""
    rng = np.random.default_rng(7)
    skills = [f"skill{number}" for number in range(60)]
    roles = [f"Role {number}" for number in range(200)]
    weights = Weights(
        skills=34, level=7, seniority=13, place=11, language=9, department=7, ways=5, career=6, aims=3, interests=5
    )

    def facts(names):
        return {
            "department": f"department{rng.integers(7)}",
            "site": f"site{rng.integers(5)}",
            "grade": int(rng.integers(1, 9)),
            "languages": frozenset(rng.choice(["de", "en", "fr", "pl"], 2).tolist()),
            "offset": int(rng.integers(-12, 13)) * 45,
            "levels": {name: int(rng.integers(1, 4)) for name in names if rng.random() < 0.7},
            "interests": frozenset(rng.choice(skills[:9], rng.integers(0, 4), replace=False).tolist()),
            "aims": frozenset(rng.choice(AIMS, rng.integers(0, 3), replace=False).tolist()),
            "ways": Ways(*(str(rng.choice(answers)) for answers in (["", "remote"], ["", *DAYS], ["", *OFTEN]))),
        }

    def some(most):
        return rng.choice(skills, rng.integers(1, most), replace=False).tolist()

    def some_roles(most):
        return rng.choice(roles, rng.integers(0, most), replace=False).tolist()

    mentees = [
        MenteeSide(f"e{n}", tuple(names), **facts(names), roles_wanted=tuple(some_roles(4)))
        for n in range(120)
        for names in [some(6)]
    ]
    mentors = [
        MentorSide(f"r{n}", frozenset(names), **facts(names), worked_as=frozenset(some_roles(6)))
        for n in range(90)
        for names in [some(12)]
    ]
    whole = pairs_of(mentees, mentors, weights=weights)

    assert len(whole.score) > 4_000
    for row, column, score in zip(whole.mentee, whole.mentor, whole.score, strict=True):
        assert score_pair(mentees[row], mentors[column], weights).total == score
    for at_once in (1, 977, 5_000):
        monkeypatch.setattr(candidates, "PAIRS_AT_ONCE", at_once)
        parts = pairs_of(mentees, mentors, weights=weights)
        for name in ("mentee", "mentor", "score", "ruled_out", "unmet"):
            assert np.array_equal(getattr(parts, name), getattr(whole, name)), (at_once, name)


def test_scores_of_single_pairs_are_those_of_the_blocks():
    names = ["baking", "chess", "cinema"]
    mentees = [MenteeSide(n, ("law",), interests=frozenset(names[: n % 4])) for n in range(8)]
    mentors = [MentorSide(-n, frozenset({"law"}), interests=frozenset(names[n % 3 :])) for n in range(1, 8)]
    weights = Weights(skills=32, interests=10)
    comparison = Comparison(
        mentees, mentors, weights=weights, lines={}, excluded=frozenset(), style=Style.CLASSIC, bounds=None
    )

    block = comparison.block(0, len(mentees))

    assert len(block.score) == len(mentees) * len(mentors)
    assert np.array_equal(comparison.scores(block.mentee, block.mentor), block.score)


def test_interests_without_a_weight_are_not_even_read():
    sides = [MenteeSide("e", interests=frozenset({"chess"}))], [MentorSide("r", interests=frozenset({"chess"}))]

    assert Comparison(*sides, weights=Weights(), lines={}, excluded=frozenset(), style=Style.CLASSIC)._interests is None


@pytest.mark.parametrize("part", [Part.WAYS, Part.CAREER, Part.AIMS])
def test_parts_without_a_weight_cost_a_comparison_nothing(part):
    """However many roles and ways there are: not one column."""
    aims = [frozenset({aim}) for aim in AIMS]
    mentees = [MenteeSide(n, roles_wanted=(f"Role {n}",), ways=WAYS_OF[n % 4], aims=aims[n % 4]) for n in range(12)]
    mentors = [MentorSide(-n, works_as=f"Role {n}", ways=WAYS_OF[n % 4], aims=aims[n % 4]) for n in range(1, 12)]
    rules = {"lines": {}, "excluded": frozenset(), "style": Style.CLASSIC}

    without = Comparison(mentees, mentors, weights=Weights(), **rules)
    with_it = Comparison(mentees, mentors, weights=Weights(**{"skills": 41, str(part): 1}), **rules)
    bare = Comparison([MenteeSide(n) for n in range(12)], [MentorSide(-1)], weights=Weights(), **rules)

    assert len(without._sums.mentors) == len(bare._sums.mentors)
    assert len(with_it._sums.mentors) > len(without._sums.mentors)


def test_candidate_pairs_lists_what_is_allowed_and_counts_the_rest():
    mentees = [MenteeSide("cem", ("law",)), MenteeSide("ben")]
    mentors = [MentorSide("ada", frozenset({"law"})), MentorSide("bea"), MentorSide("dee", frozenset({"law"}))]

    found = pairs_of(mentees, mentors, LED, excluded={frozenset({"ben", "dee"})})

    assert list(zip(found.mentee, found.mentor, found.score, strict=True)) == [(0, 1, 240_000)]
    assert found.ruled_out.tolist() == [columns(reporting_line=2), columns(reporting_line=2, same_manager=1)]
    assert found.mentors == 3


def test_candidate_pairs_count_an_exclusion_where_nothing_else_applies():
    found = pairs_of([MenteeSide("cem")], [MentorSide("bea")], LED, excluded={frozenset({"cem", "bea"})})

    assert found.ruled_out.tolist() == [columns(excluded=1)]


def test_candidate_pairs_call_a_wish_unmet_only_when_no_mentor_offers_it():
    mentees = [MenteeSide("cem", ("law",)), MenteeSide("dee", ("data",)), MenteeSide("eve")]

    found = pairs_of(mentees, [MentorSide("ada", frozenset({"law"}))], excluded={frozenset({"ada", "cem"})})

    assert found.unmet.tolist() == [False, True, False]


@pytest.mark.parametrize(("mentees", "mentors"), [(0, 0), (2, 0), (0, 2)])
def test_candidate_pairs_of_nobody_are_empty(mentees, mentors):
    found = pairs_of([MenteeSide(n) for n in range(mentees)], [MentorSide(-n - 1) for n in range(mentors)])

    assert found.mentee.dtype == found.mentor.dtype == found.score.dtype == np.int64
    assert (len(found.score), found.ruled_out.shape, found.unmet.shape) == (0, (mentees, len(Rule)), (mentees,))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(MENTEES, max_size=6, unique_by=lambda side: side.key),
    st.lists(MENTORS, max_size=6, unique_by=lambda side: side.key),
    st.dictionaries(st.integers(0, 9), st.none() | st.integers(0, 9)),
    BOUNDS,
)
def test_candidate_pairs_feed_an_assignment_that_keeps_the_rules(mentees, mentors, lines, bounds):
    found = pairs_of(mentees, mentors, lines, bounds=bounds)

    result = assign(found.mentee, found.mentor, found.score, [1] * len(mentors), mentees=len(mentees))

    chosen = [(mentees[row], mentors[column]) for row, column in enumerate(result.mentor_of) if column >= 0]
    assert all(forbidden(mentee, mentor, lines, bounds=bounds) is None for mentee, mentor in chosen)
    assert result.total == sum(score_pair(mentee, mentor, Weights()).total for mentee, mentor in chosen)
    assert len(found.score) + found.ruled_out.sum() == len(mentees) * len(mentors)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(MENTEES, min_size=1, max_size=8, unique_by=lambda side: side.key),
    st.lists(MENTORS, max_size=8, unique_by=lambda side: side.key),
    BOUNDS,
    st.integers(1, 20),
)
def test_candidate_pairs_are_the_same_whatever_the_block(mentees, mentors, bounds, at_once):
    whole = pairs_of(mentees, mentors, bounds=bounds)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(candidates, "PAIRS_AT_ONCE", at_once)
        parts = pairs_of(mentees, mentors, bounds=bounds)

    for name in ("mentee", "mentor", "score", "ruled_out"):
        assert np.array_equal(getattr(parts, name), getattr(whole, name)), name


def test_candidate_pairs_count_each_bound_by_its_rule():
    mentee = MenteeSide("cem", (), "IT", "Leeds", 3, frozenset({"en"}), 0)
    far = MentorSide("ada", frozenset(), "Law", "Perth", 4, frozenset({"fr"}), 480)
    one_by_one = {
        "grade_gap": Bounds(least_ahead=2),
        "hours": Bounds(most_hours=7),
        "language": Bounds(needs_language=True),
        "department": Bounds(departments=Tie.SAME),
        "site": Bounds(sites=Tie.SAME),
    }

    for rule, bounds in one_by_one.items():
        assert pairs_of([mentee], [far], bounds=bounds).ruled_out.tolist() == [columns(**{rule: 1})]
    assert barred_by(Bounds(least_ahead=2), [mentee], [far]) == {}


@pytest.mark.parametrize("who", ["mentees", "mentors"])
def test_candidate_pairs_refuse_a_person_listed_twice(who):
    sides = {"mentees": [MenteeSide("cem")], "mentors": [MentorSide("ada")]}
    sides[who] *= 2

    with pytest.raises(ValueError, match=f"Somebody stands twice among the {who}"):
        pairs_of(**sides)


def test_candidate_pairs_refuse_an_unknown_style():
    with pytest.raises(ValueError, match="clasic"):
        pairs_of([], [], style="clasic")
