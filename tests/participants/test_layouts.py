"""Files of other HR systems: their columns, encodings, separators and dates."""

from datetime import date

import pytest

from participants.forms import ColumnsForm
from participants.hr_file import DateOrder, Field, WrongFile, read_hr_content, samples_of
from participants.hr_file.headings import NAMES, plain
from participants.hr_file.never import is_never_read
from tests.participants.company_files import Layout, company_file, people
from tests.participants.hr_files import TODAY, reasons, table


def read(content: bytes, **how):
    return read_hr_content(content, name="people.csv", today=TODAY, **how)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_each_separator_and_encoding_gives_the_same_people(separator, encoding):
    file = read(company_file(60, layout=Layout(separator=separator, encoding=encoding)))

    plain_file = read(company_file(60))
    assert (len(file.rows), list(file.errors)) == (60, [])
    if encoding != "cp1252":  # which has no letter for some of the names
        assert file.rows == plain_file.rows
    assert any("Ødegård" in row.name for row in file.rows)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_each_end_of_line_is_read(line_end):
    assert len(read(company_file(9, layout=Layout(line_end=line_end))).rows) == 9


def test_wide_file_has_names_in_one_column_addresses_grades_and_managers():
    everybody = list(people(40))

    file = read(company_file(40, layout=Layout(wide=True, separator=";", encoding="cp1252", line_end="\n")))

    assert list(file.errors) == []
    assert [row.employee_number for row in file.rows] == [each.number for each in everybody]
    first, tenth = file.rows[0], file.rows[9]
    assert first.name.split()[0] == everybody[0].first.encode("cp1252", "replace").decode("cp1252")
    assert (first.manager, tenth.manager) == ("", everybody[0].number)
    assert [row.hired_on for row in file.rows] == [each.hired_on for each in everybody]
    assert file.orders[Field.HIRED_ON] == DateOrder.DAY_FIRST
    assert file.columns.never == ["Salary"]
    assert {row.email for row in file.rows if row.last_day and row.last_day < TODAY} <= {""}


def test_same_seed_gives_the_same_file():
    assert company_file(20, seed=3) == company_file(20, seed=3) != company_file(20, seed=4)


