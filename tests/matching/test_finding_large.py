"""A search among more people than a list of their pairs would hold, and its proof."""

import json
from itertools import pairwise
from uuid import UUID

import pytest

from matching.models import ProposalSide, Run, RunEvidence
from matching.services import finding, finding_large, prove_run
from matching.services.finding import choose, compare
from matching.services.finding_large import choose_large
from matching.solving import prices
from mentoring.lib.errors import Refused
from participants.models import ProfileSkill
from programmes.models import Enrolment, Role
from tests.matching.people import matched, mentee_of, mentor_of, open_cohort, searched
from tests.matching.proofs import change, reason_against, run_to_prove, sealed_anew
from tests.matching.test_finding import inputs_of, peers, silent


def crossed(choice):
    mentor = {row: int(column) for row, column in enumerate(choice.assignment.mentor_of) if column >= 0}
    return [row for row, column in mentor.items() if mentor.get(column) == row]


@pytest.mark.parametrize("objective", ["total", "fair", "stable"])
def test_large_search_finds_what_a_list_finds(objective):
    people = inputs_of(
        {f"mentee{n}": (f"skill{n % 3}", "skill1") for n in range(11)},
        {f"mentor{n}": (f"skill{n % 4}",) for n in range(5)},
        lines={"mentee3": "mentor2"},
        objective=objective,
    )
    listed = choose(people, compare(people, silent), silent)

    found = choose_large(people, silent)

    for name in ("cardinality", "minimum", "total"):
        assert getattr(found.assignment, name) == getattr(listed.assignment, name), name
    assert (found.most, found.lowest, found.highest) == (listed.most, listed.lowest, listed.highest)
    assert found.aside == listed.aside == []
    assert len(found.hindrances) == 6
    everybody = range(11)
    assert found.hindrances == {
        row: compare(people, silent).hindrance(row) for row in everybody if row in found.hindrances
    }


@pytest.mark.parametrize("rounds", [0, 1, finding.ROUNDS])
@pytest.mark.parametrize("seed", range(8))
def test_nobody_mentors_the_one_who_mentors_them(monkeypatch, seed, rounds):
    monkeypatch.setattr(finding_large, "ROUNDS", rounds)
    people = peers(seed)
    listed = choose(people, compare(people, silent), silent)

    found = choose_large(people, silent)

    assert crossed(found) == []
    assert (found.most, found.highest) == (listed.most, listed.highest)
    assert len(set(found.aside)) == len(found.aside)
    assert not {(row, int(column)) for row, column in enumerate(found.assignment.mentor_of)} & set(found.aside)
    assert all((column, row) not in found.aside for row, column in found.aside)


def test_progress_counts_the_pairs_of_each_mentee_once_and_once_more_in_the_proof(monkeypatch):
    monkeypatch.setattr("matching.everybody.PAIRS_AT_ONCE", 5)
    people = inputs_of({f"mentee{n}": ("skill",) for n in range(7)}, {f"mentor{n}": ("skill",) for n in range(3)})
    told = []

    choose_large(people, lambda *progress: told.append(progress))

    counted = [done for done, _total, words in told if words == "Comparing mentees with mentors"]
    proven = [done for done, _total, words in told if words == "Proving the result"]
    assert counted == proven[:8] == [0, 3, 6, 9, 12, 15, 18, 21]
    assert set(proven[8:]) == {21}  # those who have nobody are looked at once more
    assert {total for _done, total, _words in told} == {21}


def test_each_round_is_chosen_and_proven_anew(monkeypatch):
    people, told = peers(0), []
    assert choose_large(people, silent).aside

    choose_large(people, lambda *progress: told.append(progress))

    begun = [words for before, (_done, _total, words) in pairwise([("", "", ""), *told]) if before[2] != words]
    rounds = begun.count("Proving the result")
    assert rounds > 1
    assert begun == ["Comparing mentees with mentors", *["Choosing the best pairs", "Proving the result"] * rounds]


