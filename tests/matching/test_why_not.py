from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import why_not
from matching.assignment import MAX_SCORE, NotProven, assign
from matching.why_not import NOBODY, Answer, Loss, Move, WhyNot
from tests.matching.forced import lost, lost_by_moving, made, solved

SEEDS = range(240)


def some_of(problem, seed, most=12):
    """Some of the candidate pairs."""
    chance = np.random.default_rng(seed)
    pairs = list(problem.scores)
    return [pairs[number] for number in chance.permutation(len(pairs))[:most]]


def test_problems_hold_everything_that_is_hard():
    problems = [made(seed) for seed in SEEDS]
    bests = [solved(problem)[0] for problem in problems]

    assert sum(not len(problem.mentee) for problem in problems) > 0
    assert sum(0 in problem.capacity for problem in problems) > 60
    assert sum(0 < problem.capacity.sum() < problem.mentees for problem in problems) > 50
    assert sum(len(set(problem.score)) < len(problem.score) for problem in problems) > 120
    assert sum(NOBODY in best.mentor_of for best in bests) > 100
    assert sum(best.cardinality < problem.capacity.sum() for best, problem in zip(bests, problems, strict=True)) > 60


@pytest.mark.parametrize("first_ways", [0, why_not.FIRST_WAYS])
@pytest.mark.parametrize("seed", SEEDS[::12])
def test_pair_costs_what_the_best_search_with_it_loses_and_the_moves_lead_there(monkeypatch, seed, first_ways):
    monkeypatch.setattr(why_not, "FIRST_WAYS", first_ways)

    for each in range(seed, seed + 12):
        problem = made(each)
        best, answers = solved(problem)
        for pair in some_of(problem, each):
            answer = answers.pair(*pair)
            truth = lost(problem, pair)
            assert (answer is None) == (truth is None) == (problem.capacity[pair[1]] == 0)
            if answer is not None:
                assert (answer.at_least, answer.at_most, answer.is_exact) == (truth, truth, True)
                assert lost_by_moving(problem, best, answer.moves) == truth


@pytest.mark.parametrize("seed", range(12))
def test_pair_among_dozens_costs_what_the_best_search_with_it_loses(seed):
    problem = made(seed, mentees=60, mentors=40)
    best, answers = solved(problem)

    pairs = [pair for pair in some_of(problem, seed, most=40) if problem.capacity[pair[1]]]

    for pair, answer in zip(pairs, answers.pairs(pairs), strict=True):
        assert answer.at_least == answer.at_most == lost(problem, pair)
        assert lost_by_moving(problem, best, answer.moves) == answer.at_most


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data())
def test_pair_costs_what_is_lost_whatever_the_problem(data):
    mentees, mentors = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 5))
    cells = st.one_of(st.none(), st.integers(0, 3), st.integers(0, MAX_SCORE))
    table = data.draw(st.lists(cells, min_size=mentees * mentors, max_size=mentees * mentors))
    capacity = data.draw(st.lists(st.integers(0, 3), min_size=mentors, max_size=mentors))
    number = np.flatnonzero([score is not None for score in table])
    score = np.array([table[place] for place in number], dtype=np.int64)
    problem = made(0)._replace(
        mentee=number // mentors,
        mentor=number % mentors,
        score=score,
        capacity=np.array(capacity, dtype=np.int64),
        mentees=mentees,
    )
    best, answers = solved(problem)

    for pair in problem.scores:
        answer = answers.pair(*pair)
        assert (answer and answer.at_most) == lost(problem, pair)
        assert answer is None or lost_by_moving(problem, best, answer.moves) == answer.at_most


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_row_and_pairs_say_the_same_as_one_question_at_a_time(seed):
    problem = made(seed)
    _best, answers = solved(problem)
    pairs = list(problem.scores)

    one_by_one = {pair: answers.pair(*pair) for pair in pairs}

    assert dict(zip(pairs, answers.pairs(pairs), strict=True)) == one_by_one
    rows = {(row, column): answer for row in range(problem.mentees) for column, answer in answers.row(row).items()}
    assert rows == one_by_one


def test_order_of_pairs_makes_no_difference():
    problem = made(8, mentees=12, mentors=9)
    best, answers = solved(problem)
    order = np.random.default_rng(1).permutation(len(problem.score))

    shuffled = WhyNot(*(part[order].tolist() for part in problem[:3]), problem.capacity.tolist(), best)

    assert shuffled.pairs(problem.scores) == answers.pairs(problem.scores)


def chain():
    """Three mentees in a line: each could go one mentor further, the last to a mentor with a free place."""
    problem = made(0)._replace(
        mentee=np.array([0, 0, 1, 1, 2, 2]),
        mentor=np.array([0, 1, 1, 2, 2, 3]),
        score=np.array([500, 470, 500, 480, 500, 490]),
        capacity=np.array([1, 1, 1, 1]),
        mentees=3,
    )
    return problem, *solved(problem)


