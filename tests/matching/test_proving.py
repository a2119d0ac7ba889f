"""A run proves itself for ever, and whatever is done to what it keeps is found."""

import json
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.candidates import Candidates
from matching.models import Membership, Proposal, Run, RunEvidence
from matching.services import add_exclusion, evidence, prove_run, runs, start_run
from matching.services.finding import compare
from matching.services.inputs import read_inputs
from mentoring.jobs.models import Job
from participants.models import ProfileSkill
from programmes.models import Enrolment
from tests.factories import make_mentorship
from tests.matching.people import matched, mentee_of, mentor_of, open_cohort, pairs_of, searched
from tests.matching.proofs import change, made_before, packed_of, reason_against, run_to_prove, sealed_anew, sql

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return run_to_prove()


# --- proven ---


def test_run_is_proven_by_what_it_keeps_and_by_scores_computed_anew(run):
    kept, suggestions, anew = prove_run(run)

    assert kept.startswith("3 of 5 mentees have a mentor, and their scores add up to ")
    assert "Pairs set aside so that nobody mentors the one who mentors them: 1;" in kept
    assert ", the lowest being 150000: among the pairs that remain no choice places more people," in kept
    assert kept.endswith("3 people with a total of 2550000, the lowest being 850000 were the most.")
    assert suggestions == "Suggestions that it wrote: 3. As they were written: 3."
    assert anew == "People are as they were: 12 scores computed anew are the same."


def test_run_without_people_in_two_roles_is_simply_the_best():
    cohort, by = open_cohort()
    mentor_of(cohort, "Speaking")
    mentee_of(cohort, "Speaking")

    kept, *_rest = prove_run(matched(cohort, by))

    assert kept == (
        "1 of 1 mentees have a mentor, and their scores add up to 850000, the lowest being 850000: no choice places "
        "more people, or as many with a higher lowest score, or these two with a higher total."
    )


def test_run_is_still_proven_when_people_have_changed_and_says_what(run):
    mentor, mentee = next(iter(pairs_of(run.cohort)))
    ProfileSkill.objects.filter(profile=mentor.person).delete()
    make_mentorship(mentor, mentee)

    *_kept, since = prove_run(run)

    assert since == (
        "People have changed since (who takes part and still waits; how many places are free; what is known of people; "
        "which pairs are ruled out), so it is proven by the scores that were kept."
    )


def test_what_follows_from_other_people_is_no_change_of_the_programme():
    cohort, by = open_cohort()
    mentor_of(cohort, "Speaking", capacity=2, person__languages=["de"])
    knows = mentee_of(cohort, "Speaking", person__languages=["de"])
    mentee_of(cohort, "Speaking")
    run = matched(cohort, by)
    Enrolment.objects.filter(pk=knows.pk).update(status=Enrolment.Status.WITHDRAWN)

    *_kept, since = prove_run(run)

    assert since.startswith("People have changed since (who takes part and still waits; ")
    assert "what each part of a score is worth" not in since


def test_run_of_nobody_is_proven():
    cohort, by = open_cohort()
    mentor_of(cohort)
    place = mentee_of(cohort)
    run = start_run(cohort=cohort, by=by)
    place.status = "withdrawn"
    place.save()

    told = prove_run(runs.run_matching(run=run, progress=lambda *_: None))

    assert told[0].startswith("0 of 0 mentees have a mentor, and their scores add up to 0: no choice")


def test_run_of_another_method_is_proven_by_what_it_keeps(run, monkeypatch):
    monkeypatch.setattr("matching.services.proving.ALGORITHM", runs.ALGORITHM + 1)

    assert prove_run(run)[-1] == "Scores are computed in another way since, so it is proven by those that were kept."


def test_run_made_before_suggestions_were_sealed_is_proven_by_what_it_has(run):
    Proposal.objects.filter(run=made_before(run)).first().delete()

    kept, suggestions, anew = prove_run(run)

    assert kept.startswith("3 of 5 mentees have a mentor")
    assert suggestions == (
        "Suggestions still there: 2. When this search was made, neither its suggestions were sealed nor the pairs as "
        "the board showed them: whether one was deleted, its reasons were changed, or its parts for others with the "
        "same sum, cannot be told."
    )
    assert anew.startswith("People are as they were")


def test_run_made_before_is_still_held_against_what_it_chose(run):
    proposal = Proposal.objects.filter(run=made_before(run)).first()

    sql("UPDATE matching_proposal SET score = score - 1 WHERE id = %s", proposal.pk)

    assert reason_against(run) == f"The score of the suggestion {proposal.pk} is not the one that this search gave."


# --- not proven ---


def test_unfinished_run_is_not_proven():
    cohort, by = open_cohort()
    mentor_of(cohort)
    mentee_of(cohort)

    assert reason_against(start_run(cohort=cohort, by=by)) == (
        "This search has not finished, so there is nothing to prove."
    )


