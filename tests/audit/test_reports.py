from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from mentoring.audit import reports
from mentoring.audit.models import AuditEvent
from mentoring.audit.reports import check_record
from mentoring.audit.services import anchor_chain, seal_events
from mentoring.lib import clock
from tests.audit.records import appended, past_the_door, sealed_record, sequences, sql

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def path(settings, tmp_path):
    settings.AUDIT_ANCHOR_FILE = tmp_path / "anchors.txt"
    return settings.AUDIT_ANCHOR_FILE


def test_untouched_record_is_intact(path):
    sealed_record(3)
    anchor_chain()

    assert check_record().words == "All 3 sealed entries of the record are intact. It was compared with 1 anchor."


def test_numbers_are_grouped_and_newer_entries_counted(monkeypatch):
    sealed_record(1001)
    anchor_chain()
    appended()
    seal_events()
    anchor_chain()
    appended()
    one = check_record()
    appended()

    assert one.words == (
        "All 1,002 sealed entries of the record are intact. 1 newer entry waits for its seal. "
        "It was compared with 2 anchors."
    )
    assert "2 newer entries wait for their seal." in check_record().words


def test_record_of_one_and_record_of_none_are_spoken_of_as_such(path):
    path.touch()
    nothing = check_record()
    sealed_record(1)

    assert nothing.words == "No entry of the record is sealed yet. It was compared with 0 anchors."
    assert check_record().sentence == "The one sealed entry of the record is intact."


def test_progress_is_told_batch_by_batch_up_to_the_end(monkeypatch):
    monkeypatch.setattr(reports, "BATCH", 10)
    sealed_record(25)
    told = []

    check_record(progress=lambda done, total: told.append((done, total)))

    assert told == [(10, 25), (20, 25), (25, 25)]


def test_entry_sealed_while_the_chain_is_read_is_left_for_the_next_time(monkeypatch):
    monkeypatch.setattr(reports, "BATCH", 2)
    sealed_record(4)

    def meanwhile(done, total):
        appended()
        seal_events()

    finding = check_record(progress=meanwhile)

    assert (finding.intact, finding.fault, len(sequences())) == (4, None, 6)


# --- what is wrong ---


def test_changed_entry_is_named():
    sequence = sealed_record(5)[2]

    with past_the_door():
        sql("UPDATE audit_auditevent SET verb = 'x' WHERE sequence = %s", sequence)
        finding = check_record()

    assert finding.sentence == (f"Entry {sequence} of the record is not as it was sealed (position 3 of the chain).")
    assert (finding.intact, finding.fault.position, finding.fault.sequence) == (2, 3, sequence)


def test_another_key_is_offered_as_the_reason_when_even_the_first_entry_differs(settings):
    sequence = sealed_record(2)[0]
    settings.AUDIT_KEY = "another installation"

    assert check_record().sentence == (
        f"Entry {sequence} of the record, the first, is not as it was sealed, or AUDIT_KEY is another key."
    )


def test_missing_entry_is_named():
    sequence = sealed_record(5)[2]

    with past_the_door():
        sql("DELETE FROM audit_auditevent WHERE sequence = %s", sequence)

        assert check_record().sentence == (f"Entry {sequence} is missing from the record (position 3 of the chain).")


def test_missing_seal_is_named_by_the_entry_it_belonged_to():
    sequence = sealed_record(5)[2]

    with past_the_door():
        sql("DELETE FROM audit_auditseal WHERE position = 3")

        assert check_record().sentence == f"The seal of entry {sequence} is missing (position 3 of the chain)."


def test_entry_and_seal_missing_together_are_named_by_their_place():
    sequence = sealed_record(5)[2]

    with past_the_door():
        sql("DELETE FROM audit_auditseal WHERE position = 3")
        sql("DELETE FROM audit_auditevent WHERE sequence = %s", sequence)

        assert check_record().sentence == "The seal at position 3 of the chain is missing."


