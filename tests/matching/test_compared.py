"""Where a list cannot hold all pairs, the search asks for them in parts, and finds what it finds in a list."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from matching import candidates, compared, everybody
from matching.assignment import (
    MAX_SCORE,
    OBJECTIVES,
    Certificate,
    Cover,
    NotProven,
    assign,
    assign_from,
    blocking_pairs,
    verify_from,
)
from matching.bounds import Bounds, Tie
from matching.candidates import Comparison, candidate_pairs
from matching.compared import Compared
from matching.everybody import Everybody
from matching.scoring import MenteeSide, MentorSide, Style, Weights
from matching.solving.pairs import SMALL
from matching.solving.problem import read
from matching.solving.sifting import gain
from matching.solving.sources import PER_PLACE

SEEDS, SEED = range(30), 9


@pytest.fixture(
    autouse=True, params=[(1, 1, 0), (3, 40, 2), (compared.SHORTLIST, everybody.PAIRS_AT_ONCE, candidates.FEW)]
)
def _parts(request, monkeypatch):
    """Few pairs or many at first, from small tables or large, facts looked up or multiplied: the same is found."""
    monkeypatch.setattr(compared, "SHORTLIST", request.param[0])
    monkeypatch.setattr(everybody, "PAIRS_AT_ONCE", request.param[1])
    monkeypatch.setattr(candidates, "FEW", request.param[2])


def people(seed):
    """Mentees, mentors, places and rules at random: ties, scarce places or none, people ruled out, somebody in both."""
    rng = np.random.default_rng(seed)
    skills = [f"skill{number}" for number in range(rng.choice([2, 6]))]
    numbers = rng.integers(1, 30, 2)

    def facts(key):
        some = rng.choice(skills, rng.integers(0, 3), replace=False).tolist()
        return some, {
            "key": f"person{key}",
            "department": str(rng.choice(["A", "B"])),
            "site": None if rng.random() < 0.2 else str(rng.choice(["X", "Y", "Z"])),
            "grade": None if rng.random() < 0.2 else int(rng.integers(1, 5)),
            "languages": frozenset(rng.choice(["de", "en"], rng.integers(0, 3), replace=False).tolist()),
            "offset": int(rng.choice([0, 60, 600])),
            "levels": {name: int(rng.integers(1, 4)) for name in some},
        }

    mentees = [MenteeSide(wanted=tuple(some), **known) for key in range(numbers[0]) for some, known in [facts(key)]]
    mentors = [
        MentorSide(offered=frozenset(some), **known) for key in range(numbers[1]) for some, known in [facts(key + 9)]
    ]
    keys = [f"person{key}" for key in range(40)]
    rules = {
        "weights": Weights(),
        "lines": {key: str(rng.choice(keys)) if rng.random() < 0.5 else None for key in keys},
        "already": frozenset(frozenset(rng.choice(keys, 2, replace=False).tolist()) for _ in range(9)),
        "excluded": frozenset(frozenset(rng.choice(keys, 2, replace=False).tolist()) for _ in range(9)),
        "style": Style.CLASSIC,
        "bounds": Bounds(
            least_ahead=None if rng.random() < 0.5 else -1,
            most_hours=None if rng.random() < 0.5 else 5,
            needs_language=bool(rng.random() < 0.3),
            departments=Tie(rng.choice(["free", "same", "different"], p=[0.6, 0.2, 0.2])),
        ),
    }
    most = rng.choice([1, 2, 4], p=[0.1, 0.45, 0.45])
    return mentees, mentors, rng.integers(0, most, numbers[1]).tolist(), rules


def both(seed, aside=()):
    """The same people as a list of pairs, which are the arguments of `assign`, and as everybody."""
    mentees, mentors, capacity, rules = people(seed)
    found = candidate_pairs(mentees, mentors, **rules)
    keep = [pair not in aside for pair in zip(found.mentee.tolist(), found.mentor.tolist(), strict=True)]
    pairs = found.mentee[keep], found.mentor[keep], found.score[keep]
    return (*pairs, capacity), Everybody(Comparison(mentees, mentors, **rules), capacity, aside=aside)


def in_list(everyone):
    """The pairs of all tables, sorted."""
    found = []
    for table in everyone.blocks():
        row, column = np.nonzero(table.score >= 0)
        score = table.score[row, column].astype(int)
        found += zip(table.mentee[row].tolist(), table.mentor[column].tolist(), score.tolist(), strict=True)
    return sorted(found)


def reached(assignment):
    """What is the same of any assignment that is best; of as high a total the lowest score may be another."""
    lowest = assignment.minimum if assignment.objective == "fair" else None
    return assignment.cardinality, lowest, assignment.total


def assigned(everyone, objective="total"):
    return assign_from(Compared(everyone), everyone, objective=objective)


# --- pairs ---


@pytest.mark.parametrize("seed", SEEDS)
def test_tables_hold_each_pair_once_with_its_score(seed):
    (mentee, mentor, score, _capacity), everyone = both(seed)
    pairs = list(zip(mentee.tolist(), mentor.tolist(), score.tolist(), strict=True))

    assert in_list(everyone) == pairs
    without = everyone.without([pairs[number][:2] for number in range(0, len(pairs), 3)])
    assert in_list(without) == [pair for number, pair in enumerate(pairs) if number % 3]


@pytest.mark.parametrize("seed", SEEDS[::3])
def test_own_scores_are_those_of_the_list_and_none_where_a_rule_forbids_the_pair(seed):
    (mentee, mentor, score, capacity), everyone = both(seed)
    known = dict(zip(zip(mentee.tolist(), mentor.tolist(), strict=True), score.tolist(), strict=True))

    for column in range(-1, len(capacity)):
        own = everyone.own(np.full(everyone.mentees, column))
        assert own.tolist() == [known.get((row, column), -1) for row in range(everyone.mentees)]


def test_pairs_set_aside_are_nobodys_own():
    (mentee, mentor, *_rest), everyone = both(3)
    first = int(mentee[0]), int(mentor[0])
    mentor_of = np.full(everyone.mentees, -1)
    mentor_of[first[0]] = first[1]

    assert everyone.own(mentor_of)[first[0]] >= 0
    assert everyone.without([first]).own(mentor_of)[first[0]] == -1


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_watches_is_told_of_every_mentee_once_at_first(seed):
    """Also of those whose grade suits no mentor with a place."""
    mentees, mentors, capacity, rules = people(seed)
    told = []

    Compared(Everybody(Comparison(mentees, mentors, **rules), capacity, watch=told.append))

    assert sum(told) == len(mentees)


# --- a source ---


@pytest.mark.parametrize("seed", SEEDS[::3])
def test_pairs_from_a_score_up_are_all_that_is_handed_out_of_it(seed):
    pairs, everyone = both(seed)
    middle = int(np.median(pairs[2])) if len(pairs[2]) else 0
    nobody = Cover(np.zeros(everyone.mentees, dtype=bool), np.zeros(everyone.mentors, dtype=bool))
    free = Certificate(np.full(everyone.mentees, everyone.base), np.zeros(everyone.mentors, dtype=int))
    none, empty = np.full(everyone.mentees, -1), np.full(everyone.mentors, -1)

    for source in (Compared(everyone).at_least(middle), Compared(everyone).at_least(middle).at_least(0)):
        parts = [source.best(), source.uncovered(nobody, -1), source.rather(none, empty), source.missed(free)]
        assert all((part.score >= middle).all() for part in parts)


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_is_asked_no_pair_that_is_worth_more_is_kept_back(seed):
    """Mentors' prices move a little each time, and now and then by much; each mentee pays for the best they know of."""
    arguments, everyone = both(seed)
    problem, rng = read(*arguments, everyone.mentees), np.random.default_rng(seed)
    every = problem.only(problem.capacity[problem.mentor] > 0)
    source = Compared(everyone)
    had, mentor = source.best(), rng.integers(0, MAX_SCORE, everyone.mentors)
    for step in (*[4_000] * 6, 90_000, *[4_000] * 6, 4 * SMALL, 4_000):
        mentor = np.maximum(mentor + rng.integers(-step, step // 2, everyone.mentors), 0)
        while True:
            beyond = np.full(everyone.mentees, -everyone.base)
            np.maximum.at(beyond, had.mentee, had.score - mentor[had.mentor])
            prices = Certificate(mentee=beyond + everyone.base, mentor=mentor)
            more = source.missed(prices)
            if not len(more):
                break
            assert (gain(more, prices) > 0).any()
            had = had.joined(more)
        assert (gain(every, prices) <= 0).all()


def test_mentors_whom_few_put_first_are_handed_out_where_places_are_scarce():
    tried = 0
    for seed in range(60):
        mentees, mentors, capacity, rules = people(seed)
        if sum(capacity) >= len(mentees):
            continue
        comparison = Comparison(mentees, mentors, **rules)
        best = Compared(Everybody(comparison, capacity)).best()
        with_room = Compared(Everybody(comparison, [99 * (places > 0) for places in capacity])).best()
        (_mentee, mentor, score, _capacity), _everyone = both(seed)
        for number, places in enumerate(capacity):
            theirs, shown = score[mentor == number], best.score[best.mentor == number]
            wanted = min(len(theirs), PER_PLACE * places)
            assert len(shown) >= wanted
            if np.count_nonzero(with_room.mentor == number) < wanted:
                assert sorted(shown, reverse=True)[:wanted] == sorted(theirs, reverse=True)[:wanted]
                tried += 1

    assert tried or compared.SHORTLIST >= 29  # which nobody has more pairs than


def test_whoever_watches_is_told_in_their_own_thread():
    mentees, mentors, capacity, rules = people(SEED)
    heard = []
    watched = Everybody(
        Comparison(mentees, mentors, **rules), capacity, watch=lambda some: heard.append(threading.get_ident())
    )

    Compared(watched)

    assert set(heard) == {threading.get_ident()}


def test_no_more_of_each_mentee_is_kept_than_is_handed_out():
    """Where everybody fits everybody alike, each table holds nothing but ties."""
    mentees = [MenteeSide(f"mentee{n}", ()) for n in range(40)]
    mentors = [MentorSide(f"mentor{n}", frozenset()) for n in range(30)]
    rules = {"weights": Weights(), "lines": {}, "excluded": frozenset(), "style": Style.CLASSIC}
    everyone = Everybody(Comparison(mentees, mentors, **rules), [2] * 30)

    source = Compared(everyone)

    most = min(30, compared.SHORTLIST)
    assert np.bincount(source.best().mentee).tolist() == [most] * 40
    prices = Certificate(np.full(40, everyone.base), np.zeros(30, dtype=int))
    assert np.bincount(source.missed(prices).mentee, minlength=40).max(initial=0) <= most
    assert assigned(everyone, "fair").cardinality == 40


# --- the best ---


@pytest.mark.parametrize("objective", ["total", "fair"])
@pytest.mark.parametrize("seed", SEEDS)
def test_best_of_all_is_found_and_proven_as_in_a_list(seed, objective):
    pairs, everyone = both(seed)

    found = assigned(everyone, objective)

    assert reached(found) == reached(assign(*pairs, mentees=everyone.mentees, objective=objective))
    verify_from(everyone, found)


@pytest.mark.parametrize("seed", SEEDS)
def test_stable_choice_leaves_nobody_who_would_rather_have_each_other(seed):
    pairs, everyone = both(seed)

    found = assigned(everyone, "stable")

    assert blocking_pairs(*pairs, found.mentor_of, mentees=everyone.mentees) == 0
    verify_from(everyone, found)


@pytest.mark.parametrize("seed", SEEDS[::3])
def test_pairs_set_aside_are_not_made(seed):
    pairs, everyone = both(seed)
    first = assign(*pairs, mentees=everyone.mentees)
    aside = tuple((row, int(column)) for row, column in enumerate(first.mentor_of) if column >= 0)

    less, others = both(seed, aside)

    found = assigned(others)
    assert reached(found) == reached(assign(*less, mentees=others.mentees))
    assert not {(row, int(column)) for row, column in enumerate(found.mentor_of)} & set(aside)


def test_random_people_hold_everything_that_is_hard():
    """Nobody placed, scarce places, mentors without any, and far more pairs than the shortest list."""
    found = [(both(seed), assigned(both(seed)[1])) for seed in SEEDS]

    assert any(best.cardinality == 0 for _pairs, best in found)
    assert sum(0 < best.cardinality < everyone.mentees for (_pairs, everyone), best in found) > 8
    assert sum(0 in everyone.capacity for (_pairs, everyone), _best in found) > 8
    assert sum(len(pairs[0]) > 100 for (pairs, _everyone), _best in found) > 4


# --- the proof ---


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_nothing_that_was_altered_is_proven(objective):
    _pairs, everyone = both(SEED)
    found = assigned(everyone, objective)
    prices = found.certificate
    alone = found.mentor_of.copy()
    alone[np.flatnonzero(alone >= 0)[0]] = -1
    wrong = [replace(found, total=found.total + 1), replace(found, mentor_of=alone)]
    if objective != "stable":
        paid = prices.mentee.copy()
        paid[np.argmax(paid)] -= 1
        wrong.append(replace(found, certificate=replace(prices, mentee=paid)))
    if objective == "fair":
        cover = Cover(*(np.zeros_like(side) for side in (prices.everything.mentee, prices.everything.mentor)))
        wrong.append(replace(found, certificate=replace(prices, everything=cover)))

    for each in wrong:
        with pytest.raises(NotProven):
            verify_from(everyone, each)


def test_prices_are_held_against_pairs_that_the_solver_never_saw():
    """The proof goes through all pairs by itself: prices that suit those of the solver alone do not pass."""
    mentees, mentors, capacity, rules = people(SEED)
    everyone = Everybody(Comparison(mentees, mentors, **rules), capacity)
    found = assigned(everyone)
    row = int(np.flatnonzero(found.mentor_of >= 0)[0])
    fewer = everyone.without([(row, int(found.mentor_of[row]))])
    second = assigned(fewer)

    verify_from(fewer, second)
    with pytest.raises(NotProven, match="together are below the weight"):
        verify_from(everyone, second)


def test_score_of_two_who_fit_is_that_of_the_list():
    mentee = MenteeSide("ana", ("law",), department="A", site="X", grade=3, languages=frozenset(["en"]), offset=0)
    mentor = MentorSide(
        "ben", frozenset(["law"]), department="B", site="X", grade=5, languages=frozenset(["en"]), offset=0
    )
    rules = {"weights": Weights(), "lines": {}, "excluded": frozenset(), "style": Style.CLASSIC}
    everyone = Everybody(Comparison([mentee], [mentor], **rules), [1])

    assert assigned(everyone).total == int(candidate_pairs([mentee], [mentor], **rules).score[0]) == 950_000


@pytest.mark.parametrize("most", [1, 3, 10, 40])
def test_the_best_of_each_mentee_are_kept_first_however_many_there_are(most, monkeypatch):
    """Rows far longer than the list, and some about as long; many pairs as good as each other; pairs ruled out."""
    monkeypatch.setattr(compared, "SHORTLIST", most)
    rng = np.random.default_rng(most)
    departments = ["A", "B", "C"]
    mentees = [MenteeSide(f"e{n}", department=str(rng.choice(departments)), grade=int(n % 3)) for n in range(20)]
    mentors = [
        MentorSide(f"r{n}", department=str(rng.choice(departments)), grade=int(rng.integers(0, 9))) for n in range(90)
    ]
    rules = {"weights": Weights(), "lines": {}, "excluded": frozenset(), "style": Style.CLASSIC}
    rules["bounds"] = Bounds(least_ahead=0, most_ahead=4, departments=Tie.DIFFERENT)
    everyone = Everybody(Comparison(mentees, mentors, **rules), [1] * 90)

    best = Compared(everyone).best()

    for mentee in range(20):
        scores = sorted((score for row, _column, score in in_list(everyone) if row == mentee), reverse=True)
        assert sorted(best.score[best.mentee == mentee], reverse=True) == scores[:most]