def test_separator_that_the_file_names_is_used_and_lines_keep_their_numbers():
    file = read(b"sep=;\nid;name\n1;Ada Lark\n;Bo Wren\n")

    assert [row.line for row in file.rows] == [3]
    assert reasons(file) == ["Line 4, column “id”: The employee number is missing."]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Employee Number", Field.EMPLOYEE_NUMBER),
        ("employee_no", Field.EMPLOYEE_NUMBER),
        ("STAFF ID", Field.EMPLOYEE_NUMBER),
        ("Full name", Field.NAME),
        ("E-Mail Address", Field.EMAIL),
        ("Dept.", Field.DEPARTMENT),
        ("Office location", Field.SITE),
        ("Position Title", Field.JOB_TITLE),
        ("Job Level", Field.GRADE),
        ("Reports to", Field.MANAGER),
        ("Line Manager E-mail", Field.MANAGER),
        ("Date of hire", Field.HIRED_ON),
        ("Termination Date", Field.LAST_DAY),
        ("Preferred Language", Field.LANGUAGE),
        ("TimeZone", Field.TIME_ZONE),
        ("Empl ID", Field.EMPLOYEE_NUMBER),
        ("Employee #", Field.EMPLOYEE_NUMBER),
        ("Pers.Nr.", Field.EMPLOYEE_NUMBER),
        ("Mitarbeiter-Nr.", Field.EMPLOYEE_NUMBER),
        ("N° de matricule", Field.EMPLOYEE_NUMBER),
        ("Numéro de salarié", Field.EMPLOYEE_NUMBER),
        ("Given Name(s)", Field.FIRST_NAME),
        ("Familienname", Field.LAST_NAME),
        ("Nom et prénom", Field.NAME),
        ("Worker", Field.NAME),
        ("E-Mail-Adresse", Field.EMAIL),
        ("Courriel", Field.EMAIL),
        ("Cost centre", Field.DEPARTMENT),
        ("Kostenstelle", Field.DEPARTMENT),
        ("Département", Field.DEPARTMENT),
        ("Lieu de travail", Field.SITE),
        ("Dienstort", Field.SITE),
        ("Stellenbezeichnung", Field.JOB_TITLE),
        ("Intitulé du poste", Field.JOB_TITLE),
        ("Grade/Band", Field.GRADE),
        ("Karrierestufe", Field.GRADE),
        ("Manager's Name", Field.MANAGER),
        ("Vorgesetzte/r", Field.MANAGER),
        ("Fuehrungskraft", Field.MANAGER),
        ("Supérieur hiérarchique", Field.MANAGER),
        ("N+1", Field.MANAGER),
        ("Eintrittsdatum", Field.HIRED_ON),
        ("Date d’embauche", Field.HIRED_ON),
        ("Austrittsdatum", Field.LAST_DAY),
        ("Date de départ", Field.LAST_DAY),
        ("Sprache", Field.LANGUAGE),
        ("Fuseau horaire", Field.TIME_ZONE),
        ("File Number", Field.EMPLOYEE_NUMBER),
        ("EE ID", Field.EMPLOYEE_NUMBER),
        ("Badge #", Field.EMPLOYEE_NUMBER),
        ("Identifiant salarié", Field.EMPLOYEE_NUMBER),
        ("Payroll Name", Field.NAME),
        ("Emp. Name", Field.NAME),
        ("Name (First Last)", Field.NAME),
        ("Surname/Forename", Field.NAME),
        ("Last name(s)", Field.LAST_NAME),
        ("Email - Primary Work", Field.EMAIL),
        ("Official Email ID", Field.EMAIL),
        ("Home Department Description", Field.DEPARTMENT),
        ("Personnel area text", Field.SITE),
        ("Location Address - City", Field.CITY),
        ("Position Description", Field.JOB_TITLE),
        ("Career Band", Field.GRADE),
        ("Manager’s Employee ID", Field.MANAGER),
        ("Reports To Associate ID", Field.MANAGER),
        ("Direct Supervisor", Field.MANAGER),
        ("Continuous Service Start Date", Field.HIRED_ON),
        ("Actual Termination Date", Field.LAST_DAY),
        ("Relieving Date", Field.LAST_DAY),
        ("Location Address - Country", Field.COUNTRY),
        ("Pays de travail", Field.COUNTRY),
        ("Line of Business", Field.BUSINESS_LINE),
        ("Geschäftsbereich", Field.BUSINESS_LINE),
        ("Cost Center Code", Field.COST_CENTRE),
        ("Kostenstellen-Nr.", Field.COST_CENTRE),
        ("Worker Type", Field.EMPLOYMENT_TYPE),
        ("Type de contrat", Field.EMPLOYMENT_TYPE),
    ],
)
def test_common_headings_are_known_in_any_case_and_with_any_marks(heading, field):
    samples = samples_of(f"{heading},other\nx,y\n".encode(), name="people.csv")

    assert [sample.field for sample in samples] == [field, ""]


@pytest.mark.parametrize("heading", ["Contract End Date", "Date of Resignation", "Hired", "Terminated", "Position ID"])
def test_heading_that_may_mean_something_else_is_not_guessed(heading):
    samples = samples_of(f"{heading},other\nx,y\n".encode(), name="people.csv")

    assert [sample.field for sample in samples] == ["", ""]


def test_no_heading_stands_for_two_fields_and_none_is_one_that_is_never_read():
    names = [name for each in NAMES.values() for name in each.split()]

    assert len(names) == len(set(names))
    assert [name for name in names if is_never_read(name) or plain(name) != name] == []