def test_entry_put_in_past_the_door_is_named():
    sealed_record(5)

    with past_the_door():
        sequence = appended().sequence

        assert check_record().sentence == (
            f"Entry {sequence} was put into the record past its door, or its seal was taken away."
        )


def test_entry_taken_out_before_its_seal_came_is_named():
    sealed_record(2)
    sequence = appended().sequence

    with past_the_door():
        sql("DELETE FROM audit_auditevent WHERE sequence = %s", sequence)

        assert check_record().sentence == f"Entry {sequence} was taken from the record before it was sealed."


def cut_after(position: int) -> None:
    sql(
        "DELETE FROM audit_auditevent WHERE sequence IN (SELECT sequence FROM audit_auditseal WHERE position > %s)",
        position,
    )
    sql("DELETE FROM audit_auditseal WHERE position > %s", position)


def test_cut_end_is_invisible_to_the_chain_alone_and_found_by_the_anchor():
    sealed_record(9)

    with past_the_door():
        cut_after(4)
        without = check_record()
    anchor_chain()
    with past_the_door():
        cut_after(4)
        finding = check_record()

    assert without.fault is None
    assert finding.sentence == ("The end of the record was cut off after position 4: it held 9 sealed entries before.")
    assert (finding.intact, finding.fault.position) == (4, 4)


def test_record_cut_to_nothing_is_found_by_the_anchor():
    sealed_record(3)
    anchor_chain()

    with past_the_door():
        cut_after(0)

        assert check_record().fault.position == 0


def test_end_cut_off_and_written_anew_by_the_product_itself_is_found_by_the_anchor():
    sealed_record(4)
    anchor_chain()
    appended()
    seal_events()
    anchor_chain()

    with past_the_door():
        cut_after(4)
        sql("SET LOCAL session_replication_role = DEFAULT")
        appended()
        appended()
        seal_events()
        finding = check_record()

    assert finding.sentence == (
        "The end of the record was cut off after position 4 and written anew: an anchor disagrees."
    )
    assert (finding.intact, finding.fault.position) == (4, 4)


def test_line_that_is_no_anchor_is_named(path):
    sealed_record(3)
    anchor_chain()
    with path.open("a") as file:
        file.write("something else\n")

    assert check_record().sentence == "Line 2 of the file of anchors is not an anchor."


def test_torn_line_is_a_warning_and_stays_one_once_there_are_anchors_after_it(path):
    sealed_record(3)
    anchor_chain()
    with path.open("a") as file:
        file.write("4 ff")
    at_once = check_record()

    appended()
    seal_events()
    anchor_chain()
    later = check_record()

    warning = "Line 2 of the file of anchors was torn while it was written, as by a power cut, and is left out."
    assert (at_once.fault, later.fault) == (None, None)
    assert at_once.anchors == f"It was compared with 1 anchor. {warning}"
    assert later.anchors == f"It was compared with 2 anchors. {warning}"


def test_missing_file_of_anchors_is_a_fault_once_the_first_anchor_was_due(path):
    sealed_record(3)
    soon = "The first anchor comes within the hour; until then a cut end would not be noticed."
    words = "There is no file of anchors, so a cut end would not be noticed."

    early = check_record()
    with clock.standing_at(clock.now() + timedelta(hours=3)):
        late = check_record()

    assert (early.fault, early.words) == (None, f"All 3 sealed entries of the record are intact. {soon}")
    assert (late.fault.sentence, late.words) == (words, words)


# --- the command ---


def test_command_says_that_all_is_intact(capsys, path):
    sealed_record(3)
    anchor_chain()

    call_command("verify_audit")

    assert capsys.readouterr().out.splitlines() == [
        "All 3 sealed entries of the record are intact. It was compared with 1 anchor.",
        f"Anchors: {path}",
    ]


def test_command_ends_in_an_error_when_something_is_wrong():
    sequence = sealed_record(3)[1]

    with past_the_door():
        AuditEvent.objects.filter(pk=sequence).delete()
        with pytest.raises(CommandError, match=f"Entry {sequence} is missing") as ended:
            call_command("verify_audit")

    assert ended.value.returncode == 1
