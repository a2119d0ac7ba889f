"""Invented HR files of any size with the quirks of real ones; the same seed gives the same file.

    python -m tests.participants.company_files 50000 > people.csv

The plain file has the columns, the byte-order mark and the spellings of dates of a real export, past and coming last
days among them, and columns that nobody may read. Other layouts have other columns, encodings and separators. Knows no
Django, so that measurements can use it too.
"""

import csv
import io
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

FIRST = ("Ada", "Bente", "Chidi", "Dilnaz", "Émile", "Farah", "Goran", "Hyun-ju", "Ines", "Jonas", "Kofi", "Lale")
LAST = ("Amsel", "Brink", "Castell", "Dunmore", "O'Hara", "Ødegård", "van den Berg", "Nuñez", "Łoś", "Müller-Weiß")
DEPARTMENTS = ("Engineering", "Sales", "Human Resources", "Legal", "Support", "Research and Development")
JOBS = ("Developer III", "Sales Agent", "HR Business Partner", "Solicitor", "Service Desk Lead", "Research Assistant I")
CITIES = (("Cleveland", "Ohio"), ("Flint", "Michigan"), ("Fort Wayne", "Indiana"), ("Erie", "Pennsylvania"))
GRADES = ("A1", "A2", "B1", "B2", "Senior", "Principal")
ETHNICITIES = ("Prefer not to say", "Two or More Races", "White", "Asian")
PLAIN = (
    *("id", "first_name", "last_name", "birthdate", "gender", "race", "department", "jobtitle", "location"),
    *("hire_date", "termdate", "location_city", "location_state"),
)
# What other systems call their columns.
WIDE = (
    *("Employee No.", "Name", "Work e-mail", "Department", "Job title", "Grade", "Office", "Manager ID"),
    *("Start date", "Last working day", "Salary"),
)
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Layout:
    """How a file is written. `wide` has names as "Last, First", addresses, grades and managers, and days first."""

    wide: bool = False
    separator: str = ","
    encoding: str = "utf-8-sig"
    line_end: str = "\r\n"


@dataclass(frozen=True)
class Invented:
    """One person of the file."""

    number: str
    first: str
    last: str
    address: str
    department: int
    grade: str
    city: tuple[str, str]
    is_remote: bool
    hired_on: date
    last_day: date | None
    spelling: int


def people(count: int, *, seed: int = 1, today: date = TODAY) -> Iterator[Invented]:
    """Of a hundred, some fourteen have left and some five have a last day that is still ahead."""
    chance = random.Random(seed)
    for index in range(count):
        first, last = chance.choice(FIRST), chance.choice(LAST)
        hired_on = today - timedelta(days=chance.randrange(30, 9_000))
        gone, goes = chance.random() < 0.14, chance.random() < 0.05
        last_day = None
        if gone:
            last_day = hired_on + timedelta(days=chance.randrange(1, (today - hired_on).days))
        elif goes:
            last_day = today + timedelta(days=chance.randrange(1, 5_000))
        yield Invented(
            number=f"{chance.randrange(100):02d}-{index:07d}",
            first=first,
            last=last,
            address=f"person.{index}@mail.example",
            department=chance.randrange(len(DEPARTMENTS)),
            grade=chance.choice(GRADES),
            city=chance.choice(CITIES),
            is_remote=chance.random() < 0.25,
            hired_on=hired_on,
            last_day=last_day,
            spelling=chance.randrange(3),
        )


def american(day: date, spelling: int) -> str:
    """The spellings that stand in one column of a real export."""
    return (f"{day.month}/{day.day}/{day.year}", f"{day:%m-%d-%y}", f"{day:%m/%d/%Y}")[spelling]


def plain_row(each: Invented) -> list[str]:
    last_day = f"{each.last_day:%Y-%m-%d} 06:09:38 UTC" if each.last_day else ""
    about = [each.number, each.first, each.last, "06-04-91", "Non-Conforming", ETHNICITIES[each.spelling]]
    work = [DEPARTMENTS[each.department], JOBS[each.department], "Remote" if each.is_remote else "Headquarters"]
    return [*about, *work, american(each.hired_on, each.spelling), last_day, *each.city]


def wide_row(each: Invented, manager: str) -> list[str]:
    days = [f"{day:%d.%m.%Y}" if day else "" for day in (each.hired_on, each.last_day)]
    work = [DEPARTMENTS[each.department], JOBS[each.department], each.grade, each.city[0], manager]
    return [each.number, f"{each.last}, {each.first}", each.address, *work, *days, "72,500"]


def company_file(count: int, *, seed: int = 1, layout: Layout = Layout(), today: date = TODAY) -> bytes:
    """The bytes of a file of so many people."""
    rows: list[Sequence[str]] = [WIDE if layout.wide else PLAIN]
    everybody = list(people(count, seed=seed, today=today))
    for index, each in enumerate(everybody):
        # Each ten people have one above them, and so on up to the first, who has nobody.
        manager = everybody[(index - 1) // 10].number if index else ""
        rows.append(wide_row(each, manager) if layout.wide else plain_row(each))
    text = io.StringIO()
    csv.writer(text, delimiter=layout.separator, lineterminator=layout.line_end).writerows(rows)
    return text.getvalue().encode(layout.encoding, errors="replace")


if __name__ == "__main__":
    sys.stdout.buffer.write(company_file(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000, today=date.today()))
