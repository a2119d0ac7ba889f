import codecs
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.lib.env import BASE_DIR
from participants.hr_file import DateOrder, PersonRow, WrongFile, read_hr_content, read_hr_file
from participants.hr_file.dates import days_of_hiring, read_date
from participants.hr_file.refusals import WrongCell
from participants.hr_file.text import LARGEST_FILE, MOST_LINES, SMALLER
from tests.participants.hr_files import HEADINGS, TODAY, file_of, line, reasons, table, text_of

REAL_FILE = BASE_DIR.parent / "shared" / "data" / "human_resources.csv"

FROM_A_SPREADSHEET = "is what a spreadsheet left of a number. Please keep this column as text when you save the file."


def read(content: bytes | str):
    return read_hr_content(content.encode() if isinstance(content, str) else content, name="people.csv", today=TODAY)


def test_line_becomes_a_person():
    file = file_of(line("00-0041533", first_name=" Ignatius ", termdate="2031-04-15 02:05:19 UTC"))

    assert list(file.rows) == [
        PersonRow(
            line=2,
            employee_number="00-0041533",
            name="Ignatius Lark",
            department="Engineering",
            job_title="Engineer",
            site="Headquarters, Cleveland",
            hired_on=date(2019, 4, 18),
            last_day=date(2031, 4, 15),
        )
    ]
    assert list(file.errors) == []


def test_birth_date_gender_and_race_never_leave_the_reader():
    assert "CANARY" in text_of(line())
    assert "CANARY" not in repr(file_of(line()))
    assert file_of(line()).columns.never == ["birthdate", "gender", "race"]


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["bare", "with byte-order mark"])
def test_file_is_read_with_and_without_byte_order_mark(mark):
    assert len(read(mark + text_of(line()).encode()).rows) == 1


def test_headings_may_stand_in_any_order_and_case():
    shuffled = "TERMDATE,location_city,location,hire_date,jobtitle,department,last_name,First_Name, id ,height\n"

    file = read(shuffled + ",Cleveland,Remote,1/20/2002,Clerk,Sales,Lark,Ada,7,180\n")

    assert [(row.employee_number, row.name, row.site) for row in file.rows] == [("7", "Ada Lark", "Remote")]


@pytest.mark.parametrize(
    ("location", "city", "site"),
    [
        ("Headquarters", "Cleveland", "Headquarters, Cleveland"),
        ("Remote", "Chicago", "Remote"),
        ("Headquarters", "", "Headquarters"),
        ("Leeds", "Leeds", "Leeds"),
        ("LEEDS", "Leeds", "LEEDS"),
        ("", "Leeds", "Leeds"),
        ("", "", ""),
    ],
)
def test_site_is_the_place_with_its_city_and_remote_people_share_one(location, city, site):
    assert file_of(line(location=location, location_city=city)).rows[0].site == site


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1/20/2002", date(2002, 1, 20)),
        ("04-08-19", date(2019, 4, 8)),
        ("2001-04-15 02:05:19 UTC", date(2001, 4, 15)),
        ("2001-04-15", date(2001, 4, 15)),
        ("02-29-20", date(2020, 2, 29)),
        ("1/20/2002 12:00:00 AM", date(2002, 1, 20)),
        ("20-JAN-2002", date(2002, 1, 20)),
        ("05-Sep-19", date(2019, 9, 5)),
        ("2 March 2020", date(2020, 3, 2)),
        ("20020120", date(2002, 1, 20)),
        ("01. 13. 2005", date(2005, 1, 13)),
        ("01.13.2005.", date(2005, 1, 13)),
        ("", None),
    ],
)
def test_date_is_read_in_each_spelling(text, day):
    assert read_date("hire_date", text, DateOrder.MONTH_FIRST, days_of_hiring(TODAY)) == day


@pytest.mark.parametrize(
    ("text", "hired_on"),
    [
        ("12-15-26", date(2026, 12, 15)),
        ("11-23-28", date(2028, 11, 23)),
        ("11-24-28", date(1928, 11, 24)),
        ("06-14-91", date(1991, 6, 14)),
    ],
)
def test_two_digit_year_of_hiring_is_at_most_two_years_ahead(text, hired_on):
    assert file_of(line(hire_date=text)).rows[0].hired_on == hired_on


