import ast
import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.lib.env import BASE_DIR
from mentoring.lib.exports import csv_text
from tests.outbox.test_kinds import sources


def read(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def test_csv_text_quotes_every_cell_and_ends_lines_with_cr_lf():
    text = csv_text(["Name", "Hours"], [["Ada", 3], ['Ben "B"', 1.5]])

    assert text == '"Name","Hours"\r\n"Ada","3"\r\n"Ben ""B""","1.5"\r\n'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_csv_text_disarms_what_may_be_a_formula(start):
    cell = f"{start}cmd|'/c calc'!A0"

    assert read(csv_text([cell], [[cell]])) == [[f"'{cell}"], [f"'{cell}"]]


@pytest.mark.parametrize("formula", ["=cmd()", "+1", "-1", "@SUM(A1)", " =cmd()", '"=cmd()', "\uff1dcmd()"])
@pytest.mark.parametrize("mark", [";", "\t", "|", ";;", "; ;"])
def test_csv_text_disarms_a_formula_behind_what_parts_lists_elsewhere(mark, formula):
    text = csv_text(["a", "b"], [["n", f"x{mark}{formula}"]])  # behind a cell: there its quotes count no more

    cells = [cell for mark in ";\t|" for row in csv.reader(io.StringIO(text), delimiter=mark) for cell in row]
    assert [cell for cell in cells if cell.strip(' "').startswith(tuple("=+-@\uff1d"))] == []


def test_csv_text_leaves_a_list_in_a_cell_alone():
    assert read(csv_text(["a"], [["Sales; Legal; 3-4 | x-y"]]))[1] == ["Sales; Legal; 3-4 | x-y"]


@pytest.mark.parametrize(("value", "cell"), [(-3, "-3"), (-1.5, "-1.5"), (None, ""), (True, "True"), ("-3", "'-3")])
def test_csv_text_leaves_numbers_alone_and_text_that_looks_like_one_not(value, cell):
    assert read(csv_text(["Change"], [[value]]))[1] == [cell]


def test_csv_text_without_rows_is_its_header():
    assert csv_text(["Name"], []) == '"Name"\r\n'


@pytest.mark.parametrize("row", [["Ada"], ["Ada", 1, 2]])
def test_csv_text_refuses_a_row_of_another_length(row):
    with pytest.raises(ValueError, match=rf"Row 2 has {len(row)} cells under 2 headings"):
        csv_text(["Name", "Hours"], [["Ben", 1], row])


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=4))
def test_csv_text_reads_back_as_it_was_written(rows):
    found = read(csv_text(["a", "b"], rows))[1:]

    assert [[cell.replace("'", "") for cell in row] for row in found] == [
        [cell.replace("'", "") for cell in row] for row in rows
    ]
    assert not [cell for row in found for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0"))]


# What writes a table without making its cells harmless.
WRITERS = {"writer", "DictWriter", "openpyxl", "xlsxwriter", "xlwt", "pandas", "tablib"}


def test_no_other_module_writes_tables_for_spreadsheets():
    used = {
        str(path.relative_to(BASE_DIR))
        for path in sources()
        if any(word in path.read_text() for word in WRITERS)
        for node in ast.walk(ast.parse(path.read_text()))
        if named_by(node) & WRITERS
    }

    assert used == {"mentoring/lib/exports.py"}


def named_by(node: ast.AST) -> set[str]:
    """What an import names, or what is taken from the module `csv`."""
    if isinstance(node, ast.Import):
        return {each.name.partition(".")[0] for each in node.names}
    if isinstance(node, ast.ImportFrom):
        module = str(node.module).partition(".")[0]
        return {module, *(each.name for each in node.names if module == "csv")}
    is_of_csv = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "csv"
    return {node.attr} if is_of_csv else set()