def test_before_the_solver_begins_it_is_said_that_pairs_are_chosen(monkeypatch):
    """It is silent while it works, and comparing is over by then."""
    people = inputs_of({f"mentee{n}": ("skill",) for n in range(7)}, {f"mentor{n}": ("skill",) for n in range(3)})
    told, before = [], []
    solve = prices.seat

    def seat(*pairs):
        before.append(told[-1])
        return solve(*pairs)

    monkeypatch.setattr(prices, "seat", seat)

    choose_large(people, lambda *progress: told.append(progress))

    assert before == [(21, 21, "Choosing the best pairs")]


def test_progress_of_many_is_told_by_the_hundredth(monkeypatch):
    monkeypatch.setattr("matching.everybody.PAIRS_AT_ONCE", 1)
    people = inputs_of({f"mentee{n}": ("skill",) for n in range(400)}, {"mentor": ("skill",)}, [400])
    told = []

    choose_large(people, lambda *progress: told.append(progress))

    assert [done for done, _total, words in told if words.startswith("Comparing")] == list(range(0, 401, 4))
    # Once when comparing is over, as the solver asks for nobody; and as often while the proof goes through all of them.
    assert [done for done, _total, words in told if words.startswith("Choosing")] == [400]
    assert [done for done, _total, words in told if words.startswith("Proving")] == list(range(0, 401, 4))


def test_more_people_than_one_search_can_take_are_refused_with_what_to_do(monkeypatch):
    people = inputs_of({"ana": (), "ben": ()}, {"cem": (), "dee": ()})
    monkeypatch.setattr(finding_large, "MOST_PAIRS", 3)

    with pytest.raises(Refused) as refused:
        choose_large(people, silent)

    assert refused.value.message == "2 mentees and 2 mentors are too many for one search. Please part this cohort."


# --- runs ---


@pytest.fixture
def is_large(monkeypatch):
    """As if no list held the pairs of even two people."""
    monkeypatch.setattr(finding, "MOST_LISTED", 0)


@pytest.mark.django_db
@pytest.mark.usefixtures("is_large")
def test_large_run_is_proven_by_comparing_everybody_anew():
    run = run_to_prove()

    kept, suggestions = prove_run(run)

    assert json.loads(RunEvidence.objects.get(run=run).packed)["scores"] is None
    assert kept.startswith("3 of 5 mentees have a mentor, and their scores add up to ")
    assert "Pairs set aside so that nobody mentors the one who mentors them: 1;" in kept
    assert kept.endswith("3 people with a total of 2550000, the lowest being 850000 were the most.")
    assert suggestions == "Suggestions that it wrote: 3. As they were written: 3."


@pytest.mark.django_db
@pytest.mark.usefixtures("is_large")
def test_large_run_says_of_everybody_left_over_what_a_small_one_says(monkeypatch):
    cohort, by = open_cohort()
    mentor_of(cohort, "Speaking")
    for _ in range(2):
        mentee_of(cohort, "Speaking")
    mentee_of(cohort, "Writing")
    large = searched(cohort, by)
    monkeypatch.setattr(finding, "MOST_LISTED", 100)
    small = searched(cohort, by)

    assert [each["reasons"] for each in large.unplaced] == [each["reasons"] for each in small.unplaced]
    assert len(large.unplaced) == 2
    assert (large.cardinality, large.total) == (small.cardinality, small.total)
    assert ProposalSide.objects.filter(proposal__run=small, role=Role.MENTEE).count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("is_large")
