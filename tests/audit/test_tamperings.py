"""Whatever somebody who owns the database does to the record, its verification finds it, and finds the place."""

import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from mentoring.audit.reports import check_record
from mentoring.audit.services import anchor_chain, seal_events
from tests.audit.records import appended, past_the_door, sealed_record, sequences, sql

TAMPERINGS, SEED = 200, 33
COLUMNS = {
    "at": "at + interval '1 microsecond'",
    "actor_id": "gen_random_uuid()",
    "verb": "verb || 'x'",
    "subject_label": "upper(subject_label)",
    "subject_id": "gen_random_uuid()",
    "result": "'refused'",
    "request_id": "'x'",
}
CONTENT = ", ".join(COLUMNS)


@dataclass(frozen=True)
class Tampering:
    """What is done, and the place that has to be named: (position in the chain, sequence of the entry)."""

    act: Callable[[], object]
    position: int | None
    sequence: int | None


def change_column(dice: random.Random, chain: list[int]) -> Tampering:
    position = dice.randint(1, len(chain))
    column, value = dice.choice(sorted(COLUMNS.items()))
    statement = f"UPDATE audit_auditevent SET {column} = {value} WHERE sequence = %s"  # noqa: S608
    return Tampering(lambda: sql(statement, chain[position - 1]), position, chain[position - 1])


def change_sequence(dice: random.Random, chain: list[int]) -> Tampering:
    position = dice.randint(1, len(chain))
    statement = "UPDATE audit_auditevent SET sequence = %s WHERE sequence = %s"
    return Tampering(lambda: sql(statement, chain[-1] + 7, chain[position - 1]), position, chain[position - 1])


def delete_entry(dice: random.Random, chain: list[int]) -> Tampering:
    position = dice.randint(1, len(chain))
    statement = "DELETE FROM audit_auditevent WHERE sequence = %s"
    return Tampering(lambda: sql(statement, chain[position - 1]), position, chain[position - 1])


def delete_entry_and_seal(dice: random.Random, chain: list[int]) -> Tampering:
    """Out of the middle: the end is another matter."""
    position = dice.randint(1, len(chain) - 1)

    def act():
        sql("DELETE FROM audit_auditevent WHERE sequence = %s", chain[position - 1])
        sql("DELETE FROM audit_auditseal WHERE position = %s", position)

    return Tampering(act, position, None)


def delete_and_close_the_gap(dice: random.Random, chain: list[int]) -> Tampering:
    """The followers move up, so that no number is missing."""
    position = dice.randint(1, len(chain) - 1)

    def act():
        sql("DELETE FROM audit_auditevent WHERE sequence = %s", chain[position - 1])
        sql("DELETE FROM audit_auditseal WHERE position = %s", position)
        sql("UPDATE audit_auditseal SET position = -position WHERE position > %s", position)
        sql("UPDATE audit_auditseal SET position = -position - 1 WHERE position < 0")

    return Tampering(act, position, chain[position])


def swap_entries(dice: random.Random, chain: list[int]) -> Tampering:
    first, second = sorted(dice.sample(range(1, len(chain) + 1), 2))
    statement = f"""
        UPDATE audit_auditevent AS mine SET ({CONTENT}) = (
            SELECT {CONTENT} FROM audit_auditevent AS other
            WHERE other.sequence = CASE mine.sequence WHEN %s THEN %s ELSE %s END
        ) WHERE sequence IN (%s, %s)
    """  # noqa: S608
    one, two = chain[first - 1], chain[second - 1]
    return Tampering(lambda: sql(statement, one, two, one, one, two), first, one)


def swap_seals(dice: random.Random, chain: list[int]) -> Tampering:
    """The seal in the first place now names the other entry, which does not fit it."""
    first, second = sorted(dice.sample(range(1, len(chain) + 1), 2))

    def act():
        for before, after in ((first, -1), (second, first), (-1, second)):
            sql("UPDATE audit_auditseal SET position = %s WHERE position = %s", after, before)

    return Tampering(act, first, chain[second - 1])


def insert_entry(dice: random.Random, chain: list[int]) -> Tampering:
    """Somewhere, with the content of another one, and so that nothing notes it."""
    sequence = dice.choice([chain[-1] + dice.randint(1, 99), -dice.randint(1, 99)])
    statement = f"""
        INSERT INTO audit_auditevent (sequence, {CONTENT})
        SELECT %s, {CONTENT} FROM audit_auditevent WHERE sequence = %s
    """  # noqa: S608
    return Tampering(lambda: sql(statement, sequence, dice.choice(chain)), None, sequence)


