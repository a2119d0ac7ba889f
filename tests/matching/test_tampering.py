"""Whatever is done to what a run keeps, or to a suggestion that it made, is found and named."""

import json
import random

import pytest

from matching.models import Proposal, ProposalSide
from matching.services import prove_run, send_proposals
from mentoring.jobs.models import Job
from programmes.models import Role
from tests.matching.people import matched, mentee_of, mentor_of, open_cohort, searched
from tests.matching.proofs import change, packed_of, reason_against, run_to_prove, sql

pytestmark = pytest.mark.django_db


def tamper_evidence(dice, run):
    packed = bytearray(packed_of(run))
    packed[dice.randrange(len(packed))] ^= dice.randint(1, 255)
    sql("UPDATE matching_runevidence SET packed = %s WHERE run_id = %s", bytes(packed), run.pk)


def tamper_number(dice, run):
    name = dice.choice(["cardinality", "total"])
    change(run, **{name: max(0, getattr(run, name) + dice.choice([-9, -1, 1, 7, 10**6])) or 10**7})


def tamper_certificate(dice, run):
    kept = json.loads(json.dumps(run.certificate))
    name = dice.choice(sorted(kept))
    kept[name] = altered(dice, kept[name])
    change(run, certificate=kept)


def tamper_json(dice, run):
    name = dice.choice(["policy", "versions", "unplaced", "seals"])
    change(run, **{name: altered(dice, json.loads(json.dumps(getattr(run, name))))})


def tamper_text(dice, run):
    change(run, **dice.choice([{"inputs_digest": f"{dice.getrandbits(256):064x}"}, {"objective": "totals"}]))


def tamper_time(dice, run):
    name = dice.choice(["created_at", "finished_at"])
    sql(f"UPDATE matching_run SET {name} = {name} + %s * interval '1 second' WHERE id = %s", dice.randint(1, 9), run.pk)  # noqa: S608


def tamper_suggestion(dice, run):
    proposal = dice.choice(list(Proposal.objects.filter(run=run).order_by("score", "pk")))
    if dice.random() < 0.5:
        sql("UPDATE matching_proposal SET score = score - 1 WHERE id = %s", proposal.pk)
    else:
        unpaired = run.certificate["mentees"][run.certificate["mentor_of"].index(-1)]
        sql(
            "UPDATE matching_proposalside SET enrolment_id = %s WHERE proposal_id = %s AND role = 'mentee'",
            unpaired,
            proposal.pk,
        )


def tamper_words(dice, run):
    proposal = dice.choice(list(Proposal.objects.filter(run=run).order_by("score", "pk")))
    name = dice.choice(["components", "reasons"])
    given = json.dumps(altered(dice, json.loads(json.dumps(getattr(proposal, name)))))
    sql(f"UPDATE matching_proposal SET {name} = %s WHERE id = %s", given, proposal.pk)  # noqa: S608


def tamper_list(dice, run):
    packed = bytearray(packed_of(run, "suggestions"))
    packed[dice.randrange(len(packed))] ^= dice.randint(1, 255)
    sql("UPDATE matching_runevidence SET suggestions = %s WHERE run_id = %s", bytes(packed), run.pk)


def tamper_pairs(dice, run):
    change(run, pairs=altered(dice, run.pairs))


def altered(dice, value):
    """Something else of much the same form."""
    if value in ({}, []):
        return {"more": 1}
    if isinstance(value, dict):
        name = dice.choice(sorted(value))
        return {**value, name: altered(dice, value[name])} if dice.random() < 0.8 else dict(list(value.items())[1:])
    if isinstance(value, list):
        index = dice.randrange(len(value))
        return [*value[:index], altered(dice, value[index]), *value[index + 1 :]] if dice.random() < 0.8 else value[1:]
    if isinstance(value, int):
        return value + dice.choice([-1, 1, 2, 2**70])
    return f"{value}x"


TAMPERINGS = [
    tamper_evidence,
    tamper_number,
    tamper_certificate,
    tamper_certificate,
    tamper_json,
    tamper_json,
    tamper_text,
    tamper_time,
    tamper_suggestion,
    tamper_words,
    tamper_list,
    tamper_pairs,
]


@pytest.mark.parametrize("seed", range(60))
def test_random_change_of_a_run_is_found(seed):
    run, dice = run_to_prove(), random.Random(seed)
    run.refresh_from_db()

    dice.choice(TAMPERINGS)(dice, run)

    assert reason_against(run)


# --- suggestions, by somebody who has the database ---


@pytest.fixture
def run():
    """A search that made three suggestions."""
    cohort, by = open_cohort()
    for skill in ("Speaking", "Writing", "Planning"):
        mentor_of(cohort, skill)
        mentee_of(cohort, skill)
    return matched(cohort, by)