def test_moves_tell_who_goes_where():
    _problem, best, answers = chain()

    assert best.mentor_of.tolist() == [0, 1, 2]
    assert answers.pair(0, 1).moves == (Move(0, 0, 1), Move(1, 1, 2), Move(2, 2, 3))
    assert answers.pair(0, 1).at_most == Loss(0, 30 + 20 + 10)
    assert answers.pair(2, 3).moves == (Move(2, 2, 3),)


def test_pair_that_is_one_already_costs_nothing_and_moves_nobody():
    _problem, _best, answers = chain()

    assert answers.pair(1, 1) == Answer(Loss(0, 0), Loss(0, 0), ())


def test_of_ways_that_cost_the_same_the_one_with_fewest_moves_is_told():
    """The one who makes room could go straight to a free place, or push somebody on first."""
    problem = made(0)._replace(
        mentee=np.array([0, 0, 1, 1, 1, 2, 2]),
        mentor=np.array([0, 1, 1, 2, 3, 2, 3]),
        score=np.array([9, 9, 9, 8, 8, 8, 8]),
        capacity=np.array([1, 1, 1, 1]),
        mentees=3,
    )
    best, answers = solved(problem)

    moves = answers.pair(0, 1).moves

    assert best.mentor_of[:2].tolist() == [0, 1]
    assert len(moves) == 2
    assert moves[1].after in {2, 3} - {best.mentor_of[2]}


def test_with_fewer_people_the_total_may_be_higher():
    best = assign([0, 0, 1], [0, 1, 0], [MAX_SCORE, 0, 0], [1, 1])

    answer = WhyNot([0, 0, 1], [0, 1, 0], [MAX_SCORE, 0, 0], [1, 1], best).pair(0, 0)

    assert (best.cardinality, best.total) == (2, 0)
    assert answer.at_most == Loss(people=1, points=-MAX_SCORE)
    assert answer.moves == (Move(0, 1, 0), Move(1, 0, NOBODY))


def test_mentee_with_nobody_takes_the_place_of_somebody():
    best = assign([0, 1], [0, 0], [5, 9], [1])

    answer = WhyNot([0, 1], [0, 0], [5, 9], [1], best).pair(0, 0)

    assert answer.at_most == Loss(0, 4)
    assert answer.moves == (Move(0, NOBODY, 0), Move(1, 0, NOBODY))


def test_losses_are_compared_by_people_first():
    assert Loss(0, MAX_SCORE) < Loss(1, -MAX_SCORE) < Loss(1, 0)


@pytest.mark.parametrize(
    ("pair", "sentence"),
    [
        ((0, 3), "Mentee 0 with mentor 3 is not among the candidate pairs."),
        ((3, 0), "There is no mentee 3: they are numbered from 0 to 2."),
        ((-1, 0), "There is no mentee -1: they are numbered from 0 to 2."),
        ((0, 4), "There is no mentor 4: they are numbered from 0 to 3."),
        ((0, -1), "There is no mentor -1: they are numbered from 0 to 3."),
    ],
)
def test_pair_that_is_no_candidate_is_refused(pair, sentence):
    _problem, _best, answers = chain()

    with pytest.raises(ValueError, match=sentence):
        answers.pair(*pair)


def test_row_of_nobody_is_refused_and_of_somebody_without_pairs_empty():
    answers = WhyNot([0], [0], [1], [1], assign([0], [0], [1], [1], mentees=2))

    assert answers.row(1) == {}
    with pytest.raises(ValueError, match="There is no mentee 2"):
        answers.row(2)


@pytest.mark.parametrize("capacity", [[], [0, 0]])
def test_nobody_at_all_is_no_error(capacity):
    answers = WhyNot([], [], [], capacity, assign([], [], [], capacity, mentees=2))

    assert answers.row(1) == {}


def test_assignment_that_is_not_proven_best_is_refused():
    problem, best, _answers = chain()

    with pytest.raises(NotProven):
        WhyNot(*problem[:4], replace(best, mentor_of=np.array([1, 2, 3]), total=470 + 480 + 490))


def test_more_people_than_floats_can_tell_apart_are_refused(monkeypatch):
    problem, best, _answers = chain()
    monkeypatch.setattr(why_not, "EXACT_FLOAT", 2**24)

    with pytest.raises(ValueError, match="too many people for one exact answer: split the cohort"):
        WhyNot(*problem[:4], best)


# --- swaps ---