def insert_entry_with_forged_seal(dice: random.Random, chain: list[int]) -> Tampering:
    inserted = insert_entry(dice, chain)
    seal = "INSERT INTO audit_auditseal (position, sequence, sealed_at, mac) VALUES (%s, %s, now(), %s)"

    def act():
        inserted.act()
        sql(seal, len(chain) + 1, inserted.sequence, dice.randbytes(32))

    return Tampering(act, len(chain) + 1, inserted.sequence)


def change_mac(dice: random.Random, chain: list[int]) -> Tampering:
    position = dice.randint(1, len(chain))
    statement = "UPDATE audit_auditseal SET mac = set_bit(mac, %s, 1 - get_bit(mac, %s)) WHERE position = %s"
    bit = dice.randrange(256)
    return Tampering(lambda: sql(statement, bit, bit, position), position, chain[position - 1])


def change_seal_time(dice: random.Random, chain: list[int]) -> Tampering:
    position = dice.randint(1, len(chain))
    statement = "UPDATE audit_auditseal SET sealed_at = sealed_at - interval '1 second' WHERE position = %s"
    return Tampering(lambda: sql(statement, position), position, chain[position - 1])


def change_seal_sequence(dice: random.Random, chain: list[int]) -> Tampering:
    """The seal now names an entry that does not exist: that one is missed."""
    position, other = dice.randint(1, len(chain)), chain[-1] + dice.randint(1, 99)
    statement = "UPDATE audit_auditseal SET sequence = %s WHERE position = %s"
    return Tampering(lambda: sql(statement, other, position), position, other)


def change_seal_position(dice: random.Random, chain: list[int]) -> Tampering:
    position = dice.randint(1, len(chain))
    statement = "UPDATE audit_auditseal SET position = %s WHERE position = %s"
    return Tampering(lambda: sql(statement, len(chain) + dice.randint(2, 99), position), position, None)


def delete_seal(dice: random.Random, chain: list[int]) -> Tampering:
    position = dice.randint(1, len(chain) - 1)
    statement = "DELETE FROM audit_auditseal WHERE position = %s"
    return Tampering(lambda: sql(statement, position), position, chain[position - 1])


def cut_tail(dice: random.Random, chain: list[int], longest: int | None = None) -> Tampering:
    """The anchor knows how long the chain was."""
    end = dice.randint(len(chain) - (longest or len(chain)), len(chain) - 1)

    def act():
        sql("DELETE FROM audit_auditevent WHERE sequence > %s", chain[end - 1] if end else 0)
        sql("DELETE FROM audit_auditseal WHERE position > %s", end)

    return Tampering(act, end, None)


def cut_tail_and_go_on(dice: random.Random, chain: list[int]) -> Tampering:
    """The product then seals new entries upon what is left, beyond where the chain had ended."""
    cut = cut_tail(dice, chain, longest=300)

    def act():
        cut.act()
        sql("SET LOCAL session_replication_role = DEFAULT")
        for _ in range(len(chain) - cut.position + 1):
            appended()
        seal_events()

    return Tampering(act, 0, None)


KINDS = [
    change_column,
    change_sequence,
    delete_entry,
    delete_entry_and_seal,
    delete_and_close_the_gap,
    swap_entries,
    swap_seals,
    insert_entry,
    insert_entry_with_forged_seal,
    change_mac,
    change_seal_time,
    change_seal_sequence,
    change_seal_position,
    delete_seal,
    cut_tail,
    cut_tail_and_go_on,
]


@pytest.fixture(params=[300, pytest.param(10_000, marks=pytest.mark.long)])
def chain(request, db, settings, tmp_path) -> list[int]:
    """A sealed and anchored record; the sequences of its entries in the order of the chain."""
    settings.AUDIT_ANCHOR_FILE = tmp_path / "anchors.txt"
    sealed_record(request.param)
    while seal_events():  # a tick takes so many at a time
        pass
    sql("ANALYZE audit_auditevent, audit_auditseal")  # as PostgreSQL does by itself where rows came in over months
    chain = sequences()
    assert len(chain) == request.param
    anchor_chain()
    return chain


def test_each_of_many_tamperings_is_found_in_its_place(chain):
    dice, found, expected = random.Random(SEED), [], []

    for number in range(TAMPERINGS):
        kind = KINDS[number % len(KINDS)]
        tampering = kind(dice, chain)
        with past_the_door():
            tampering.act()
            fault = check_record().fault
        expected.append((number, kind.__name__, tampering.position, tampering.sequence))
        found.append((number, kind.__name__, *((fault.position, fault.sequence) if fault else ("not found",))))

    assert found == expected
    assert len(found) == TAMPERINGS


def test_untouched_record_is_found_intact(chain):
    finding = check_record()

    assert (finding.intact, finding.fault) == (len(chain), None)
