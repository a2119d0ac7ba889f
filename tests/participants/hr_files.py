"""Small HR files for tests, in the shape of the real one."""

from collections.abc import Sequence
from datetime import date

from participants.hr_file import HrFile, read_hr_content

HEADINGS = (
    "id,first_name,last_name,birthdate,gender,race,department,jobtitle,location,hire_date,termdate,location_city,"
    "location_state"
)
TODAY = date(2026, 11, 23)


def line(number: str = "00-1", **cells: str) -> str:
    """One person, Ada of Engineering unless told otherwise."""
    values = {
        "id": number,
        "first_name": "Ada",
        "last_name": "Lark",
        "birthdate": "6/29/1984",
        "gender": "CANARY-GENDER",
        "race": "CANARY-RACE",
        "department": "Engineering",
        "jobtitle": "Engineer",
        "location": "Headquarters",
        "hire_date": "04-18-19",
        "termdate": "",
        "location_city": "Cleveland",
        "location_state": "Ohio",
    }
    return ",".join((values | cells).values())


def text_of(*lines: str) -> str:
    return "\n".join([HEADINGS, *lines]) + "\n"


def file_of(*lines: str, today: date = TODAY) -> HrFile:
    return read_hr_content(text_of(*lines).encode(), name="people.csv", today=today)


def table(headings: str, *lines: str, today: date = TODAY, **how: object) -> HrFile:
    """A file of any columns."""
    content = "\n".join([headings, *lines, ""]).encode()
    return read_hr_content(content, name="people.csv", today=today, **how)


def reasons(file: HrFile) -> Sequence[str]:
    return [str(error) for error in file.errors]
