"""Lines below the people that add them up, and names of no letter at all: nobody comes in by those."""

import pytest

from tests.participants.hr_files import reasons, table

SUMS = (
    *("Total", "TOTAL", "total:", "Total: 22,214", "Total 3", "Grand total", "Grand Total =", "Sum", "Subtotal"),
    *(
        "Sub-total",
        "Count",
        "Count: 2",
        "Summe",
        "Gesamtsumme",
        "Anzahl",
        "Zwischensumme",
        "Total général",
        "Sous-total",
    ),
)


@pytest.mark.parametrize("word", SUMS)
@pytest.mark.parametrize("rest", ["1", "", "Bo Wren"])
def test_line_of_sums_is_nobody(word, rest):
    file = table("id;name;team", "1;Ada Lark;Sales", f"{word};{rest};")

    assert [row.employee_number for row in file.rows] == ["1"]
    assert reasons(file)[0] == (
        f"Line 3, column “id”: “{word}” is no employee number: this looks like a line of sums. "
        "Please leave it out of the file."
    )
    assert file.errors[0].kept == "This looks like a line of sums. Please leave it out of the file."


@pytest.mark.parametrize("word", ["Total", "Grand total:", "Subtotal", "Gesamtsumme", "Total général"])
def test_line_of_sums_is_nobody_where_the_name_comes_first(word):
    file = table("name,id", "Ada Lark,1", f"{word},2")

    assert reasons(file) == [
        f"Line 3, column “name”: “{word}” is no name: this looks like a line of sums. Please leave it out of the file."
    ]


@pytest.mark.parametrize("name", ["1", "22,214", "?", "-", "...", "007 (8)", "१२"])
def test_name_without_a_letter_is_refused(name):
    file = table("id;name", "1;Ada Lark", f"2;{name}")

    assert [row.employee_number for row in file.rows] == ["1"]
    assert reasons(file) == ["Line 3, column “name”: There is no letter in this name."]


def test_two_names_without_a_letter_are_refused():
    assert reasons(table("id,first name,last name", "1,-,2")) == [
        "Line 2, column “first name”: There is no letter in this name."
    ]


@pytest.mark.parametrize("number", ["SUM1", "T", "TOTAL-7", "Count-Ada", "A1", "1", "Sumner", "COUNT12"])
def test_number_that_only_begins_like_a_sum_is_somebodys(number):
    assert [row.employee_number for row in table("id,name", f"{number},Ada Lark").rows] == [number]


@pytest.mark.parametrize("name", ["李", "Ng", "O", "Sum", "Count", "Ada 2", "ليلى", "आशा", "Total Lark"])
def test_name_of_any_letter_is_somebodys(name):
    assert [row.name for row in table("id,name", f"1,{name}").rows] == [name]
