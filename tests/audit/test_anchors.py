import logging
import stat
from threading import Thread

import pytest
from django.db import connection

from mentoring.audit.anchors import Anchor, append_anchor, read_anchors
from mentoring.audit.models import AuditSeal
from mentoring.audit.services import anchor_chain, seal_events
from mentoring.lib import clock
from tests.audit.records import appended, past_the_door, sealed_record, sql
from tests.factories import at

FIRST = Anchor(1, bytes(32), at("2026-03-02 09:00"))
SECOND = Anchor(40, b"\xff" * 32, at("2026-03-02 10:00"))


@pytest.fixture
def path(settings, tmp_path):
    settings.AUDIT_ANCHOR_FILE = tmp_path / "anchors.txt"
    return settings.AUDIT_ANCHOR_FILE


def test_anchors_are_read_as_they_were_written(path):
    append_anchor(path, FIRST)
    append_anchor(path, SECOND)

    assert path.read_text().splitlines() == [
        f"1 {'00' * 32} 2026-03-02T09:00:00+00:00",
        f"40 {'ff' * 32} 2026-03-02T10:00:00+00:00",
    ]
    assert read_anchors(path) == ([FIRST, SECOND], [], [])


def test_file_is_for_this_user_alone_even_where_it_was_not(path):
    path.touch(0o644)

    append_anchor(path, FIRST)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_line_that_a_power_cut_tore_takes_no_other_with_it(path):
    append_anchor(path, FIRST)
    with path.open("a") as file:
        file.write("39 ffff")

    while_torn = read_anchors(path)
    append_anchor(path, SECOND)
    append_anchor(path, SECOND)

    assert while_torn == ([FIRST], [], [2])
    assert read_anchors(path) == ([FIRST, SECOND, SECOND], [], [2])


@pytest.mark.parametrize("torn", [b"3", b"39 ffff", b"\0\0\0\0", f"39 {'ff' * 32} 2026-03-02T09:30:00+00:0".encode()])
def test_part_of_a_line_is_torn_however_much_was_written(path, torn):
    path.write_bytes(f"{FIRST}\n".encode() + torn)

    append_anchor(path, SECOND)

    assert read_anchors(path) == ([FIRST, SECOND], [], [2])


def test_whole_line_without_its_end_is_an_anchor_like_others(path):
    path.write_text(f"{FIRST}")
    before = read_anchors(path)

    append_anchor(path, SECOND)

    assert (before, read_anchors(path)) == (([FIRST], [], []), ([FIRST, SECOND], [], []))


@pytest.mark.parametrize("changed", ["40 not-hex 2026-03-02T10:00:00+00:00", "40", "", "forty ff 2026-03-02"])
def test_complete_line_that_was_changed_stays_a_fault(path, changed):
    path.write_text(f"{FIRST}\n{changed}\n")

    append_anchor(path, SECOND)

    assert read_anchors(path) == ([FIRST, SECOND], [2], [])


def test_missing_file_is_not_an_empty_one(path):
    with pytest.raises(FileNotFoundError):
        read_anchors(path)


def test_anchor_names_the_last_link_of_the_chain(db, path):
    sealed_record(3)

    with clock.standing_at(at("2026-03-02 09:00")):
        assert anchor_chain() is True

    last = AuditSeal.objects.get(position=3)
    assert read_anchors(path) == ([Anchor(3, bytes(last.mac), at("2026-03-02 09:00"))], [], [])


def test_nothing_is_anchored_before_anything_is_sealed(db, path):
    appended()

    assert (anchor_chain(), path.exists()) == (False, False)


def test_anchoring_again_adds_a_line_only_for_something_new(db, path):
    sealed_record(3)

    assert [anchor_chain(), anchor_chain()] == [True, False]
    appended()
    seal_events()
    assert [anchor_chain(), anchor_chain()] == [True, False]
    assert [anchor.position for anchor in read_anchors(path)[0]] == [3, 4]


def test_chain_shorter_than_its_anchor_is_logged_and_not_anchored_anew(db, path, caplog):
    sealed_record(5)
    anchor_chain()

    with past_the_door(), caplog.at_level(logging.ERROR):
        sql("DELETE FROM audit_auditseal WHERE position > 3")
        assert anchor_chain() is False

    assert "ends at 3, before its anchor at 5" in caplog.text
    assert len(read_anchors(path)[0]) == 1


@pytest.mark.django_db(transaction=True)
def test_two_anchorings_at_once_raise_no_alarm(path, caplog):
    sealed_record(3)
    others = []

    def go_on_elsewhere():
        appended()
        seal_events()
        anchor_chain()
        connection.close()

    def once_the_end_was_read(execute, statement, *arguments):
        answer = execute(statement, *arguments)
        if "audit_auditseal" in statement and not others:
            others.append(Thread(target=go_on_elsewhere))
            others[0].start()
            others[0].join()
        return answer

    with caplog.at_level(logging.ERROR), connection.execute_wrapper(once_the_end_was_read):
        anchor_chain()

    assert ([record.getMessage() for record in caplog.records], len(others)) == ([], 1)
