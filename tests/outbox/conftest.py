from collections.abc import Iterator

import pytest
from django.db import connection

from mentoring.lib import registry
from mentoring.outbox import kinds
from mentoring.outbox.kinds import Kind
from mentoring.outbox.models import MESSAGE_MOVES, OutgoingMessage
from tests.outbox.mail_sink import Sink, SinkController

# What the tests of the outbox send; the product has no such kinds.
KINDS = [
    Kind("greeting", "Greeting"),
    Kind("code", "Code", on_doubt=OutgoingMessage.OnDoubt.HOLD),
    Kind("nudge", "Nudge", is_counted=True),
    Kind("other-nudge", "Other nudge", is_counted=True),
    Kind("concern", "Concern", is_listed=False),
]


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    monkeypatch.setattr(kinds, "_declared", {**kinds._declared, **{kind.name: kind for kind in KINDS}})


@pytest.fixture
def wanted(monkeypatch) -> registry.Question:
    """Replace what the apps answer to "is it still wanted?" for one test."""
    question = registry.Question("Is this message still wanted?")
    monkeypatch.setattr(registry, "message_wanted", question)
    return question


@pytest.fixture
def wanted_together(monkeypatch) -> registry.Question:
    """Replace what the apps answer to the same about many messages at once."""
    question = registry.Question("Which of these messages are still wanted?")
    monkeypatch.setattr(registry, "messages_wanted", question)
    return question


@pytest.fixture
def written_to(monkeypatch) -> registry.Question:
    """Replace what the apps answer to "may this person be written to now?" for one test."""
    question = registry.Question("May this person be written to now?")
    monkeypatch.setattr(registry, "may_be_written_to", question)
    return question


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    controller = SinkController(Sink())
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", controller.port, 5
    yield controller.handler
    controller.stop()


@pytest.fixture
def kept_moves(db) -> None:
    """For one test the database itself refuses every move that the table does not list."""
    allowed = ", ".join(f"('{old}', '{new}')" for old, targets in MESSAGE_MOVES.items() for new in sorted(targets))
    with connection.cursor() as cursor:
        cursor.execute(f"""
            CREATE FUNCTION refuse_move() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN ({allowed}) THEN
                    RAISE EXCEPTION 'no move from % to %', OLD.state, NEW.state;
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER refuse_move BEFORE UPDATE ON outbox_outgoingmessage
                FOR EACH ROW EXECUTE FUNCTION refuse_move();
        """)
    yield
    if not connection.in_atomic_block:  # who tests with real commits must not leave the guard to the next
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION IF EXISTS refuse_move() CASCADE")
