"""Headings of further HR systems, and what stands in brackets behind one."""

import pytest

from participants.hr_file import Field, samples_of

OF_NO_FIELD = ""


def fields(*headings: str) -> list[str]:
    content = f"{';'.join(headings)}\n{';'.join('x' * len(headings))}\n"
    return [sample.field for sample in samples_of(content.encode(), name="people.csv")]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Adresse e-mail professionnelle", Field.EMAIL),
        ("Geschäftliche E-Mail-Adresse", Field.EMAIL),
        ("Geschaeftliche E-Mail-Adresse", Field.EMAIL),
        ("Firmen-E-Mail", Field.EMAIL),
        ("Primary email address", Field.EMAIL),
        ("Email address (work)", Field.EMAIL),
        ("User email", Field.EMAIL),
        ("N° du responsable", Field.MANAGER),
        ("Matricule du manager", Field.MANAGER),
        ("Nom du manager", Field.MANAGER),
        ("Personalnummer des Vorgesetzten", Field.MANAGER),
        ("Manager employee no.", Field.MANAGER),
        ("Line Manager Employee No", Field.MANAGER),
        ("Employee ID (required)", Field.EMPLOYEE_NUMBER),
        ("Hire date (dd/mm/yyyy)", Field.HIRED_ON),
        ("Last day [optional]", Field.LAST_DAY),
    ],
)
def test_heading_is_known(heading, field):
    assert fields(heading, "other") == [field, OF_NO_FIELD]


def test_number_of_a_manager_comes_before_their_name():
    assert fields("Nom du manager", "Matricule du manager") == [OF_NO_FIELD, Field.MANAGER]


def test_heading_without_brackets_comes_before_one_with():
    assert fields("Email (work)", "Email address (other)", "E-Mail-Adresse") == [Field.EMAIL, OF_NO_FIELD, OF_NO_FIELD]
    assert fields("Department (code)", "Abteilung") == [OF_NO_FIELD, Field.DEPARTMENT]


@pytest.mark.parametrize(
    "heading", ["Name (manager)", "Email (personal)", "E-Mail (privat)", "City (home)", "Employee ID (supervisor)"]
)
def test_words_in_brackets_that_make_it_somebody_elses_or_private_count(heading):
    assert fields(heading, "other") == [OF_NO_FIELD, OF_NO_FIELD]


def test_last_name_beside_a_first_name_may_have_brackets_too():
    assert fields("Vorname (Pflicht)", "Name (Pflicht)") == [Field.FIRST_NAME, Field.LAST_NAME]
    assert fields("Surname", "Name (required)") == [Field.LAST_NAME, Field.FIRST_NAME]
