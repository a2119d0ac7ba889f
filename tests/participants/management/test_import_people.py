import json
import re
import resource
import time

import pytest
from django.core.management import CommandError, call_command

from mentoring.lib.env import BASE_DIR
from participants.models import ImportBatch, Organisation, Profile
from tests.participants.hr_files import line, text_of

REAL_FILE = BASE_DIR.parent / "shared" / "data" / "human_resources.csv"
MEGABYTE = 1024  # ru_maxrss counts kilobytes


@pytest.fixture
def people(tmp_path):
    def written(*lines: str):
        path = tmp_path / "people.csv"
        path.write_text(text_of(*lines))
        return str(path)

    return written


def figures(capsys) -> dict:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_last_line_is_the_counts_as_json(db, people, capsys):
    call_command("import_people", people(line("1"), line("2")), json=True)

    last = capsys.readouterr().out.splitlines()[-1]
    assert re.fullmatch(r'\{"new":2,"changed":0,"unchanged":0,"leavers":0,"errors":0,"seconds":\d+\.\d\}', last)


def test_without_json_the_counts_are_in_words(db, people, capsys):
    with pytest.raises(CommandError) as left_out:
        call_command("import_people", people(line("1"), line("2", hire_date="?")))

    assert (str(left_out.value), left_out.value.returncode) == (
        "1 line was left out, all others are in. The office shows it under Imports.",
        1,
    )
    assert Profile.objects.count() == 1
    output = capsys.readouterr()
    assert output.out.startswith(
        "1 new, 0 changed, 0 unchanged; 0 left or are missing from the file; 1 lines with errors were left out. "
    )
    assert output.err.startswith("Line 3, column hire_date: “?” is not a date.")


def test_no_more_than_twenty_bad_lines_are_listed(db, people, capsys):
    with pytest.raises(CommandError, match="23 lines were left out"):
        call_command("import_people", people(*(line("") for _number in range(23))), json=True)

    output = capsys.readouterr()
    listed = output.err.splitlines()
    assert json.loads(output.out.splitlines()[-1])["errors"] == 23
    assert len(listed) == 21
    assert listed[0] == "Line 2, column id: The employee number is missing."
    assert listed[-1] == "... and 3 more lines."


def test_source_and_organisation_may_be_named(db, people):
    call_command("import_people", people(line("1")), source="Payroll", organisation="Lark & Sons")

    person = Profile.objects.select_related("source", "organisation").get()
    assert (person.source.name, person.organisation.name) == ("Payroll", "Lark & Sons")


def test_wrong_file_is_a_sentence_and_changes_nothing(db, tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes(b"PK\x03\x04")

    with pytest.raises(CommandError) as wrong:
        call_command("import_people", str(path))

    assert (str(wrong.value), wrong.value.returncode) == (
        "people.csv is a workbook. Please save it as CSV (UTF-8) and try again.",
        1,
    )
    assert not Organisation.objects.exists()
    assert not ImportBatch.objects.exists()


@pytest.mark.skipif(not REAL_FILE.exists(), reason="shared/data is not beside the repository")
def test_company_file_comes_in_within_a_minute_and_400_megabytes_and_again_changes_nothing(db, capsys):
    started, peak = time.process_time(), peak_memory()
    call_command("import_people", str(REAL_FILE), json=True)
    first, seconds = figures(capsys), time.process_time() - started
    call_command("import_people", str(REAL_FILE), json=True)
    second = figures(capsys)

    assert {key: first[key] for key in ("new", "changed", "unchanged", "leavers", "errors")} == {
        "new": 22_214,
        "changed": 0,
        "unchanged": 0,
        "leavers": 0,
        "errors": 0,
    }
    assert (second["new"], second["changed"], second["unchanged"], second["leavers"]) == (0, 0, 22_214, 0)
    assert seconds < 60  # of the processor: other tests may run beside this one
    assert peak_memory() - peak < 300 * MEGABYTE  # the interpreter and Django take less than the other 100


def peak_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
