"""Headings of further HR systems, and what stands in brackets behind one."""

import pytest

from participants.hr_file import Field, WrongFile, samples_of
from participants.hr_file.headings import known_heading, without_brackets
from tests.participants.hr_files import table

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


TWICE = [
    ("Country", Field.COUNTRY),
    ("Line of business", Field.BUSINESS_LINE),
    ("Cost centre code", Field.COST_CENTRE),
    ("Worker type", Field.EMPLOYMENT_TYPE),
]


@pytest.mark.parametrize(("heading", "field"), TWICE)
def test_file_with_a_compared_field_twice_comes_in_without_it(heading, field):
    file = table(f"id,name,{heading},{heading.upper()}", "1,Ada Lark,one,other")

    assert ([row.name for row in file.rows], field in file.fields) == (["Ada Lark"], False)
    assert file.columns.unread == [heading, heading.upper()]


@pytest.mark.parametrize(("heading", "field"), TWICE)
def test_compared_field_that_stands_twice_may_be_chosen(heading, field):
    assert fields("id", "name", heading, heading) == [Field.EMPLOYEE_NUMBER, Field.NAME, OF_NO_FIELD, OF_NO_FIELD]

    file = table(f"id,name,{heading},{heading}", "1,Ada Lark,one,other", chosen={heading: str(field)})

    assert [getattr(row, field) for row in file.rows] == ["one"]


def test_heading_that_stands_once_counts_where_a_plainer_one_stands_twice():
    assert fields("Country", "Country", "Work country") == [OF_NO_FIELD, OF_NO_FIELD, Field.COUNTRY]


@pytest.mark.parametrize("heading", ["Department", "Job title", "Grade", "E-mail"])
def test_file_with_another_field_twice_is_refused(heading):
    with pytest.raises(WrongFile, match=f"has the heading {heading} twice"):
        table(f"id,name,{heading},{heading}", "1,Ada Lark,one,other")


@pytest.mark.parametrize(
    "heading",
    [
        "Cost centre",
        "Cost center",
        "cost_centre",
        "Kostenstelle",
        "Centre de coûts",
        "Centre de coût",
        "Cost centre (SAP)",
    ],
)
def test_what_is_called_a_cost_centre_is_one_beside_a_department(heading):
    assert fields(heading, "Department") == [Field.COST_CENTRE, Field.DEPARTMENT]
    assert fields("Abteilung", heading) == [Field.DEPARTMENT, Field.COST_CENTRE]
    assert fields("Cost centre name", heading) == [Field.DEPARTMENT, Field.COST_CENTRE]
    assert fields(heading, "other") == [Field.DEPARTMENT, OF_NO_FIELD]


def test_number_of_a_cost_centre_comes_before_what_is_called_one():
    found = fields("Department", "Cost centre", "Cost centre code")

    assert found == [Field.DEPARTMENT, OF_NO_FIELD, Field.COST_CENTRE]


def test_of_several_that_are_called_cost_centres_one_counts():
    assert fields("Kostenstelle", "Team", "Cost centre") == [OF_NO_FIELD, Field.DEPARTMENT, Field.COST_CENTRE]
    assert fields("Cost centre", "Kostenstelle") == [Field.DEPARTMENT, OF_NO_FIELD]
    assert fields("Team", "Cost centre", "Cost centre") == [Field.DEPARTMENT, OF_NO_FIELD, OF_NO_FIELD]


@pytest.mark.parametrize("heading", ["Cost centre (old)", "Kostenstellenbezeichnung"])
def test_former_cost_centres_and_their_names_are_none(heading):
    assert fields("Department", heading) == [Field.DEPARTMENT, OF_NO_FIELD]


# A pattern that goes back over what it has read would not come to an end here.
@pytest.mark.parametrize("size", [20_000, 120_000])
@pytest.mark.parametrize("sign", [" ", "\u00a0", "(", "[ ", ") ", "(a", "a"])
def test_heading_that_is_too_long_is_refused_before_it_is_looked_at(sign, size):
    heading = f"x{sign * (size // len(sign))}x"

    with pytest.raises(WrongFile, match="a heading of more than 200 characters"):
        fields(heading, "Name")
    assert known_heading(heading) is None
    assert without_brackets(heading) == heading