@pytest.fixture
def proposal(run):
    return Proposal.objects.filter(run=run).order_by("pk").first()


def deleted(proposal):
    sql("DELETE FROM matching_proposalside WHERE proposal_id = %s", proposal.pk)
    sql("DELETE FROM matching_proposal WHERE id = %s", proposal.pk)


def copied(proposal, **fields):
    """Another suggestion that says what this one says; returns its id."""
    sides = list(proposal.sides.all())
    other = Proposal.objects.get(pk=proposal.pk)
    other.pk = Proposal._meta.pk.get_default()
    for name, value in fields.items():
        setattr(other, name, value)
    other.save(force_insert=True)
    for side in sides:
        ProposalSide.objects.create(proposal=other, enrolment_id=side.enrolment_id, role=side.role)
    return other.pk


def test_other_parts_with_the_same_sum_are_found(run, proposal):
    first, *rest = proposal.components
    second = {**rest[0], "points": rest[0]["points"] + 1}
    parts = [{**first, "points": first["points"] - 1}, second, *rest[1:]]
    assert sum(part["points"] for part in parts) == proposal.score

    sql("UPDATE matching_proposal SET components = %s WHERE id = %s", json.dumps(parts), proposal.pk)

    assert reason_against(run) == f"The parts of the suggestion {proposal.pk} are not those that this search wrote."


@pytest.mark.parametrize("reasons", [[], [{"code": "same_site", "values": {}}], None])
def test_other_reasons_are_found(run, proposal, reasons):
    sql("UPDATE matching_proposal SET reasons = %s WHERE id = %s", json.dumps(reasons), proposal.pk)

    assert reason_against(run) == f"The reasons of the suggestion {proposal.pk} are not those that this search wrote."


def test_pairs_of_the_board_that_were_changed_are_found(run):
    one, other, *_rest = run.pairs
    change(run, pairs={**run.pairs, one: run.pairs[other], other: run.pairs[one]})

    assert reason_against(run) == "The seal of the pairs is broken: it was changed after the search."


def test_suggestion_that_was_deleted_is_found(run, proposal):
    deleted(proposal)

    assert reason_against(run) == f"The suggestion {proposal.pk} is gone, and in no lawful way: it was deleted."


def test_suggestion_that_was_sent_and_deleted_is_found(run, proposal):
    Job.objects.update(state=Job.State.DONE)
    send_proposals(cohort=run.cohort, by=run.created_by)

    deleted(proposal)

    assert reason_against(run) == f"The suggestion {proposal.pk} is gone, and in no lawful way: it was deleted."


def test_suggestion_that_was_detached_is_found(run, proposal):
    sql("UPDATE matching_proposal SET run_id = NULL WHERE id = %s", proposal.pk)

    assert reason_against(run) == f"The suggestion {proposal.pk} was taken from this search, which made it."


def test_suggestion_that_was_detached_and_called_paired_by_hand_is_found(run, proposal):
    sql("UPDATE matching_proposal SET run_id = NULL, origin = 'coordinator', locked = true WHERE id = %s", proposal.pk)

    assert reason_against(run) == f"The suggestion {proposal.pk} was taken from this search, which made it."


def test_suggestion_that_was_given_to_another_search_is_found_by_both(run, proposal):
    cohort, by = open_cohort()
    mentor_of(cohort)
    mentee_of(cohort)
    other = matched(cohort, by)

    sql("UPDATE matching_proposal SET run_id = %s WHERE id = %s", other.pk, proposal.pk)

    assert reason_against(run) == f"The suggestion {proposal.pk} was taken from this search, which made it."
    assert reason_against(other) == (f"The suggestion {proposal.pk} is not one that this search made: it was put in.")


@pytest.mark.parametrize("roles", [[Role.MENTOR], [Role.MENTEE], [Role.MENTOR, Role.MENTEE]])
def test_two_suggestions_that_swapped_their_people_are_found(run, proposal, roles):
    """Of both people, too: each pair is then one that the search chose, but not the one written about."""
    other = Proposal.objects.filter(run=run).exclude(pk=proposal.pk).first()
    for role in roles:
        ours, theirs = (each.sides.get(role=role) for each in (proposal, other))
        for side, place in ((ours, theirs.enrolment_id), (theirs, ours.enrolment_id)):
            sql("UPDATE matching_proposalside SET enrolment_id = %s WHERE id = %s", place, side.pk)

    assert reason_against(run).endswith("pairs other people than this search did.")


def test_suggestion_without_one_of_its_people_is_found(run, proposal):
    sql("DELETE FROM matching_proposalside WHERE proposal_id = %s AND role = 'mentor'", proposal.pk)

    assert reason_against(run) == f"The suggestion {proposal.pk} pairs other people than this search did."


