import pytest

from mentoring.health import schema


@pytest.mark.django_db
def test_tables_of_the_tests_are_those_of_the_code():
    done = schema.applied()

    assert (schema.missing(done), schema.unknown(done)) == ([], [])


def test_nothing_is_done_in_an_empty_database():
    assert set(schema.missing(set())) == set(schema.known()) - replaced()


def replaced() -> set:
    """A new database takes the one step that replaces many."""
    return {name for migration in schema.known().values() for name in migration.replaces if name in schema.known()}


def test_steps_begun_one_by_one_are_gone_on_with(squashed):
    """Not begun anew by the one that replaces them, whose tables are there in part."""
    left = schema.missing(squashed - {("outbox", "0001_squashed"), ("outbox", "0002_tick")})

    assert left == [("outbox", "0002_tick")]


def test_migration_of_a_newer_version_is_unknown():
    done = set(schema.known()) | {("outbox", "9999_of_tomorrow"), ("an_app_that_is_gone", "0001_initial")}

    assert schema.unknown(done) == [("outbox", "9999_of_tomorrow")]


@pytest.fixture
def squashed(monkeypatch):
    """A migration that stands for two of before, which are still there or no longer."""

    class Squashed:
        replaces = [("outbox", "0001_initial"), ("outbox", "0002_tick")]

    known = {name: each for name, each in schema.known().items() if name != ("outbox", "0001_squashed_0009")}
    known |= {("outbox", "0001_squashed"): Squashed()}
    monkeypatch.setattr(schema, "known", lambda: known)
    return set(known)


@pytest.mark.parametrize(
    "done_in_outbox",
    [{("outbox", "0001_initial"), ("outbox", "0002_tick")}, {("outbox", "0001_squashed")}],
    ids=["one by one", "at once"],
)
def test_migration_that_replaces_others_is_done_either_way(squashed, done_in_outbox):
    done = {name for name in squashed if name[0] != "outbox"} | done_in_outbox
    others = [name for name in squashed if name[0] == "outbox" and name not in done_in_outbox]

    left = schema.missing(done)

    assert schema.unknown(done) == []
    assert [name for name in left if name in (("outbox", "0001_initial"), ("outbox", "0001_squashed"))] == []
    assert set(left) <= set(others)