def test_scores_that_differ_from_those_computed_now_are_told(run, monkeypatch):
    """As when the code computes something else under the same number."""
    ProfileSkill.objects.all().delete()
    monkeypatch.setattr("matching.services.proving.digest_of", lambda _digests: run.inputs_digest)

    assert reason_against(run) == (
        "Scores computed anew, from people who have not changed, are not those that were kept."
    )


def test_worse_assignment_under_a_key_that_seals_is_found_by_its_prices(run):
    """Whoever holds even the keys cannot make a worse choice look best."""
    kept = dict(run.certificate)
    row = next(number for number, column in enumerate(kept["mentor_of"]) if column >= 0)
    kept["mentor_of"] = [*kept["mentor_of"][:row], -1, *kept["mentor_of"][row + 1 :]]
    kept["minimum"] = Proposal.objects.exclude(sides__enrolment=kept["mentees"][row]).order_by("score")[0].score
    run.certificate, run.cardinality = kept, run.cardinality - 1
    run.total = run.total - Proposal.objects.get(run=run, sides__enrolment=kept["mentees"][row]).score
    sealed_anew(run)

    assert reason_against(run) == "The cover of everything allows for 1 more people than are placed."


@pytest.mark.parametrize(
    ("aside", "sentence"),
    [
        (lambda kept: [10**6], "The evidence is about more people or pairs than the certificate."),
        (lambda kept: [-1], "The evidence is about more people or pairs than the certificate."),
        (lambda kept: kept * 2, "The evidence sets a pair aside twice."),
    ],
)
def test_evidence_about_what_is_not_there_is_found(run, aside, sentence):
    row = RunEvidence.objects.get()
    kept = json.loads(row.packed)
    row.packed = json.dumps({**kept, "set_aside": aside(kept["set_aside"])})
    row.save()

    assert reason_against(run) == sentence


@pytest.mark.parametrize(("people", "numbers"), [("mentees", "mentor_of"), ("mentors", "capacity")])
def test_certificate_without_its_last_person_is_found(run, people, numbers):
    kept = run.certificate
    change(run, certificate={**kept, people: kept[people][:-1], numbers: kept[numbers][:-1]})

    assert reason_against(run)


def test_pairs_set_aside_without_need_are_found_even_under_the_keys(run):
    """As if a search had left out whom it liked, and called it the rule."""
    row = RunEvidence.objects.get()
    kept = json.loads(row.packed)
    scores = evidence.unpack(row.packed).scores
    chosen = np.array(run.certificate["mentor_of"])[scores.mentee] == scores.mentor
    kept["set_aside"] = [*kept["set_aside"], int(np.flatnonzero(~chosen)[-1])]
    row.packed = json.dumps(kept)
    row.save()
    run.certificate = {**run.certificate, "set_aside": 2}
    sealed_anew(run)

    assert "was set aside, though they could not mentor each other." in reason_against(run)


@pytest.mark.parametrize(
    ("change_of", "sentence"),
    [
        ({"total": 5}, "It says the scores add up to 5, but they add up to "),
        ({"cardinality": 6}, "It says 6 people are placed, but 3 are."),
        ({"policy": {"skills": 100}}, "The seal of the policy is broken: it was changed after the search."),
        ({"versions": {}}, "The seal of the versions is broken: it was changed after the search."),
        ({"unplaced": []}, "The seal of the unplaced is broken: it was changed after the search."),
        ({"inputs_digest": "0" * 64}, "The seal of the inputs digest is broken: it was changed after the search."),
        ({"certificate": {}}, "The certificate does not hold what a certificate holds."),
        ({"objective": "best"}, "There is no objective 'best'."),
        ({"pairs": {}}, "The seal of the pairs is broken: it was changed after the search."),
        ({"seals": {}}, "The seal of the evidence is broken: it was changed after the search."),
    ],
)
def test_first_thing_that_fails_is_named(run, change_of, sentence):
    change(run, **change_of)

    assert reason_against(run).startswith(sentence)


def test_evidence_of_another_run_is_refused(run):
    Job.objects.update(state=Job.State.DONE)
    again = matched(run.cohort, run.created_by)
    other = b"" + bytes(packed_of(again))

    sql("UPDATE matching_runevidence SET packed = %s WHERE run_id = %s", other, run.pk)

    assert reason_against(run).startswith("The evidence does not open")


def test_evidence_that_is_gone_is_told(run):
    RunEvidence.objects.all().delete()

    assert reason_against(run).startswith("The evidence is missing")


# --- privacy ---


