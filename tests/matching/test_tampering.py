"""Whatever is done at random to what a run keeps, it is found."""

import json
import random

import pytest

from matching.models import Proposal
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
]


@pytest.mark.parametrize("seed", range(50))
def test_random_change_of_a_run_is_found(seed):
    run, dice = run_to_prove(), random.Random(seed)
    run.refresh_from_db()

    dice.choice(TAMPERINGS)(dice, run)

    assert reason_against(run)
