"""An HR file of invented people with the quirks of real ones: spellings of dates, a mark in front, more columns."""

from datetime import date, timedelta
from pathlib import Path

HEADINGS = (
    "id,first_name,last_name,birthdate,gender,race,department,jobtitle,location,hire_date,termdate,location_city,"
    "location_state"
)
FIRST_NAMES = ("Ada", "Bente", "Chidi", "Dilnaz", "Émile", "Farah", "Goran", "Hyun-ju", "Ines", "Jonas", "Kofi", "Lale")
LAST_NAMES = ("Amsel", "Brink", "Castell", "Dunmore", "O'Hara")
DEPARTMENTS = {"Engineering": "Developer III", "Sales": "Sales Agent", "Human Resources": "HR Business Partner"}
TOTAL = len(FIRST_NAMES) * len(LAST_NAMES)
# Every tenth person has left; every tenth has a last day that is still ahead.
LEFT, LEAVES = 7, 8


def write_people_file(path: Path, today: date) -> Path:
    """Sixty people of three departments, twenty each; the same day gives the same file."""
    names = [(first, last) for last in LAST_NAMES for first in FIRST_NAMES]
    lines = [line(number, *name, today) for number, name in enumerate(names)]
    path.write_bytes("\r\n".join([HEADINGS, *lines, ""]).encode("utf-8-sig"))
    return path


def line(number: int, first: str, last: str, today: date) -> str:
    department = list(DEPARTMENTS)[number % len(DEPARTMENTS)]
    place = "Remote,{},{},Flint,Michigan" if number % 4 == 0 else "Headquarters,{},{},Cleveland,Ohio"
    hired_on = date(2019, 1, 31) + timedelta(days=37 * (number % 50))
    about = f"00-{number:07d},{first},{last},06-04-91,Non-Conforming,Prefer not to say,{department}"
    where = place.format(spelt(hired_on, number), last_day(number, today))
    return f"{about},{DEPARTMENTS[department]},{where}"


def spelt(day: date, number: int) -> str:
    """A day in one of the three spellings of such files."""
    return (f"{day.month}/{day.day}/{day.year}", f"{day:%m-%d-%y}", f"{day:%Y-%m-%d} 00:00:00 UTC")[number % 3]


def last_day(number: int, today: date) -> str:
    days = {LEFT: -30, LEAVES: 400}.get(number % 10)
    return f"{today + timedelta(days=days):%Y-%m-%d} 06:09:38 UTC" if days else ""
