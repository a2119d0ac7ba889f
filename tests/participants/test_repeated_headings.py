"""Exports joined to one file have their headings in its midst: a line of headings is nobody."""

import pytest

from participants.hr_file import WrongFile, check_upload, samples_of
from participants.models import ImportDraft
from participants.services import import_people, preview_import
from tests.participants.hr_files import reasons, table
from tests.participants.importing import counts
from tests.participants.wizard import bring, look

PLAIN = "Employee ID,Name,Department"
WITH_ADDRESS = "Employee ID,Name,E-mail,Department"


def numbers(file) -> list[str]:
    return [row.employee_number for row in file.rows]


@pytest.mark.parametrize(
    "again",
    [
        PLAIN,
        "EMPLOYEE ID,NAME,DEPARTMENT",
        " employee-id , name ,Département",
        "\ufeffEmployee ID,Name,Department",
        '"=""Employee ID""",Name,Department',
        "Employee ID,Name,Dept",
        "Employee No.,Full name,Department",
        "Employee ID,Name,",
        "Employee ID,Name",
        "Employee ID,Name,Department,,",
    ],
)
def test_line_that_repeats_the_headings_is_passed_over(again):
    file = table(PLAIN, "1,Ada Lark,Sales", again, "2,Bo Wren,Legal", again)

    assert (numbers(file), reasons(file)) == (["1", "2"], [])
    assert file.employee_numbers == {"1", "2"}
    assert [row.line for row in file.rows] == [2, 4]


@pytest.mark.parametrize(
    ("headings", "person"),
    [
        (WITH_ADDRESS, "1,Ada Lark,ada@mail.example,Sales"),
        ("id,first_name,last_name,hire_date", "1,Ada,Lark,1/20/2020"),
        ("Personalnummer,Name,Vorname", "1,Lark,Ada"),
        ("Name,Title,ID", "Ada Lark,Mrs,1"),
    ],
)
def test_headings_are_repeated_in_any_columns(headings, person):
    file = table(headings, person, headings.upper())

    assert (numbers(file), reasons(file)) == (["1"], [])


def test_chosen_headings_are_repeated_too():
    chosen = {"Clock card": "employee_number", "Who": "name", "Where": "site"}

    file = table("Clock card,Who,Where", "1,Ada Lark,Leeds", "CLOCK CARD,who,where", chosen=chosen)

    assert (numbers(file), reasons(file)) == (["1"], [])


@pytest.mark.parametrize("person", ["1,Name,Department", "Employee ID,Ada Lark,Department", "1,Name,Sales"])
def test_person_who_only_resembles_headings_comes_in(person):
    assert len(table(PLAIN, person).rows) == 1


def test_headings_without_letters_are_told_from_people():
    file = table("***,+++", "1,Ada Lark", chosen={"***": "employee_number", "+++": "name"})

    assert numbers(file) == ["1"]


def test_unread_columns_may_have_other_headings():
    assert numbers(table("id,name,Shoe size", "1,Ada Lark,38", "id,name,Hobby", "2,Bo Wren,Chess")) == ["1", "2"]


@pytest.mark.parametrize(
    ("headings", "person", "again", "other", "first"),
    [
        (PLAIN, "1,Ada Lark,Sales", "Employee ID,Name,Site", "Site", "Department"),
        (PLAIN, "1,Ada Lark,Sales", "Name,Employee ID,Department", "Name", "Employee ID"),
        ("id,name,Team,Shoe size", "1,Ada Lark,Sales,38", "id,name,Shoe size,Team", "Shoe size", "Team"),
    ],
)
def test_headings_in_another_order_refuse_the_file(headings, person, again, other, first):
    with pytest.raises(WrongFile) as refused:
        table(headings, person, again)

    assert refused.value.message == (
        f"people.csv has headings again on line 3, and other ones: “{other}” under “{first}”. Please export all people "
        "with the same columns, or bring each part with a source of its own."
    )


def test_headings_alone_hold_no_people_however_often_they_stand_there():
    content = f"{PLAIN}\n{PLAIN}\n".encode()

    with pytest.raises(WrongFile, match="holds no people"):
        table(PLAIN, PLAIN)
    with pytest.raises(WrongFile, match="holds no people"):
        check_upload(content, "people.csv")


def test_headings_are_no_samples_and_no_example():
    content = f"{PLAIN}\n{PLAIN}\n1,Ada Lark,Sales\n".encode()

    assert [list(sample.values) for sample in samples_of(content, name="people.csv")] == [
        ["1"],
        ["Ada Lark"],
        ["Sales"],
    ]
    assert [each.name for each in table(PLAIN, PLAIN, "1,Ada Lark,Sales").examples] == ["Ada Lark"]


def test_joined_files_bring_in_their_people_and_nobody_else(db):
    joined = table(WITH_ADDRESS, "1,Ada Lark,ada@mail.example,Sales", WITH_ADDRESS, "2,Bo Wren,,Legal")

    before, outcome, again = preview_import(file=joined), import_people(file=joined), import_people(file=joined)

    assert (before.counts, outcome.counts, again.counts) == (counts(new=2), counts(new=2), counts(unchanged=2))


def test_page_of_the_columns_says_that_the_file_has_them_in_another_order(office):
    bring(office, f"{PLAIN}\n1,Ada Lark,Sales\nEmployee ID,Name,Site\n2,Bo Wren,Leeds\n")

    page = look(office, ImportDraft.objects.get())

    assert "has headings again on line 3, and other ones: “Site” under “Department”." in page.content.decode()
