import io
import json
import re
import resource
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

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
    assert output.out.splitlines()[-1].startswith(
        "1 new, 0 changed, 0 unchanged; 0 left or are missing from the file; 1 line was left out. "
    )
    assert output.err.startswith("Line 3, column “hire_date”: “?” is not a date.")


@pytest.mark.parametrize("options", [{}, {"dry_run": True}, {"json": True}, {"dry_run": True, "json": True}])
def test_counts_say_how_many_of_the_new_people_had_already_left(db, people, capsys, options):
    gone = [line(str(number), termdate="2020-01-31 00:00:00 UTC") for number in range(3)]

    call_command("import_people", people(*gone, line("9")), **options)

    lines = capsys.readouterr().out.splitlines()
    words = lines[-2] if options.get("json") else lines[-1]
    assert words.startswith("4 new, of whom 3 had already left, 0 changed, 0 unchanged; ")
    if options.get("json"):
        assert list(json.loads(lines[-1])) == ["new", "changed", "unchanged", "leavers", "errors", "seconds"]


def test_no_more_than_twenty_bad_lines_are_listed(db, people, capsys):
    with pytest.raises(CommandError, match="23 lines were left out"):
        call_command("import_people", people(*(line("") for _number in range(23))), json=True)

    output = capsys.readouterr()
    listed = output.err.splitlines()
    assert json.loads(output.out.splitlines()[-1])["errors"] == 23
    assert len(listed) == 21
    assert listed[0] == "Line 2, column “id”: The employee number is missing."
    assert listed[-1] == "... and 3 more lines."


def test_dry_run_lists_every_bad_line(db, people, capsys):
    with pytest.raises(CommandError, match="23 lines would be left out"):
        call_command("import_people", people(*(line("") for _number in range(23))), dry_run=True)

    listed = capsys.readouterr().err.splitlines()
    assert [words for words in listed if words.endswith("The employee number is missing.")] == [
        f"Line {number}, column “id”: The employee number is missing." for number in range(2, 25)
    ]
    assert not [words for words in listed if "more line" in words]


def test_each_wrong_cell_of_the_first_lines_is_listed(db, people, capsys):
    with pytest.raises(CommandError, match="21 lines were left out"):
        call_command("import_people", people(*(line("", hire_date="?") for _number in range(21))), json=True)

    output = capsys.readouterr()
    said = output.err.splitlines()
    assert (len(said), said[-2][:32], said[-1]) == (41, "Line 21, column “hire_date”: “?”", "... and 1 more line.")


def test_source_and_organisation_may_be_named(db, people):
    call_command("import_people", people(line("1")), source="Payroll", organisation="Lark & Sons")

    person = Profile.objects.select_related("source", "organisation").get()
    assert (person.source.name, person.organisation.name) == ("Payroll", "Lark & Sons")


def test_of_several_organisations_the_command_asks_for_one(db, people):
    for name in ("Our company", "AAA Partner"):
        call_command("import_people", people(line("1")), organisation=name)

    for options in ({}, {"dry_run": True}):
        with pytest.raises(CommandError, match=r"AAA Partner, Our company\..* Say --organisation NAME\."):
            call_command("import_people", people(line("1")), **options)

    assert list(Profile.objects.values_list("organisation__name", flat=True).order_by("organisation__name")) == [
        "AAA Partner",
        "Our company",
    ]


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


def said(capsys, *arguments: str, refused: str = "", **options) -> str:
    """What the command prints, with the sentence it ends with where it is refused."""
    if refused:
        with pytest.raises(CommandError, match=re.escape(refused)):
            call_command("import_people", *arguments, **options)
    else:
        call_command("import_people", *arguments, **options)
    return capsys.readouterr().out


def test_dry_run_says_what_was_understood_and_changes_nothing(db, people, capsys):
    out = said(capsys, people(line("1")), "--dry-run", "--json").splitlines()

    assert out[1:7] == [
        "Never read: birthdate, gender, race",
        "Not read: location_state",
        "Dates in hire_date: month/day",
        "first_name + last_name: “Ada + Lark” is read as Ada Lark, who is greeted as Ada.",
        "hire_date: “04-18-19” is read as 18 April 2019.",
        "Dry run: nothing was changed.",
    ]
    assert "hire_date = hired_on" in out[0]
    assert json.loads(out[-1])["new"] == 1
    assert not Profile.objects.exists()


@pytest.mark.parametrize("content", ["", "nonsense", "id,name\n", "id,name\n1,Ada,\x00\n"])
def test_file_that_is_refused_still_prints_its_line_of_json(db, tmp_path, capsys, content):
    path = tmp_path / "people.csv"
    path.write_text(content)

    with pytest.raises(CommandError) as refused:
        call_command("import_people", str(path), json=True)

    counts = figures(capsys)
    assert refused.value.returncode == 1
    assert counts.pop("seconds") >= 0
    assert counts == {"new": 0, "changed": 0, "unchanged": 0, "leavers": 0, "errors": 1}