def test_column_may_be_chosen_in_any_case_and_left_out():
    file = table("Nr,Who,Dept", "1,Ada Lark,Sales", chosen={"nr": "employee_number", "WHO": "Name", "dept": ""})

    assert [(row.employee_number, row.name, row.department) for row in file.rows] == [("1", "Ada Lark", "")]
    assert (Field.DEPARTMENT in file.fields, file.columns.unread) == (False, ["Dept"])


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"Foo": "name"}, "people.csv has no column “Foo”. Its columns are: id, name, Desk."),
        (
            {"Desk": "shoe_size"},
            "There is no field “shoe_size”. A column can be: employee_number, name, first_name, last_name, email, "
            "department, site, city, country, business_line, cost_centre, job_title, grade, employment_type, manager, "
            "hired_on, last_day, language, time_zone.",
        ),
        (
            {"Desk": "site", "name": "site"},
            "Two columns are chosen as “Site”: “Desk” and “name”. Please keep one of them.",
        ),
        (
            {"name": "-"},
            "No column of people.csv could be told to be the name. Its columns are: id, name, Desk. "
            "Please say which one it is, and check that the first line holds the headings.",
        ),
    ],
)
def test_choice_that_cannot_be_is_refused_in_a_sentence(chosen, sentence):
    with pytest.raises(WrongFile) as refused:
        table("id,name,Desk", "1,Ada Lark,4", chosen=chosen)

    assert refused.value.message == sentence


@pytest.mark.parametrize("headings", ["Personalnummer,Name,Vorname", "Matricule,Prénom,Name"])
def test_name_beside_a_first_name_of_another_language_is_the_last_name(headings):
    cells = {"Name": "Lark", "Vorname": "Ada", "Prénom": "Ada"}

    file = table(headings, ",".join(cells.get(heading, "7") for heading in headings.split(",")))

    assert [(row.employee_number, row.name) for row in file.rows] == [("7", "Ada Lark")]


def test_day_on_which_somebody_gave_notice_or_a_contract_runs_out_is_not_taken_for_their_last():
    file = table("id,name,Kündigungsdatum,Contract end date", "1,Ada Lark,2026-01-01,2026-02-01")

    assert [row.last_day for row in file.rows] == [None]


def test_names_in_two_columns_count_where_there_is_one_of_the_whole_too():
    file = table("id,Display name,First name,Last name", "1,ALARK,Ada,Lark")

    assert [row.name for row in file.rows] == ["Ada Lark"]


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (("29/06/2020", "01/02/2021"), (date(2020, 6, 29), date(2021, 2, 1))),
        (("6/29/2020", "01/02/2021"), (date(2020, 6, 29), date(2021, 1, 2))),
        (("29.06.20", "1.2.2021 00:00"), (date(2020, 6, 29), date(2021, 2, 1))),
        (("2020-06-29T00:00:00Z", "2021/2/1"), (date(2020, 6, 29), date(2021, 2, 1))),
        (("04/04/2020", "05-05-21"), (date(2020, 4, 4), date(2021, 5, 5))),
    ],
)
def test_order_of_dates_is_told_from_all_values_of_a_column(dates, days):
    file = table("id,name,hire date", *(f"{number},Ada Lark,{day}" for number, day in enumerate(dates)))

    assert tuple(row.hired_on for row in file.rows) == days


def test_each_column_of_dates_has_an_order_of_its_own():
    file = table("id,name,hire date,last day", "1,Ada Lark,29/06/2020,6/29/2031", "2,Bo Wren,01/02/2020,01/02/2031")

    assert [(row.hired_on, row.last_day) for row in file.rows] == [
        (date(2020, 6, 29), date(2031, 6, 29)),
        (date(2020, 2, 1), date(2031, 1, 2)),
    ]


def test_day_that_never_comes_decides_no_order():
    """The line it stands in is left out, so the others must not be read by it."""
    with pytest.raises(WrongFile, match="whatever is a date fits"):
        table("id,name,hire date", "1,Ada Lark,31/02/2019", "2,Bo Wren,03/04/2020")