def test_large_run_cannot_be_proven_once_something_changed_and_says_what():
    cohort, by = open_cohort()
    mentor = mentor_of(cohort, "Speaking")
    mentee_of(cohort, "Speaking")
    mentee_of(cohort)
    run = matched(cohort, by)
    assert prove_run(run)[0].startswith("1 of 2 mentees have a mentor")

    ProfileSkill.objects.filter(profile=mentor.person).delete()

    assert reason_against(run) == (
        "It was too large for its scores to be kept, and this has changed since: what is known of people."
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("is_large")
@pytest.mark.parametrize(
    ("aside", "words"),
    [
        ([], "It says 1 pairs were set aside, but 0 were."),
        ([[0, 99]], "The evidence is about more people or pairs than the certificate."),
        ([[0, 0], [0, 0]], "The evidence sets a pair aside twice."),
        ([["a", 0]], "The evidence opens and cannot be read."),
    ],
)
def test_large_run_whose_evidence_names_other_pairs_is_not_proven(aside, words):
    run = run_to_prove()
    row = RunEvidence.objects.get(run=run)
    row.packed = json.dumps({**json.loads(row.packed), "aside": aside})
    row.save()
    sealed_anew(run)

    assert reason_against(run) == words


@pytest.mark.django_db
@pytest.mark.usefixtures("is_large")
def test_large_run_that_set_aside_a_pair_without_need_is_not_proven():
    run = run_to_prove()
    row = RunEvidence.objects.get(run=run)
    places = Enrolment.objects.in_bulk(run.certificate["mentees"])
    mentors = set(Enrolment.objects.filter(role=Role.MENTOR).values_list("person", flat=True))
    people = [places[UUID(place)].person_id for place in run.certificate["mentees"]]
    lonely = next(number for number, person in enumerate(people) if person not in mentors)
    row.packed = json.dumps({**json.loads(row.packed), "aside": [[lonely, 0]]})
    row.save()
    sealed_anew(run)

    assert (
        reason_against(run) == f"Mentee {lonely} with mentor 0 was set aside, though they could not mentor each other."
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("is_large")
def test_large_run_of_another_method_cannot_be_proven(monkeypatch):
    run = run_to_prove()
    change(run, versions={**run.versions, "algorithm": 2})
    sealed_anew(Run.objects.get(pk=run.pk))

    assert reason_against(run) == "Scores are computed in another way since, and those of then were too many to keep."


@pytest.mark.django_db
@pytest.mark.usefixtures("is_large")
def test_large_run_whose_pairs_set_aside_were_not_named_yet_says_why_it_cannot_be_proven():
    run = run_to_prove()
    row = RunEvidence.objects.get(run=run)
    row.packed = json.dumps({name: kept for name, kept in json.loads(row.packed).items() if name != "aside"})
    row.save()
    change(run, versions={**run.versions, "algorithm": 2})
    sealed_anew(Run.objects.get(pk=run.pk))

    assert reason_against(run) == "Scores are computed in another way since, and those of then were too many to keep."


@pytest.mark.django_db
@pytest.mark.usefixtures("is_large")
def test_large_run_that_names_a_mentor_who_does_not_exist_is_not_proven():
    run = run_to_prove()
    change(run, certificate={**run.certificate, "mentor_of": [99, *run.certificate["mentor_of"][1:]]})
    sealed_anew(Run.objects.get(pk=run.pk))

    assert reason_against(run) == "Mentee 0 has mentor 99, who does not exist."


@pytest.mark.django_db
@pytest.mark.parametrize("kept", [True, False])
def test_run_of_one_solver_is_proven_with_another(monkeypatch, kept):
    """Of two choices with the highest total the least good pair may be another, which is no fault of the run."""
    monkeypatch.setattr(finding, "MOST_LISTED", 100 if kept else 0)
    run = run_to_prove(objective="total")
    certificate = {**run.certificate, "lowest": run.certificate["lowest"] - 1}
    change(run, certificate=certificate)
    sealed_anew(Run.objects.get(pk=run.pk))

    assert "were the most" in prove_run(Run.objects.get(pk=run.pk))[0]


@pytest.mark.django_db
@pytest.mark.usefixtures("is_large")
def test_large_run_that_states_a_higher_total_is_not_proven():
    run = run_to_prove()
    change(run, total=run.total + 1)
    sealed_anew(Run.objects.get(pk=run.pk))

    assert reason_against(run) == f"It says the scores add up to {run.total + 1}, but they add up to {run.total}."
