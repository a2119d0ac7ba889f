"""The invented people of the demonstration, as an HR file would list them."""

import random
from datetime import date, timedelta

from participants.hr_file import Field, HrFile, PersonRow

MOST_PEOPLE = 600
FEWEST_PEOPLE = 24

FIRST_NAMES = (
    *(
        "Amara",
        "Ben",
        "Chidi",
        "Dana",
        "Elif",
        "Farid",
        "Greta",
        "Hugo",
        "Ines",
        "Jonas",
        "Kaya",
        "Liam",
        "Mei",
        "Nadia",
    ),
    *("Owen", "Priya", "Quentin", "Rosa", "Samir", "Tova", "Uma", "Viktor", "Wanda", "Xenia", "Yusuf", "Zoe"),
)
LAST_NAMES = (
    *(
        "Adeyemi",
        "Bauer",
        "Castellano",
        "Dubois",
        "Eriksen",
        "Fontaine",
        "Gupta",
        "Haddad",
        "Ivanova",
        "Jensen",
        "Kowalski",
    ),
    *(
        "Lindqvist",
        "Moreau",
        "Nair",
        "Okafor",
        "Papadakis",
        "Quist",
        "Rossi",
        "Sato",
        "Tanaka",
        "Ueda",
        "Vargas",
        "Weiss",
    ),
    *("Featherstonehaugh-Montgomery", "Yilmaz", "Zhang"),
)
DEPARTMENTS = {
    "Engineering": ("Engineer", "Senior engineer", "Head of platform"),
    "Operations": ("Planner", "Operations lead", "Head of operations"),
    "Sales": ("Account manager", "Senior account manager", "Head of sales"),
    "People": ("People adviser", "People partner", "Head of people"),
}
# Reads the reports and listens in confidence: the second person of the file.
HR_NUMBER, HR_DEPARTMENT, HR_TITLE = 2, "People", "HR partner"
FIELDS = frozenset(
    (
        *(Field.EMPLOYEE_NUMBER, Field.NAME, Field.DEPARTMENT, Field.JOB_TITLE),
        *(Field.SITE, Field.COUNTRY, Field.HIRED_ON, Field.LAST_DAY),
    )
)
SITES = ("Leeds", "Lyon", "Leipzig", "Remote")
COUNTRIES = {"Leeds": "United Kingdom", "Lyon": "France", "Leipzig": "Germany"}


def hr_file(people: int, seed: int, today: date) -> HrFile:
    """`people` people without e-mail addresses, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - for the demonstration
    names = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    rows = [_row(number, name, chance, today) for number, name in enumerate(chance.sample(names, people), start=1)]
    return HrFile(name="People of the demonstration", digest=f"{seed:064x}", rows=rows, errors=[], fields=FIELDS)


def _row(number: int, name: str, chance: random.Random, today: date) -> PersonRow:
    department = list(DEPARTMENTS)[number % len(DEPARTMENTS)]
    title = chance.choices(DEPARTMENTS[department], weights=(6, 3, 1))[0]
    if number == HR_NUMBER:
        department, title = HR_DEPARTMENT, HR_TITLE
    site = chance.choice(SITES)
    return PersonRow(
        line=number + 1,
        employee_number=f"D-{number:04d}",
        name=name,
        department=department,
        job_title=title,
        site=site,
        country=COUNTRIES.get(site, ""),
        hired_on=today - timedelta(days=chance.randrange(200, 6_000)),
        last_day=None,
    )