def test_suggestion_that_no_longer_says_it_was_found_is_told(run, proposal):
    sql("UPDATE matching_proposal SET origin = 'coordinator' WHERE id = %s", proposal.pk)

    assert reason_against(run) == f"The suggestion {proposal.pk} no longer says that a search found it."


def test_suggestion_that_was_put_in_is_found(run, proposal):
    key = copied(proposal)

    assert reason_against(run) == f"The suggestion {key} is not one that this search made: it was put in."


def test_suggestion_of_no_search_that_says_one_found_it_is_found(run, proposal):
    key = copied(proposal, run=None)

    assert reason_against(run) == f"The suggestion {key} says that a search found it, and belongs to none."


def test_suggestion_paired_by_nobody_is_found(run, proposal):
    key = copied(proposal, run=None, origin=Proposal.Origin.COORDINATOR, locked=True)

    assert reason_against(run) == (
        f"The suggestion {key} says it was paired by hand, and the record knows nothing of it."
    )


def test_draft_that_had_gone_and_was_put_back_is_found(run, proposal):
    sides = list(proposal.sides.all())
    Job.objects.update(state=Job.State.DONE)
    mentor_of(run.cohort, "Sailing")
    mentee_of(run.cohort, "Sailing")
    searched(run.cohort, run.created_by)

    Proposal.objects.bulk_create([proposal])
    ProposalSide.objects.bulk_create(sides)

    assert reason_against(run) == (
        f"The suggestion {proposal.pk} had gone in a lawful way and is there again: it was put back."
    )


def test_sent_suggestion_that_was_made_a_draft_for_a_search_to_replace_is_found(run, proposal):
    Job.objects.update(state=Job.State.DONE)
    send_proposals(cohort=run.cohort, by=run.created_by)
    sql("UPDATE matching_proposal SET status = 'draft', sent_at = NULL WHERE id = %s", proposal.pk)

    searched(run.cohort, run.created_by)

    assert not Proposal.objects.filter(pk=proposal.pk).exists()
    assert reason_against(run) == f"The suggestion {proposal.pk} is gone, though by the record it was sent."


# --- the list of what it made ---


def test_list_that_was_taken_away_is_told(run):
    sql("UPDATE matching_runevidence SET suggestions = NULL WHERE run_id = %s", run.pk)

    assert reason_against(run) == "The list of its suggestions is missing: it was taken away."


def test_run_cannot_be_made_to_look_as_if_made_before_suggestions_were_sealed(run, proposal):
    deleted(proposal)
    sql("UPDATE matching_runevidence SET suggestions = NULL WHERE run_id = %s", run.pk)
    change(
        run,
        versions={name: number for name, number in run.versions.items() if name != "seals"},
        seals={name: seal for name, seal in run.seals.items() if name not in ("pairs", "suggestions")},
    )

    assert reason_against(run) == "The seal of the versions is broken: it was changed after the search."


def test_list_of_another_search_does_not_open(run):
    other = run_to_prove()

    sql("UPDATE matching_runevidence SET suggestions = %s WHERE run_id = %s", packed_of(other, "suggestions"), run.pk)

    assert reason_against(run).startswith("The list of its suggestions does not open")


def test_older_list_is_found_by_what_went_since(run, proposal):
    """Whoever puts the list back as it was before a draft went makes that draft look deleted."""
    before = packed_of(run, "suggestions")
    Job.objects.update(state=Job.State.DONE)
    searched(run.cohort, run.created_by)
    assert "Replaced by a later search: 3." in prove_run(run)[1]

    sql("UPDATE matching_runevidence SET suggestions = %s WHERE run_id = %s", before, run.pk)

    assert reason_against(run).endswith("is gone, and in no lawful way: it was deleted.")


@pytest.mark.parametrize("text", ["[]", "{}", '{"ids": []}', "no list", "7"])
def test_list_in_another_form_is_told_in_a_sentence(run, text):
    row = run.evidence
    row.suggestions = text
    row.save()

    assert reason_against(run) == "The list of its suggestions opens and cannot be read."


def test_list_without_what_became_of_one_is_told(run):
    row = run.evidence
    row.suggestions = json.dumps({**json.loads(row.suggestions), "fates": ".."})
    row.save()

    assert reason_against(run) == "The list of its suggestions opens and cannot be read."


def test_shorter_list_under_the_key_of_the_fields_alone_is_found(run, proposal):
    """Whoever reads private text still cannot seal."""
    row = run.evidence
    kept = json.loads(row.suggestions)
    row.suggestions = json.dumps({name: values[1:] for name, values in kept.items()})
    row.save()

    assert reason_against(run) == "The seal of the suggestions is broken: it was changed after the search."