def test_dates_that_fit_both_orders_are_refused_unless_somebody_says():
    lines = ("1,Ada Lark,01/02/2020", "2,Bo Wren,03/04/2020")

    with pytest.raises(WrongFile) as refused:
        table("id,name,hire date", *lines)

    assert (refused.value.message, refused.value.asks_for) == (
        "In the column “hire date”, whatever is a date fits day/month as well as month/day, such as 01/02/2020. "
        "Please choose “Day first” or “Month first”.",
        "order",
    )
    said = table("id,name,hire date", *lines, date_order=DateOrder.DAY_FIRST)
    assert [row.hired_on for row in said.rows] == [date(2020, 2, 1), date(2020, 4, 3)]


@pytest.mark.parametrize("order", list(DateOrder))
def test_order_that_is_said_for_the_file_turns_no_column_that_is_clear(order):
    """13, 25 and 31 are no months: whoever says an order for another column changes nothing here."""
    days = ("02/13/2020", "01/02/2020", "12/25/2020", "05/31/2020")

    file = table(
        "id,name,hire date,last day",
        *(f"{n},Ada Lark,{day},01/02/2040" for n, day in enumerate(days)),
        date_order=order,
    )

    assert [row.hired_on for row in file.rows] == [
        date(2020, 2, 13),
        date(2020, 1, 2),
        date(2020, 12, 25),
        date(2020, 5, 31),
    ]
    last = date(2040, 2, 1) if order == DateOrder.DAY_FIRST else date(2040, 1, 2)
    assert {row.last_day for row in file.rows} == {last}


def test_order_that_is_said_decides_where_a_column_has_both():
    lines = "1,Ada Lark,29/06/2020", "2,Bo Lark,6/29/2020", "3,Cy Lark,30/06/2020"

    file = table("id,name,hire date", *lines, date_order=DateOrder.MONTH_FIRST)

    assert [row.hired_on for row in file.rows] == [date(2020, 6, 29)]
    assert len(file.errors) == 2


def test_few_dates_in_the_other_order_are_errors_of_their_lines():
    days = ("29/06/2020", "30/06/2020", "6/29/2020")

    file = table("id,name,hire date", *(f"{number},Ada Lark,{day}" for number, day in enumerate(days)))

    assert reasons(file) == ["Line 4, column “hire date”: There is no day 6/29/2020 in the calendar."]


def test_as_many_dates_in_one_order_as_in_the_other_are_refused():
    with pytest.raises(WrongFile) as refused:
        table("id,name,hire date", "1,Ada Lark,29/06/2020", "2,Bo Wren,6/29/2020")

    assert refused.value.message == (
        "In the column “hire date”, some dates have the day first and as many the month. "
        "Please choose “Day first” or “Month first”: the others are then left out."
    )


def test_what_is_asked_of_dates_is_what_can_be_chosen():
    words = [str(words) for order, words in ColumnsForm.base_fields["date_order"].choices if order]

    with pytest.raises(WrongFile) as refused:
        table("id,name,hire date", "1,Ada Lark,01/02/2020")

    assert words == ["Day first", "Month first"]
    assert refused.value.message.endswith(f"Please choose {' or '.join(f'“{each}”' for each in words)}.")


def test_damaged_utf8_is_not_taken_for_something_else():
    content = "id,name\n1,Émile Ødegård\n2,Ada".encode() + b"\xff\n"

    with pytest.raises(WrongFile) as refused:
        read(content)

    assert refused.value.message == "people.csv is UTF-8 text, but damaged on line 3. Please export it once more."


def test_columns_of_privilege_are_not_read():
    file = table("id,name,is_staff,is_superuser,password", "1,Ada Lark,true,true,secret")

    assert file.columns.unread == ["is_staff", "is_superuser", "password"]
    assert "secret" not in repr(file.rows)


def test_samples_show_what_stands_in_a_column_without_repeating_it():
    samples = samples_of(b"id,team\n1,Sales\n2,Sales\n3,\n4,Legal\n", name="people.csv")

    assert [(sample.heading, list(sample.values)) for sample in samples] == [
        ("id", ["1", "2", "3"]),
        ("team", ["Sales", "Legal"]),
    ]