def test_neither_digests_nor_certificate_show_an_exclusion():
    """A wish to be kept apart that changes nothing in the outcome changes nothing that can be read, but for digests."""
    cohort, by = open_cohort()
    mentor_of(cohort, "Speaking"), mentee_of(cohort, "Speaking")
    other = mentor_of(cohort, "Sailing")
    mentee = mentee_of(cohort, "Sailing")
    loser = mentor_of(cohort)
    first = searched(cohort, by)

    add_exclusion(owner=mentee.person, excluded=loser.person, by=mentee.person.user)
    second = searched(cohort, by)

    def readable(run):
        run.refresh_from_db()
        return {**run.certificate, "digests": sorted(run.certificate["digests"])}, run.unplaced, run.policy, run.total

    assert (other, mentee) in pairs_of(cohort)
    assert readable(first) == readable(second)
    assert len(first.certificate["digests"]["rules"]) == len(second.certificate["digests"]["rules"]) == 64
    assert [len(prove_run(each)) for each in (first, second)] == [3, 3]
    assert prove_run(first)[-1].startswith("People have changed since (which pairs are ruled out)")


def test_evidence_lies_encrypted_and_opens_whole(run):
    packed = RunEvidence.objects.get().packed
    found = compare(read_inputs(run.cohort), lambda *_: None)

    kept = evidence.unpack(packed)

    assert b"prices" in packed.encode()
    assert b"prices" not in packed_of(run)
    assert all(
        np.array_equal(getattr(kept.scores, name), getattr(found, name)) for name in ("mentee", "mentor", "score")
    )
    assert "prices" not in json.dumps(run.certificate)


@pytest.mark.parametrize("shape", [(0, 0), (3, 0), (0, 3)])
def test_evidence_of_nobody_can_be_kept(shape):
    empty = np.zeros(0, dtype=np.int64)

    kept = evidence._unpack_scores(
        evidence._pack_scores(Candidates(empty, empty, empty, shape[1], np.zeros((shape[0], 6)), empty), shape), shape
    )

    assert [len(kept.mentee), len(kept.mentor), len(kept.score)] == [0, 0, 0]


def test_proving_costs_as_many_queries_for_many_as_for_few():
    counts = []
    for people in (2, 12):
        cohort, by = open_cohort()
        for _ in range(people):
            mentor_of(cohort, "Speaking")
            mentee_of(cohort, "Speaking")
        run = matched(cohort, by)
        with CaptureQueriesContext(connection) as queries:
            prove_run(run)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 15


# --- the command ---


def test_command_says_what_is_proven(run):
    said = StringIO()

    call_command("verify_match", str(run.pk), stdout=said)

    assert said.getvalue().startswith(f"Proven: {run.cohort}")
    assert "Suggestions that it wrote: 3. As they were written: 3." in said.getvalue()
    assert "computed anew are the same" in said.getvalue()


def test_command_ends_with_the_first_thing_that_fails(run):
    Run.objects.update(total=1)

    with pytest.raises(CommandError, match=r"Not proven\. It says the scores add up to 1,") as caught:
        call_command("verify_match", str(run.pk))
    assert caught.value.returncode == 1


def test_command_knows_only_runs_there_are(cast):
    with pytest.raises(CommandError, match="There is no search"):
        call_command("verify_match", str(cast.cohort.pk))
    assert not Membership.objects.filter(ended_at__isnull=False).exists()


@pytest.mark.parametrize("nonsense", ["nonsense", "12", ""])
def test_command_says_what_is_no_id(db, nonsense):
    with pytest.raises(CommandError) as caught:
        call_command("verify_match", nonsense)

    sentence = f"{nonsense!r} is no id of a search. Without an id, the latest searches are named."
    assert (str(caught.value), caught.value.returncode) == (sentence, 1)


def test_command_names_the_searches_that_can_be_proven():
    before, after = StringIO(), StringIO()

    call_command("verify_match", stdout=before)
    run = run_to_prove()
    call_command("verify_match", stdout=after)

    assert before.getvalue() == "No search for pairs has finished yet.\n"
    assert after.getvalue() == f"{run.pk}  {run}\n"


@pytest.mark.parametrize("parts", [None, {"points": 3}, ["x"], [{}], [{"points": "many"}]])
def test_parts_of_a_suggestion_in_another_form_are_told_in_a_sentence(parts):
    run = run_to_prove()
    proposal = Proposal.objects.filter(run=run).order_by("pk").first()

    sql("UPDATE matching_proposal SET components = %s WHERE id = %s", json.dumps(parts), proposal.pk)

    assert reason_against(run) == f"The parts of the suggestion {proposal.pk} do not add up to its score."


def test_suggestion_that_was_moved_to_another_cohort_is_found():
    run = run_to_prove()
    proposal = Proposal.objects.filter(run=run).order_by("pk").first()
    elsewhere, _by = open_cohort()

    sql("UPDATE matching_proposal SET cohort_id = %s WHERE id = %s", elsewhere.pk, proposal.pk)

    assert reason_against(run) == f"The suggestion {proposal.pk} is in another cohort than this search."
