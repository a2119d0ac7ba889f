from collections.abc import Iterator

import pytest
from django.db import connection

from mentoring.outbox.models import MESSAGE_MOVES
from tests.outbox.mail_sink import Sink, SinkController


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
    # Whoever tests with real commits must not leave the guard to the next.
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION IF EXISTS refuse_move() CASCADE")