@pytest.mark.parametrize(
    ("hired", "text", "last_day"),
    [
        ("9/15/1991", "05-14-98", date(1998, 5, 14)),
        ("", "05-14-98", date(1998, 5, 14)),
        ("9/15/2019", "01-31-30", date(2030, 1, 31)),
        ("", "11-23-76", date(2076, 11, 23)),
        ("", "11-24-76", date(1976, 11, 24)),
        ("9/15/2025", "12-31-77", date(2077, 12, 31)),  # when a young person will be pensioned
        ("9/15/1970", "12-31-77", date(1977, 12, 31)),
    ],
)
def test_two_digit_year_of_a_last_day_is_the_nearest_that_is_not_before_hiring(hired, text, last_day):
    assert file_of(line(hire_date=hired, termdate=text)).rows[0].last_day == last_day


def test_last_day_is_not_put_off_by_a_lifetime_to_come_after_hiring():
    assert reasons(file_of(line(hire_date="9/15/2001", termdate="05-14-98"))) == [
        "Line 2, column “termdate”: The last day is before the day of hiring."
    ]


def test_two_digit_years_are_read_on_the_29th_of_february():
    file = file_of(line(hire_date="02-29-28", termdate="02-28-78"), today=date(2028, 2, 29))

    assert [(row.hired_on, row.last_day) for row in file.rows] == [(date(2028, 2, 29), date(2078, 2, 28))]


@pytest.mark.parametrize(
    "text",
    [
        *("Sep 3, 2020", "September 3, 2020", "SEP-03-2020", "Sept. 3, 2020", "sep 03 2020", "Sep 3 2020 12:00AM"),
        *("3 Sept 2020", "03-SEP-20", "3 September 2020", "Sep 3,2020"),
    ],
)
def test_day_with_its_month_in_words_is_read_in_every_order(text):
    for order in (None, *DateOrder):
        assert read_date("hire_date", text, order, days_of_hiring(TODAY)) == date(2020, 9, 3)


@pytest.mark.parametrize("text", ["Sep 31, 2020", "Foo 3, 2020", "Sep 2020", "Sep 3"])
def test_what_is_no_day_beside_a_word_is_none(text):
    with pytest.raises(WrongCell):
        read_date("hire_date", text, None, days_of_hiring(TODAY))


@given(st.dates(min_value=date(1930, 1, 1), max_value=TODAY))
def test_date_of_hiring_survives_each_spelling(day):
    spellings = [f"{day.month}/{day.day}/{day.year}", f"{day:%Y-%m-%d} 23:59:59 UTC"]
    if day > TODAY.replace(year=TODAY.year - 100):
        spellings.append(f"{day:%m-%d-%y}")

    assert {read_date("hire_date", text, DateOrder.MONTH_FIRST, days_of_hiring(TODAY)) for text in spellings} == {day}


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"id": " "}, "Line 2, column “id”: The employee number is missing."),
        ({"id": "1.23E+08"}, f"Line 2, column “id”: “1.23E+08” {FROM_A_SPREADSHEET}"),
        ({"id": "4.5e+11"}, f"Line 2, column “id”: “4.5e+11” {FROM_A_SPREADSHEET}"),
        ({"id": "#N/A"}, f"Line 2, column “id”: “#N/A” {FROM_A_SPREADSHEET}"),
        ({"id": "9" * 41}, "Line 2, column “id”: This has 41 characters; at most 40 fit."),
        ({"first_name": "", "last_name": " "}, "Line 2, column “first_name”: The name is missing."),
        ({"last_name": "x" * 150}, "Line 2, column “last_name”: This has 154 characters; at most 150 fit."),
        ({"jobtitle": "x" * 121}, "Line 2, column “jobtitle”: This has 121 characters; at most 120 fit."),
        ({"location": "x" * 115}, "Line 2, column “location”: This has 126 characters; at most 120 fit."),
        ({"hire_date": "13/40/2020"}, "Line 2, column “hire_date”: There is no day 13/40/2020 in the calendar."),
        ({"termdate": "02-30-21"}, "Line 2, column “termdate”: There is no day 02-30-21 in the calendar."),
        (
            {"termdate": "soon"},
            "Line 2, column “termdate”: “soon” is not a date. Please write 2020-06-29.",
        ),
        *(
            (
                {"termdate": text},
                f"Line 2, column “termdate”: “{text}” is not a date. Please write 2020-06-29.",
            )
            for text in ("12-Foo-2030", "12-Juna-2030", "Jan-2030", "2030012")
        ),
        ({"termdate": "20300230"}, "Line 2, column “termdate”: There is no day 20300230 in the calendar."),
        ({"termdate": "29022030"}, "Line 2, column “termdate”: There is no day 29022030 in the calendar."),
        ({"termdate": "04-17-19"}, "Line 2, column “termdate”: The last day is before the day of hiring."),
    ],
)
def test_bad_cell_is_named_with_line_column_and_reason(cells, reason):
    file = file_of(line(**cells), line("00-2"))

    assert reasons(file) == [reason]
    assert [row.employee_number for row in file.rows] == ["00-2"]


