import numpy as np
import pytest

from matching import candidates
from matching.assignment import verify
from matching.scoring import USUAL_BOUNDS, MenteeSide, MentorSide, Style, Weights
from matching.services import finding
from matching.services.finding import choose, compare
from matching.services.inputs import Inputs


def inputs_of(mentees, mentors, capacity=None, lines=None, objective="total"):
    return Inputs(
        mentees=[None] * len(mentees),
        mentors=[None] * len(mentors),
        mentee_sides=[MenteeSide(key, wanted) for key, wanted in mentees.items()],
        mentor_sides=[MentorSide(key, frozenset(offered)) for key, offered in mentors.items()],
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


@pytest.mark.parametrize("pairs_at_once", [1, 7, 1000])
def test_compare_in_parts_gives_the_same_as_at_once(monkeypatch, pairs_at_once):
    people = inputs_of(
        {f"mentee{n}": (f"skill{n % 3}", "skill1") for n in range(11)},
        {f"mentor{n}": (f"skill{n % 4}",) for n in range(5)},
        lines={"mentee3": "mentor2"},
    )
    whole = compare(people, silent)
    told = []

    monkeypatch.setattr(candidates, "PAIRS_AT_ONCE", pairs_at_once)
    parts = compare(people, lambda *progress: told.append(progress[:2]))

    for name in ("mentee", "mentor", "score", "ruled_out", "unmet"):
        assert np.array_equal(getattr(parts, name), getattr(whole, name)), name
    assert parts.mentors == whole.mentors == 5
    assert told[-1] == (55, 55)
    assert told == sorted(told)


def test_compare_of_nobody_is_empty():
    assert compare(inputs_of({}, {"mentor": ()}), silent).score.tolist() == []


def test_choose_gives_both_somebody_else_where_they_would_mentor_each_other():
    people = inputs_of(
        {"ana": ("speaking",), "ben": ("planning",)},
        {"ana": ("planning",), "ben": ("speaking",), "cem": ()},
    )

    choice = choose(people, compare(people, silent), silent)

    mentors = [people.mentor_sides[index].key for index in choice.assignment.mentor_of]
    assert choice.assignment.cardinality == choice.most == 2
    assert mentors in (["cem", "ana"], ["ben", "cem"])
    assert len(choice.set_aside) == 1
    assert choice.highest > choice.assignment.total


def most_with_the_rule(people, found):
    """By trying everything: most people whom an assignment can place in which nobody mentors the one who does them."""
    mentees, mentors = ([side.key for side in sides] for sides in (people.mentee_sides, people.mentor_sides))
    fits = set(zip(found.mentee.tolist(), found.mentor.tolist(), strict=True))

    def most(row, left, made):
        if row == len(mentees):
            return 0
        best = most(row + 1, left, made)
        for column, places in enumerate(left):
            if places and (row, column) in fits and (mentors[column], mentees[row]) not in made:
                fewer = [*left[:column], places - 1, *left[column + 1 :]]
                best = max(best, 1 + most(row + 1, fewer, {*made, (mentees[row], mentors[column])}))
        return best

    return most(0, people.capacity, set())


@pytest.mark.parametrize("objective", ["total", "fair"])
def test_nobody_stays_without_a_mentor_for_a_pair_the_other_way_round(objective):
    """Bo, who has Al alone, fits Al better than Al fits Di: setting aside that pair of the two places both."""
    people = inputs_of(
        {"al": ("planning", "sailing"), "bo": ("speaking", "cooking")},
        {"al": ("speaking",), "bo": ("planning", "sailing"), "di": ("weaving",)},
        lines={"bo": "di"},
        objective=objective,
    )

    choice = choose(people, compare(people, silent), silent)

    mentors = [people.mentor_sides[index].key for index in choice.assignment.mentor_of]
    assert mentors == ["di", "al"]


@pytest.mark.parametrize("objective", ["total", "fair"])
@pytest.mark.parametrize("seed", range(30))
def test_as_many_are_placed_as_can_be_where_people_have_both_roles(seed, objective):
    rng = np.random.default_rng(seed)
    names = [f"person{number}" for number in range(6)]
    lines = {name: str(rng.choice(names)) for name in names if rng.random() < 0.5}
    wishes = {name: tuple(rng.choice(["skill0", "skill1", "skill2"], 2, replace=False).tolist()) for name in names[:5]}
    offers = {name: rng.choice(["skill0", "skill1", "skill2"], 2, replace=False).tolist() for name in names[1:]}
    people = inputs_of(wishes, offers, rng.integers(0, 3, 5).tolist(), lines=lines, objective=objective)
    found = compare(people, silent)

    choice = choose(people, found, silent)

    assert choice.assignment.cardinality == most_with_the_rule(people, found)


def test_better_choice_is_kept_although_no_more_may_be_tried(monkeypatch):
    """Of these people the first way tried leaves somebody with nobody, and the second one nobody."""
    people = inputs_of(
        {"al": ("planning", "sailing"), "bo": ("speaking", "cooking")},
        {"al": ("speaking",), "bo": ("planning", "sailing"), "di": ("weaving",)},
        lines={"bo": "di"},
    )

    placed = [
        choose(people, compare(people, silent), silent, tried=tried).assignment.cardinality for tried in (0, 1, 2)
    ]

    assert placed == [1, 2, 2]


def peers(seed, count=14):
    """People each of whom is mentor and mentee, with wishes at random."""
    rng = np.random.default_rng(seed)
    skills = [f"skill{number}" for number in range(5)]
    names = [f"person{number:02}" for number in range(count)]
    wishes = {name: tuple(rng.choice(skills, 2, replace=False).tolist()) for name in names}
    return inputs_of(wishes, {name: rng.choice(skills, 2, replace=False).tolist() for name in names})


@pytest.mark.parametrize("rounds", [0, 1, finding.ROUNDS])
@pytest.mark.parametrize("seed", range(8))
def test_choose_proves_what_remains_and_says_what_it_left_out(monkeypatch, seed, rounds):
    monkeypatch.setattr(finding, "ROUNDS", rounds)
    people = peers(seed)
    found = compare(people, silent)
    told = []

    choice = choose(people, found, lambda *progress: told.append(progress))

    mentor = {row: int(column) for row, column in enumerate(choice.assignment.mentor_of) if column >= 0}
    assert not [row for row, column in mentor.items() if mentor.get(column) == row]
    begun = [words for _done, _total, words in told]
    assert begun == ["Choosing the best pairs", "Proving the result"] * (len(begun) // 2)
    assert len(begun) <= 2 * (rounds + 2)
    assert choice.most >= choice.assignment.cardinality
    assert (choice.most, choice.highest) >= (choice.assignment.cardinality, choice.assignment.total)
    keep = np.setdiff1d(np.arange(len(found.score)), choice.set_aside)
    verify(found.mentee[keep], found.mentor[keep], found.score[keep], people.capacity, choice.assignment, mentees=14)
    pairs = set(zip(found.mentee.tolist(), found.mentor.tolist(), strict=True))
    aside = {(int(found.mentee[index]), int(found.mentor[index])) for index in choice.set_aside}
    assert all((column, row) in pairs - aside for row, column in aside)