@pytest.mark.parametrize("seed", SEEDS[::6])
def test_swap_costs_what_the_best_search_with_both_pairs_loses(seed):
    problem = made(seed)
    best, answers = solved(problem)
    chance = np.random.default_rng(seed)

    for _ in range(15):
        one, other = chance.integers(0, problem.mentees, 2).tolist()
        theirs, ours = int(best.mentor_of[other]), int(best.mentor_of[one])
        new = [pair for pair in ((one, theirs), (other, ours)) if pair[1] != NOBODY]
        if one == other or not all(pair in problem.scores for pair in new):
            continue
        assert answers.swap(one, other) == lost(problem, (one, theirs), (other, ours))


def test_swap_needs_both_pairs_to_be_possible():
    _problem, _best, answers = chain()

    with pytest.raises(ValueError, match="Mentee 1 with mentor 0 is not among the candidate pairs"):
        answers.swap(0, 1)
    with pytest.raises(ValueError, match="There is no mentee 3"):
        answers.swap(0, 3)


# --- cut lists ---


def cut(problem, best, most):
    """The problem with the `most` best pairs of each mentee and their own, and the highest score left out of each."""
    keep, floor = np.zeros(len(problem.score), dtype=bool), np.full(problem.mentees, -1)
    for row in range(problem.mentees):
        pairs = np.flatnonzero(problem.mentee == row)
        ranked = pairs[np.argsort(-problem.score[pairs], kind="stable")]
        keep[ranked[:most]] = True
        keep[pairs[problem.mentor[pairs] == best.mentor_of[row]]] = True
        left_out = pairs[~keep[pairs]]
        floor[row] = problem.score[left_out].max(initial=-1)
    short = problem._replace(mentee=problem.mentee[keep], mentor=problem.mentor[keep], score=problem.score[keep])
    return short, floor


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_cut_lists_give_an_interval_that_holds_the_truth(seed, most):
    problem = made(seed)
    best, whole = solved(problem)
    short, floor = cut(problem, best, most)
    answers = WhyNot(*short[:4], best, floor=floor)

    for pair, answer in zip(short.scores, answers.pairs(short.scores), strict=True):
        truth = whole.pair(*pair)
        assert (answer is None) == (truth is None)
        if answer is not None:
            assert answer.at_least <= truth.at_most <= answer.at_most
            assert lost_by_moving(problem, best, answer.moves) == answer.at_most


def test_cut_lists_are_exact_for_some_pairs_and_not_for_others():
    found = []
    for seed in range(40):
        problem = made(seed, mentees=20, mentors=12)
        best, whole = solved(problem)
        short, floor = cut(problem, best, 4)
        pairs = [pair for pair in short.scores if problem.capacity[pair[1]]]
        answers = WhyNot(*short[:4], best, floor=floor).pairs(pairs)
        found += [
            (each.is_exact, each.at_most == whole.pair(*pair).at_most)
            for each, pair in zip(answers, pairs, strict=True)
        ]

    assert {(True, True), (False, True), (False, False)} == set(found)
    assert sum(is_exact for is_exact, _is_true in found) > len(found) / 3


def test_lists_that_are_complete_are_exact():
    problem = made(8, mentees=12, mentors=9)
    best, answers = solved(problem)

    told = WhyNot(*problem[:4], best, floor=[-1] * 12).pairs(problem.scores)

    assert told == answers.pairs(problem.scores)


@pytest.mark.parametrize("unseen", [1, 3, 1_000, MAX_SCORE])
@pytest.mark.parametrize("seed", SEEDS[::24])
def test_pairs_that_are_near_alone_give_bounds_that_hold(seed, unseen):
    for each in range(seed, seed + 24):
        problem = made(each)
        best, _answers = solved(problem)
        weight = best.certificate.mentee[problem.mentee] + best.certificate.mentor[problem.mentor] - problem.score
        slack = weight - (min(problem.mentees, int(problem.capacity.sum())) * MAX_SCORE + 1)
        near = slack < unseen
        short = problem.mentee[near], problem.mentor[near], problem.score[near], problem.capacity
        pairs = [pair for pair in zip(*(part.tolist() for part in short[:2]), strict=True) if problem.capacity[pair[1]]]
        for pair, answer in zip(pairs, WhyNot(*short, best, unseen=unseen).pairs(pairs), strict=True):
            assert answer.at_least <= lost(problem, pair) <= answer.at_most


@pytest.mark.parametrize("floor", [[1], [[1, 1, 1]], [0.5, 1.0, 1.0]])
def test_floor_that_is_no_number_for_each_mentee_is_refused(floor):
    problem, best, _answers = chain()

    with pytest.raises(ValueError, match="floor must be 3 whole numbers, one per mentee"):
        WhyNot(*problem[:4], best, floor=floor)
