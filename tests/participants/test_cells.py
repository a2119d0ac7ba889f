"""What stands in cells as other systems write it: text that Excel is to keep, and words for nothing."""

from datetime import date

import pytest

from participants.hr_file import PersonRow, samples_of
from tests.participants.hr_files import reasons, table

OF_WORK = "id,name,email,department,site,city,job title,grade,manager,hire date,last day,language,time zone"
EVERYTHING = f"{OF_WORK},country,line of business,cost centre code,employment type"


def test_text_that_excel_is_to_keep_is_read_without_its_formula_in_every_field():
    values = ("00123", "Lark, Ada", "ada@mail.example", "007", "0815", "01", "02", "3", "00124", "2020-06-29")
    cells = [f'"=""{value}"""' for value in (*values, "", "de", "UTC", "FR", "04", "0711", "05")]

    file = table(EVERYTHING, ",".join(cells))

    row = file.rows[0]
    assert (row.employee_number, row.name, row.email, row.manager) == ("00123", "Ada Lark", "ada@mail.example", "00124")
    assert (row.department, row.site, row.job_title, row.grade) == ("007", "0815, 01", "02", "3")
    assert (row.hired_on, row.last_day, row.language, row.time_zone) == (date(2020, 6, 29), None, "de", "UTC")
    assert (row.country, row.business_line, row.cost_centre, row.employment_type) == ("FR", "04", "0711", "05")


def test_text_that_excel_is_to_keep_is_read_without_quotes_around_the_cell():
    content = '="Pers.Nr.";="Name";Team\n="00123";Ada Lark;="6"" pipes"\n;Bo Wren;=1+1\n'

    file = table(*content.splitlines())

    assert [(row.employee_number, row.department) for row in file.rows] == [("00123", '6" pipes')]
    assert reasons(file) == ["Line 3, column “Pers.Nr.”: The employee number is missing."]
    assert [sample.heading for sample in samples_of(content.encode(), name="people.csv")] == [
        "Pers.Nr.",
        "Name",
        "Team",
    ]


@pytest.mark.parametrize("cell", ["=1+1", '"=""a""&""b"""', '"=""open"', "=HYPERLINK(0)"])
def test_other_formulas_stay_as_they_are(cell):
    assert table("id,name,team", f"1,Ada Lark,{cell}").rows[0].department.startswith("=")


WORDS_FOR_NOTHING = ["-", "--", "n/a", "N/A", "NULL", "None", "#N/A", "#NV", "0000-00-00", "00.00.0000", "00/00/0000"]


@pytest.mark.parametrize("word", WORDS_FOR_NOTHING)
def test_word_for_nothing_is_an_empty_cell_in_every_field_that_may_be_empty(word):
    (row,) = table(EVERYTHING, f"7,Ada Lark{f',{word}' * 15}").rows

    assert row == PersonRow(line=2, employee_number="7", name="Ada Lark")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("#N/A,Ada Lark", "Line 2, column “id”: “#N/A” is what a spreadsheet left of a number. Please keep this column "
         "as text when you save the file."),
        ("7,", "Line 2, column “name”: The name is missing."),
    ],
)  # fmt: skip
def test_number_and_name_cannot_be_nothing(line, reason):
    assert reasons(table("id,name", line)) == [reason]


def test_name_that_is_also_a_word_for_nothing_is_kept():
    assert table("id,first name,last name", "7,Ada,Null").rows[0].name == "Ada Null"


@pytest.mark.parametrize("word", ["NA", "na", "NaN", "nan"])
def test_na_is_nothing_where_it_can_be_nothing_else(word):
    """As files out of R, and out of Python, have it in every cell without a value."""
    (row,) = table("id,name,email,manager,hire date,last day,language,time zone", f"7,Ada Lark{f',{word}' * 6}").rows

    assert row == PersonRow(line=2, employee_number="7", name="Ada Lark")


def test_na_says_nothing_of_the_order_of_days():
    file = table("id,name,hire date,last day", "7,Ada Lark,31/01/2020,NA", "8,Bo Wren,NA,13/02/2030")

    assert [(row.hired_on, row.last_day) for row in file.rows] == [(date(2020, 1, 31), None), (None, date(2030, 2, 13))]
    assert reasons(file) == []


def test_nan_is_a_name_and_what_a_spreadsheet_did_not_find_is_no_number():
    assert [row.name for row in table("id,first name,last name", "7,Nan,Lark").rows] == ["Nan Lark"]
    assert reasons(table("id,name", "#NV,Ada Lark"))[0].startswith("Line 2, column “id”: “#NV” is what a spreadsheet")


def test_somebody_may_be_called_na():
    assert [row.name for row in table("id,first name,last name", "7,Yuna,Na").rows] == ["Yuna Na"]


def test_north_america_is_a_department():
    assert table("id,name,department", "7,Ada Lark,NA").rows[0].department == "NA"


@pytest.mark.parametrize(
    "text",
    [
        *("31.12.9999", "12/31/9999", "9999-12-31", "99991231", "31-DEC-9999", "9999-12-31 00:00:00", "31/12/9999"),
        *("0000-00-00 00:00:00", "00000000"),
        *(
            "31-DEC-4712",
            "4712-12-31",
            "31.12.4712",
            "2999-12-31",
            "12/31/2999",
            "29991231",
            "2200-01-01",
            "31/12/2222",
        ),
    ],
)
def test_last_day_that_never_comes_is_none(text):
    file = table("id,name,last day", f"7,Ada Lark,{text}")

    assert ([row.last_day for row in file.rows], reasons(file)) == ([None], [])


@pytest.mark.parametrize("year", [2099, 2199])
def test_last_day_far_ahead_is_a_day(year):
    assert [row.last_day for row in table("id,name,last day", f"7,Ada Lark,{year}-12-31").rows] == [date(year, 12, 31)]


@pytest.mark.parametrize("never", ["31.12.9999", "31.12.4712", "31.12.2999"])
def test_last_day_that_never_comes_is_no_error_beside_days_of_the_other_order(never):
    file = table("id,name,last day", f"7,Ada Lark,{never}", "8,Bo Wren,1/20/2030", "9,Cy Gray,1/21/2030")

    assert [row.last_day for row in file.rows] == [None, date(2030, 1, 20), date(2030, 1, 21)]


@pytest.mark.parametrize("year", [2200, 2999, 4712, 9999])
def test_nobody_is_hired_at_the_end_of_time(year):
    assert reasons(table("id,name,hire date", f"7,Ada Lark,{year}-12-31")) == [
        f"Line 2, column “hire date”: The year {year} cannot be right."
    ]
