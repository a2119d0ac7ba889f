"""What is kept to be compared alone leaves nobody out: a cell that does not fit is taken as empty, and said."""

from tests.participants.hr_files import reasons, table


def test_compared_cell_that_is_too_long_is_taken_as_empty_and_said():
    wrong = {"Country": "c" * 81, "Line of business": "b" * 121, "Cost centre code": "9" * 81, "Worker type": "w" * 81}
    file = table(";".join(["id", "name", *wrong]), ";".join(["1", "Ada Lark", *wrong.values()]), "2;Bo Wren;France;;;")

    ada, bo = file.rows
    assert (reasons(file), bo.remarks) == ([], ())
    assert (ada.country, ada.business_line, ada.cost_centre, ada.employment_type) == ("", "", "", "")
    assert [str(each) for each in ada.remarks] == [
        "Line 2, column “Country”: This is longer than 80 characters, so none was taken.",
        "Line 2, column “Line of business”: This is longer than 120 characters, so none was taken.",
        "Line 2, column “Cost centre code”: This is longer than 80 characters, so none was taken.",
        "Line 2, column “Worker type”: This is longer than 80 characters, so none was taken.",
    ]
    assert {each.employee_number for each in ada.remarks} == {"1"}


def test_compared_cell_that_just_fits_is_taken():
    (ada,) = table("id,name,Country,Line of business", f"1,Ada Lark,{'c' * 80},{'b' * 120}").rows

    assert (ada.country, ada.business_line, ada.remarks) == ("c" * 80, "b" * 120, ())


def test_what_else_is_wrong_with_the_line_is_said_alone():
    file = table("id,name,Country", f"1,,{'c' * 81}")

    assert reasons(file) == ["Line 2, column “name”: The name is missing."]
