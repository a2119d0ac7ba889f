"""What stands in cells as other systems write it: text that Excel is to keep, and words for nothing."""

from datetime import date

import pytest

from participants.hr_file import samples_of
from tests.participants.hr_files import reasons, table

EVERYTHING = "id,name,email,department,site,city,job title,grade,manager,hire date,last day,language,time zone"


def test_text_that_excel_is_to_keep_is_read_without_its_formula_in_every_field():
    values = ("00123", "Lark, Ada", "ada@mail.example", "007", "0815", "01", "02", "3", "00124", "2020-06-29")
    cells = [f'"=""{value}"""' for value in (*values, "", "de", "UTC")]

    file = table(EVERYTHING, ",".join(cells))

    row = file.rows[0]
    assert (row.employee_number, row.name, row.email, row.manager) == ("00123", "Ada Lark", "ada@mail.example", "00124")
    assert (row.department, row.site, row.job_title, row.grade) == ("007", "0815, 01", "02", "3")
    assert (row.hired_on, row.last_day, row.language, row.time_zone) == (date(2020, 6, 29), None, "de", "UTC")


def test_text_that_excel_is_to_keep_is_read_without_quotes_around_the_cell():
    content = '="Pers.Nr.";="Name";Team\n="00123";Ada Lark;="6"" pipes"\n;Bo Wren;=1+1\n'

    file = table(*content.splitlines())

    assert [(row.employee_number, row.department) for row in file.rows] == [("00123", '6" pipes')]
    assert reasons(file) == ["Line 3, column Pers.Nr.: The employee number is missing."]
    assert [sample.heading for sample in samples_of(content.encode(), name="people.csv")] == [
        "Pers.Nr.",
        "Name",
        "Team",
    ]


@pytest.mark.parametrize("cell", ["=1+1", '"=""a""&""b"""', '"=""open"', "=HYPERLINK(0)"])
def test_other_formulas_stay_as_they_are(cell):
    assert table("id,name,team", f"1,Ada Lark,{cell}").rows[0].department.startswith("=")