def test_file_without_people_makes_nobody_missing(db, people):
    call_command("import_people", people(line("1"), line("2")))

    with pytest.raises(CommandError, match="holds no people: nothing stands below its headings"):
        call_command("import_people", people(), allow_shrink=True)

    assert not Profile.objects.missing().exists()


def test_people_who_cannot_sign_in_yet_are_counted(db, tmp_path, capsys):
    path = tmp_path / "people.csv"
    path.write_text(
        "id,name,email,last_day\n1,Ada Lark,ada@mail.example,\n2,Bo Wren,,\n3,Cy Finch,,\n4,Di Rook,,2020-01-31\n"
    )
    sentence = "2 people have no e-mail address, and cannot sign in until they have one."

    outputs = [said(capsys, str(path), *more) for more in (["--dry-run"], [], [])]

    assert [sentence in output.splitlines() for output in outputs] == [True, True, True]


def test_columns_are_mapped_by_name_and_refused_with_a_way_on(db, tmp_path, capsys):
    path = tmp_path / "people.csv"
    path.write_text("Nr;Who;Dept\n1;Lark, Ada;Sales\n")

    said(capsys, str(path), refused='Say --map "COLUMN=FIELD", such as --map "Staff no.=employee_number".')
    said(capsys, str(path), "--map", "nr=employee_number", "--map", "Who=name", "--map", "Dept=")

    person = Profile.objects.select_related("user").get()
    assert (person.user.name, person.department) == ("Ada Lark", None)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--map", "nr"], "“nr” is not of the form “column=field”."),
        (["--map", "id=shoe"], "There is no field “shoe”. A column can be: employee_number, name,"),
        (["--map", "gender=name"], "The column “gender” is never read"),
        (["--date-order", "backwards"], "“backwards” is neither day-month nor month-day."),
    ],
)
def test_option_that_cannot_be_is_refused_in_a_sentence(db, people, capsys, arguments, sentence):
    said(capsys, people(line("1")), *arguments, refused=sentence)

    assert not Profile.objects.exists()


@pytest.mark.parametrize(("order", "day"), [("day-month", "2020-02-01"), ("MDY", "2020-01-02")])
def test_order_of_dates_is_said_where_it_is_in_doubt(db, people, capsys, order, day):
    path = people(line("1", hire_date="01/02/2020"))

    said(capsys, path, refused="Say --date-order day-month or --date-order month-day.")
    said(capsys, path, "--date-order", order)

    assert str(Profile.objects.get().hired_on) == day


def test_file_that_lacks_many_people_needs_to_be_allowed(db, people, capsys):
    said(capsys, people(*(line(str(number)) for number in range(10))))
    short = people(line("1"))

    dry = said(capsys, short, "--dry-run")
    said(capsys, short, refused="Perhaps it was cut short: nothing was changed. If it is right, say --allow-shrink.")
    last = said(capsys, short, "--allow-shrink", "--json").splitlines()[-1]

    assert "9 of 10 people would leave or go missing: the import needs --allow-shrink." in dry
    assert json.loads(last)["leavers"] == 9


def test_manager_who_is_not_found_is_told_and_the_exit_is_that_of_success(db, tmp_path, capsys):
    path = tmp_path / "people.csv"
    path.write_text("id,name,manager\n1,Ada Lark,Bo Wern\n2,Bo Wren,\n")

    call_command("import_people", str(path))

    assert capsys.readouterr().err == (
        "Line 2, column “manager”: Nobody is found as the manager “Bo Wern”; nearest: Bo Wren (2).\n"
    )


def test_database_that_gives_up_is_told_in_a_sentence_and_nothing_is_changed(transactional_db, people):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE participants_profile ADD CONSTRAINT full_disk CHECK (job_title <> 'Breaks')")
    try:
        with pytest.raises(CommandError, match="The database gave up, so nothing was changed: "):
            call_command("import_people", people(line("1"), line("2", jobtitle="Breaks")))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE participants_profile DROP CONSTRAINT full_disk")

    assert (Profile.objects.count(), Organisation.objects.count()) == (0, 0)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_told_on_a_terminal_and_nowhere_else(db, people):
    path, terminal, pipe = people(line("1"), line("2")), Terminal(), io.StringIO()

    call_command("import_people", path, stderr=terminal)
    call_command("import_people", path, stderr=pipe)

    assert terminal.getvalue() == "\r0 of 2 people written\r2 of 2 people written\r\033[K"
    assert pipe.getvalue() == ""


def test_progress_counts_the_people_who_are_written_alone(db, people):
    call_command("import_people", people(line("1"), line("2")))
    terminal = Terminal()

    call_command("import_people", people(line("1"), line("2", jobtitle="Lead")), stderr=terminal)

    assert terminal.getvalue() == "\r0 of 1 people written\r1 of 1 people written\r\033[K"


@pytest.mark.long
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
