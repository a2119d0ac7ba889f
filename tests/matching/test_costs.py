"""What a choice by hand costs everybody, in words, beside every assignment that there is."""

from itertools import product

import numpy as np
import pytest

from matching import costs
from matching.costs import _ended_once, costs_of
from matching.scoring import USUAL_BOUNDS, MenteeSide, MentorSide, Style, Weights
from matching.services.finding import choose, compare
from matching.services.inputs import Inputs
from matching.shown import points_of_100
from mentoring.accounts.models import User
from participants.models import Profile
from programmes.models import Enrolment

NOBODY = -1


def places_of(names):
    return [Enrolment(person=Profile(user=User(name=name))) for name in names]


def inputs_of(mentees, mentors, *, capacity=None, lines=None, objective="total"):
    """Names with the skills they want or offer; whoever stands in both is one person."""
    return Inputs(
        mentees=places_of(mentees),
        mentors=places_of(mentors),
        mentee_sides=[MenteeSide(name, tuple(wanted)) for name, wanted in mentees.items()],
        mentor_sides=[MentorSide(name, frozenset(offered)) for name, offered in mentors.items()],
        capacity=capacity or [1] * len(mentors),
        lines=lines or {},
        already=frozenset(),
        excluded=frozenset(),
        weights=Weights(),
        fit_weights=Weights(),
        style=Style.CLASSIC,
        bounds=USUAL_BOUNDS[Style.CLASSIC],
        objective=objective,
    )


def silent(done, total, message):
    pass


def in_words(inputs, row, column):
    """How the best search with this pair falls short of the best, from a list of all that keep to the rules."""
    found = compare(inputs, silent)
    scores = {
        (m, n): s for m, n, s in zip(found.mentee.tolist(), found.mentor.tolist(), found.score.tolist(), strict=True)
    }
    choices = [[NOBODY, *(n for m, n in scores if m == mentee)] for mentee in range(len(inputs.mentees))]
    lawful = [each for each in product(*choices) if is_lawful(inputs, each)]
    best, rest = (
        max(worth_of([scores[pair] for pair in pairs_of(each)], inputs.objective) for each in ways)
        for ways in (lawful, [each for each in lawful if each[row] == column])
    )
    if best[0] > rest[0]:
        return f"{best[0] - rest[0]} mentee fewer with a pair."
    if best[1] > rest[1]:
        return f"The weakest pair would score {points_of_100(rest[1])} of 100 instead of {points_of_100(best[1])}."
    lost = best[2] - rest[2]
    return f"{points_of_100(lost)} points fewer for all together." if lost else "No change overall."


def worth_of(scores, objective):
    """How many people, the lowest score where that matters, and the sum: the more of the first, the better."""
    return len(scores), min(scores, default=0) if objective == "fair" else 0, sum(scores)


def pairs_of(mentor_of):
    return [(row, column) for row, column in enumerate(mentor_of) if column != NOBODY]


def is_lawful(inputs, mentor_of):
    """Places suffice, and nobody mentors the one who mentors them."""
    pairs = pairs_of(mentor_of)
    taken = np.bincount([column for _row, column in pairs], minlength=len(inputs.capacity))
    people = {(inputs.mentee_sides[row].key, inputs.mentor_sides[column].key) for row, column in pairs}
    return (taken <= inputs.capacity).all() and not any((mentor, mentee) in people for mentee, mentor in people)


def at_random(seed, *, both, objective="total"):
    """Five mentees and five mentors, so many of whom are both."""
    chance = np.random.default_rng(seed)
    skills = ["speaking", "sailing", "planning"]

    def some():
        return chance.permutation(skills)[: chance.integers(1, 3)].tolist()

    mentees = {f"mentee{number}" if number >= both else f"both{number}": some() for number in range(5)}
    mentors = {f"mentor{number}" if number >= both else f"both{number}": some() for number in range(5)}
    return inputs_of(
        mentees, mentors, capacity=chance.integers(0, 3, 5).tolist(), lines={"mentee4": "mentor4"}, objective=objective
    )


def possible(inputs, row):
    found = compare(inputs, silent)
    return [column for column in found.mentor[found.mentee == row].tolist() if inputs.capacity[column]]


@pytest.mark.parametrize("objective", ["total", "fair"])
@pytest.mark.parametrize("seed", range(8))
def test_costs_are_those_of_the_best_search_with_the_pair_in_it(seed, objective):
    inputs = at_random(seed, both=0, objective=objective)

    for row in (0, 4):
        found = costs_of(inputs, row, possible(inputs, row))
        assert {column: cost.words for column, cost in found.items()} == {
            column: in_words(inputs, row, column) for column in possible(inputs, row)
        }


@pytest.mark.parametrize("objective", ["total", "fair"])
@pytest.mark.parametrize("seed", range(8))
def test_costs_are_true_or_say_about_where_two_could_mentor_each_other(monkeypatch, seed, objective):
    monkeypatch.setattr(costs, "SOLVED_ANEW_UP_TO", 0)
    inputs = at_random(seed, both=4, objective=objective)

    found = costs_of(inputs, 0, possible(inputs, 0))

    for column, cost in found.items():
        if cost.words.startswith("About"):
            assert cost.changes == ()
        elif cost.words.startswith("The weakest pair would score less"):
            assert in_words(inputs, 0, column).startswith(("The weakest pair", "1 mentee fewer"))
        else:
            assert cost.words == in_words(inputs, 0, column)