@pytest.mark.parametrize(
    ("others", "advice"),
    [
        (["29/06/2020"], "29/06/2020 or 2020-06-29"),
        (["6/29/2020"], "06/29/2020 or 2020-06-29"),
        (["2020-06-30"], "2020-06-29"),
    ],
    ids=["day first", "month first", "no doubt"],
)
def test_advice_on_a_date_is_in_the_order_of_its_column(others, advice):
    file = table("id,name,hire date", "1,Ada Lark,soon", *(f"2,Bo Wren,{day}" for day in others))

    assert reasons(file) == [f"Line 2, column “hire date”: “soon” is not a date. Please write {advice}."]


def test_every_wrong_cell_of_a_line_is_named_in_the_order_of_the_file():
    file = file_of(
        line("7"),
        line("7", first_name="", last_name="", hire_date="?", termdate="2026-02-30", department="x" * 121),
        line("8"),
    )

    assert reasons(file) == [
        "Line 3, column “id”: The same employee number stands on line 2 already.",
        "Line 3, column “first_name”: The name is missing.",
        "Line 3, column “department”: This has 121 characters; at most 120 fit.",
        "Line 3, column “hire_date”: “?” is not a date. Please write 06/29/2020 or 2020-06-29.",
        "Line 3, column “termdate”: There is no day 2026-02-30 in the calendar.",
    ]
    assert [row.employee_number for row in file.rows] == ["7", "8"]


def test_cell_that_is_wrong_in_two_ways_is_named_once():
    file = table("id,name,email", f"1,Ada Lark,{'x' * 255}")

    assert reasons(file) == ["Line 2, column “email”: This has 255 characters; at most 254 fit."]


def test_line_that_is_left_out_takes_neither_number_nor_address_from_others():
    file = table(
        "id,name,email,hire_date",
        "1,Ada Lark,ada@mail.example,",
        "2,Bo Wren,ADA@mail.example,",
        "2,Bo Wren,bo@mail.example,",
        "3,,cy@mail.example,",
        "4,Cy Gray,cy@mail.example,",
    )

    assert reasons(file) == [
        "Line 3, column “email”: The same e-mail address stands on line 2 already.",
        "Line 5, column “name”: The name is missing.",
    ]
    assert [row.line for row in file.rows] == [2, 4, 6]


def test_line_with_too_few_cells_is_named():
    assert reasons(file_of("00-1,Ada")) == ["Line 2: This line has 2 cells, but there are 13 headings."]


def test_number_used_twice_is_named_and_the_first_line_counts():
    file = file_of(line("7"), line("8"), line("7", first_name="Bo"))

    assert reasons(file) == ["Line 4, column “id”: The same employee number stands on line 2 already."]
    assert [row.name for row in file.rows] == ["Ada Lark", "Ada Lark"]


def test_person_on_a_bad_line_is_still_mentioned():
    assert file_of(line("7"), line("8", hire_date="?"), "9").employee_numbers == {"7", "8", "9"}


