"""Names of people as HR files write them."""

import pytest

from participants.hr_file import Field
from tests.participants.hr_files import reasons, table


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lark, Ada", "Ada Lark"),
        ("Ada Lark", "Ada Lark"),
        ("Ada Lark, PhD", "Ada Lark"),
        ("Ada Lark, PhD, MBA", "Ada Lark"),
        ("Ada Lark, Ph.D. MBA", "Ada Lark"),
        ("Lark, Ada, PhD", "Ada Lark"),
        ("Lark, PhD, Ada", "Ada Lark"),
        ("Lark, Dr., Ada", "Ada Lark"),
        ("Dr. Meier, Eva", "Eva Meier"),
        ("Lark, Prof. Dr. Ada", "Ada Lark"),
        ("van den Berg, Piet PhD", "Piet van den Berg"),
        ("Khan, Ali MD", "Ali MD Khan"),
        ("Prof, Ada", "Ada Prof"),
        ("Smith, Jr., John", "John Smith Jr."),
        ("Smith, John, Jr.", "John Smith Jr."),
        ("Smith, John Jr.", "John Smith Jr."),
        ("Smith Jr., John", "John Smith Jr."),
        ("John Smith, III, M.D.", "John Smith III"),
        ("King, Martin Luther, Jr.", "Martin Luther King Jr."),
        ("van den Berg, Ada Maria", "Ada Maria van den Berg"),
        ("Rahman, Md", "Md Rahman"),
        ("RAHMAN, MD", "MD RAHMAN"),
        ("Ada Lark, MD", "Ada Lark"),
        ("Vance, JD", "JD Vance"),
        ("Okafor, Mba", "Mba Okafor"),
        ("OKAFOR, MBA", "MBA OKAFOR"),
        ("Okafor, Ada Mba", "Ada Mba Okafor"),
        ("OKAFOR, ADA MBA", "ADA MBA OKAFOR"),
        ("Okafor, Ada MBA", "Ada Okafor"),
        ("Okafor, Mba Ada", "Mba Ada Okafor"),
        ("Mba, Ada", "Ada Mba"),
        ("Ada Mba, PhD", "Ada Mba"),
        ("Ada Lark, Mba", "Ada Lark"),
        ("Lark, Ada, Mba", "Ada Lark"),
        ("Lark,", "Lark"),
        ("A\u202eda\u200b La\u0308rk", "Ada Lärk"),
    ],
)
def test_name_in_one_column_is_turned_and_tidied(text, name):
    assert [row.name for row in table("id,name", f'1,"{text}"').rows] == [name]


@pytest.mark.parametrize(
    ("headings", "name"),
    [
        ("Name;Surname", "Ada Lark"),
        ("Surname;Name", "Lark Ada"),
        ("Name;Last name", "Ada Lark"),
        ("Name;Family name", "Ada Lark"),
        ("Name;Nachname", "Ada Lark"),
        ("Nom;Nom de famille", "Ada Lark"),
        ("Forename;Surname", "Ada Lark"),
        ("Prénom;Nom", "Ada Lark"),
        ("Vorname;Name", "Ada Lark"),
    ],
)
def test_name_beside_a_last_name_is_the_first_name(headings, name):
    file = table(f"{headings};Staff No.", "Ada;Lark;7")

    assert [row.name for row in file.rows] == [name]


def test_whole_name_beside_a_last_name_does_not_say_that_twice():
    file = table("Name;Surname;Staff No.", "Ada Lark;LARK;7", "Ada;Lark;8", "Alark;Lark;9")

    assert [row.name for row in file.rows] == ["Ada Lark", "Ada Lark", "Alark Lark"]


def test_name_beside_both_halves_is_the_whole():
    file = table("Name;First name;Surname;Staff No.", "ALARK;Ada;Lark;7")

    assert ([row.name for row in file.rows], file.columns.unread) == (["Ada Lark"], ["Name"])


def test_whole_name_beside_a_last_name_stays_whole():
    file = table("Full name;Surname;Staff No.", "Ada Lark;Lark;7")

    assert [row.name for row in file.rows] == ["Ada Lark"]


def test_first_name_that_is_called_name_may_still_be_chosen_as_the_whole():
    file = table("Name;Surname;id", "Ada Lark;Lark;7", chosen={"Name": "name", "Surname": ""})

    assert ([row.name for row in file.rows], Field.FIRST_NAME in file.fields) == (["Ada Lark"], False)


@pytest.mark.parametrize("heading", ["Nom", "Surname", "Nachname", "First name"])
@pytest.mark.parametrize(("text", "name"), [("Lark, Ada", "Ada Lark"), ("Ada Lark", "Ada Lark"), ("Lark", "Lark")])
def test_only_column_of_names_is_turned_whatever_its_heading(heading, text, name):
    file = table(f"Staff No.;{heading}", f"7;{text}", "8;")

    assert [row.name for row in file.rows] == [name]
    assert reasons(file) == [f"Line 3, column “{heading}”: The name is missing."]