def peers():
    """Two who fit each other best, both ways round, and a mentor besides."""
    return inputs_of(
        {"ana": ("speaking",), "ben": ("planning",)},
        {"ana": ("planning",), "ben": ("speaking",), "cem": ()},
    )


@pytest.mark.parametrize("most", [0, costs.SOLVED_ANEW_UP_TO])
def test_costs_are_beside_what_a_search_reaches_where_it_sets_pairs_aside(monkeypatch, most):
    """Each is searched anew, or said about where that is too much."""
    monkeypatch.setattr(costs, "SOLVED_ANEW_UP_TO", most)
    inputs = peers()
    assert len(choose(inputs, compare(inputs, silent), silent).set_aside)

    found = costs_of(inputs, 0, [1, 2])

    assert {column: in_words(inputs, 0, column) for column in (1, 2)} == dict.fromkeys((1, 2), "No change overall.")
    words = "No change overall." if most else "About no change overall."
    assert {cost.words for cost in found.values()} == {words}
    changes = {cost.changes for cost in found.values()}
    assert changes == ({(), ("1 more mentee would have another mentor.",)} if most else {()})


def test_search_made_anew_does_not_give_the_mentor_their_own_mentee_as_mentor():
    inputs = inputs_of(
        {"ana": ("speaking",), "ben": ("planning",)},
        {"ana": ("planning",), "ben": ("speaking",), "cem": ("speaking",)},
    )

    found = costs_of(inputs, 0, [1, 2])

    assert found[1].words == in_words(inputs, 0, 1) == "47 points fewer for all together."
    assert found[2].words == in_words(inputs, 0, 2) == "No change overall."


def test_costs_of_nobody_ask_nothing():
    assert costs_of(peers(), 0, []) == {}


def test_changes_name_who_makes_room_and_count_who_follows():
    inputs = inputs_of(
        {"Ida": ("speaking",), "Jon": ("speaking", "sailing"), "Kai": ("sailing", "planning"), "Lea": ("planning",)},
        {"Ada": ("speaking",), "Bo": ("sailing", "speaking"), "Cy": ("planning", "sailing"), "Di": ()},
    )

    found = costs_of(inputs, 3, range(4))

    told = {inputs.mentors[column].person.user.name: cost.changes for column, cost in found.items()}
    best = choose(inputs, compare(inputs, silent), silent).assignment.mentor_of.tolist()
    assert best == [0, 1, 2, 3]
    assert told == {
        "Ada": ("Ida would have Di instead of Ada.",),
        "Bo": ("Jon would have Di instead of Bo.",),
        "Cy": ("Kai would have Di instead of Cy.",),
        "Di": (),
    }


def test_changes_name_who_is_left_with_nobody_and_who_follows():
    """Of three in a row each could go one mentor further; the last place is the newcomer's own."""
    lines = {"Ida": "Cy", "Jon": "Ada", "Lea": "Ada"}
    inputs = inputs_of(
        {"Ida": ("speaking",), "Jon": ("sailing",), "Lea": ("planning",)},
        {"Ada": ("speaking",), "Bo": ("sailing", "speaking"), "Cy": ("planning", "sailing")},
        lines=lines,
    )

    found = costs_of(inputs, 2, [1, 2])

    assert found[2].words == "No change overall."
    assert found[1].changes == ("Jon would have Cy instead of Bo.",)


def test_changes_name_who_has_nobody_and_who_has_somebody_instead():
    inputs = inputs_of(
        {"Ida": ("speaking",), "Jon": ()},
        {"Ada": ("speaking",)},
    )

    found = costs_of(inputs, 1, [0])

    assert found[0].words == "21 points fewer for all together."
    assert found[0].changes == ("Ida would have nobody instead of Ada.",)


@pytest.mark.parametrize("solved_anew_up_to", [0, costs.SOLVED_ANEW_UP_TO])
def test_pair_that_a_fair_search_finds_costs_nothing_and_moves_nobody(monkeypatch, solved_anew_up_to):
    """Whose own pair is the least good one: the others need not fit better for its sake."""
    monkeypatch.setattr(costs, "SOLVED_ANEW_UP_TO", solved_anew_up_to)
    for seed in range(12):
        inputs = at_random(seed, both=0, objective="fair")
        mentor_of = choose(inputs, compare(inputs, silent), silent).assignment.mentor_of.tolist()
        for row, column in enumerate(mentor_of):
            if column != NOBODY:
                cost = costs_of(inputs, row, [column])[column]
                assert (cost.words, cost.changes) == ("No change overall.", ())


def test_pair_in_a_stable_programme_says_who_would_rather_have_each_other():
    inputs = inputs_of(
        {"ida": ("speaking", "sailing"), "jon": ("speaking", "planning")},
        {"mia": ("speaking", "sailing"), "noa": ("sailing",)},
        objective="stable",
    )

    found = costs_of(inputs, 1, [0, 1])

    assert found[1].words == "Nobody would rather have somebody else."
    assert found[0].words == "1 mentee and mentor would both rather have each other."
    assert found[0].changes == ("ida would have noa instead of mia.",)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [("Ana would have John Smith Jr..", "Ana would have John Smith Jr."), ("Ana would have Bo.", "Ana would have Bo.")],
)
def test_sentence_that_ends_with_a_name_has_one_full_stop(sentence, told):
    assert _ended_once(sentence) == told