def test_line_numbers_count_empty_lines_and_lines_in_quotes():
    file = read(
        f"{HEADINGS}\n\n{line('1', jobtitle=chr(34) + 'Clerk' + chr(10) + 'Senior' + chr(34))}\n{line('2', id='')}\n"
    )

    assert [(row.line, row.job_title) for row in file.rows] == [(3, "Clerk Senior")]
    assert [error.line for error in file.errors] == [5]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "people.csv is empty. Please export the people from your HR system again."),
        (b" \n ", "people.csv is empty. Please export the people from your HR system again."),
        *(
            (mark, "people.csv is empty. Please export the people from your HR system again.")
            for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF8 + b"\r\n")
        ),
        (
            b"id,name\n , \n\n",
            "people.csv holds no people: nothing stands below its headings. "
            "Please export the people from your HR system again.",
        ),
        (b"PK\x03\x04rest", "people.csv is a workbook. Please save it as CSV (UTF-8) and try again."),
        (b"\x89PNG\r\n\x1a\n", "people.csv is not a text file. Please save it as CSV (UTF-8)."),
        (b"id\x00,name", "people.csv is not a text file. Please save it as CSV (UTF-8)."),
        (
            b"Shoe size,Team",
            "No column of people.csv could be told to be the employee number and name. Its columns are: Shoe size, "
            "Team. Please say which one it is, and check that the first line holds the headings.",
        ),
        (
            b"id",
            "No column of people.csv could be told to be the name. Its columns are: id. "
            "Please say which one it is, and check that the first line holds the headings.",
        ),
        (f"{HEADINGS},id".encode(), "people.csv has the heading id twice. Please keep one of them."),
        (
            f'{HEADINGS}\n{line()}\n"never closed'.encode(),
            "people.csv cannot be read as CSV from line 3 on. Please export it as CSV (UTF-8) once more.",
        ),
        (
            b'sep=,\nid,name\n1,Ada\n2,"Bo\n3,Cy\n4,"Di"\n',
            "people.csv cannot be read as CSV from line 4 on. Please export it as CSV (UTF-8) once more.",
        ),
        (
            b'id,name\n1,"Ada\n' + b"2,Bo\n" * 30_000,
            "people.csv cannot be read as CSV from line 2 on. Please export it as CSV (UTF-8) once more.",
        ),
        (
            f"id,name\n1,Ada\n2,{'x' * 140_000}\n".encode(),
            "people.csv cannot be read as CSV from line 3 on. Please export it as CSV (UTF-8) once more.",
        ),
        (
            b"x" * (LARGEST_FILE + 1),
            f"people.csv is larger than 10 MB. {SMALLER}",
        ),
    ],
)
def test_wrong_file_is_refused_in_one_sentence_that_says_what_to_do(content, sentence):
    with pytest.raises(WrongFile) as refused:
        read(content)

    assert refused.value.message == sentence


def test_file_of_too_many_lines_is_refused():
    assert len(read(text_of(*["x"] * MOST_LINES)).errors) == MOST_LINES
    with pytest.raises(WrongFile, match="more than 100,000 lines"):
        read(text_of(*["x"] * (MOST_LINES + 1)))


def test_absent_file_is_refused(tmp_path):
    with pytest.raises(WrongFile, match=r"There is no file .*none\.csv\. Please check the path\."):
        read_hr_file(tmp_path / "none.csv", today=TODAY)


def test_folder_is_refused(tmp_path):
    with pytest.raises(WrongFile, match=r"is a folder\. Please name the CSV file itself\."):
        read_hr_file(tmp_path, today=TODAY)


def test_path_through_a_file_is_refused(tmp_path):
    (tmp_path / "people.csv").write_text(text_of(line()))

    with pytest.raises(WrongFile, match=r"cannot be opened: Not a directory\. Please check who may read it\."):
        read_hr_file(tmp_path / "people.csv" / "inner.csv", today=TODAY)


def test_file_is_known_by_its_name_and_digest(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(text_of(line()))

    file = read_hr_file(path, today=TODAY)

    assert file.name == "people.csv"
    assert file.digest == file_of(line()).digest != file_of(line("2")).digest


@pytest.mark.skipif(not Path(REAL_FILE).exists(), reason="shared/data is not beside the repository")
def test_company_file_holds_22214_people_and_no_bad_line():
    file = read_hr_file(REAL_FILE, today=TODAY)

    assert (len(file.rows), list(file.errors)) == (22_214, [])
    assert {row.site for row in file.rows} == {"Headquarters, Cleveland", "Remote"}
    assert max(row.hired_on for row in file.rows) <= TODAY
