"""How the first lines of a file are read, before anything is written."""

from participants.hr_file import DateOrder, examples_at
from participants.services import example_in_words
from tests.participants.hr_files import TODAY, line, table, text_of

HEADINGS = "id,name,gender,hire date,last day"
LINES = (
    "1,Grace Left Out,CANARY,31/31/2024,",
    '2,"Lovelace, Ada",CANARY,01/02/2024,',
    "3,Alan Turing,CANARY,03/02/2024,25/12/2030",
)
READ = [
    "name: “Lovelace, Ada” is read as Ada Lovelace, who is greeted as Ada.",
    "hire date: “01/02/2024” is read as 1 February 2024.",
    "last day: “25/12/2030” is read as 25 December 2030.",
]


def told(examples) -> list[str]:
    return [example_in_words(example) for example in examples]


def test_name_and_each_column_of_days_are_shown_from_the_first_good_line_that_has_them():
    assert told(table(HEADINGS, *LINES, date_order=DateOrder.DAY_FIRST).examples) == READ


def test_same_examples_come_of_the_file_that_is_kept():
    content = "\n".join([HEADINGS, *LINES, ""]).encode()

    found = examples_at(content, dict.fromkeys(("hire date", "last day"), "day-month"), name="people.csv", today=TODAY)

    assert told(found) == READ


def test_mistake_is_seen():
    file = table("id,name,hire date", "1,Lovelace Ada,01/02/2024", date_order=DateOrder.MONTH_FIRST)

    assert told(file.examples) == [
        "name: “Lovelace Ada” is read as Lovelace Ada, who is greeted as Lovelace.",
        "hire date: “01/02/2024” is read as 2 January 2024.",
    ]


def test_nothing_is_shown_of_what_is_never_read_or_where_no_line_is_good():
    file = table("id,name,birth date,gender,salary", "1,Ada Lark,CANARY,CANARY,CANARY")

    assert told(file.examples) == ["name: “Ada Lark” is read as Ada Lark, who is greeted as Ada."]
    assert list(table("id,name", "1,").examples) == []
    content = text_of(line("1")).encode()
    assert "CANARY" not in str(examples_at(content, {}, name="people.csv", today=TODAY))


def test_name_that_is_too_long_to_be_shown_says_that_its_end_is_left_out():
    found = table(HEADINGS, f"4,Zoe {'Longname' * 10},x,,", date_order=DateOrder.DAY_FIRST).examples

    assert told(found)[0].startswith(f"name: “Zoe {'Longname' * 4}Lon…” is read as Zoe Longname")
