"""The people come in, the first staff is named, a programme opens."""

import json
import re
from datetime import date, timedelta

from tests.flows.line.people import COHORT, Line
from tests.flows.people_file import TOTAL, write_people_file

COHORT_DATES = {"Registration ends on": 7, "Starts on": 14, "Mid survey on": 60, "Ends on": 180}


def import_the_people(line: Line) -> None:
    first, again = imported(line), imported(line)

    seconds = first.pop("seconds"), again.pop("seconds")
    assert first == {"new": TOTAL, "changed": 0, "unchanged": 0, "leavers": 0, "errors": 0}
    assert again == {"new": 0, "changed": 0, "unchanged": TOTAL, "leavers": 0, "errors": 0}
    assert all(each >= 0 for each in seconds)


def imported(line: Line) -> dict[str, float]:
    """What the command counts, which stands on its last line."""
    path = write_people_file(line.product.local / "people.csv", date.today())
    return json.loads(line.product.run("import_people", str(path), "--json").splitlines()[-1])


def refuse_a_wrong_file(line: Line) -> None:
    path = line.product.local / "wrong.csv"
    path.write_text("name,age\nAda,41\n")

    said = line.product.refuse("import_people", str(path))

    assert "No column of wrong.csv could be told to be the employee number. Its columns are: name, age." in said
    assert line.product.query("SELECT count(*) FROM participants_profile") == [(TOTAL,)]


def invite_three_departments(line: Line) -> None:
    """Seven of each of two departments take part: enough to be shown together, too few for either to stand alone."""
    line.coordinator, *engineers = invited(line, "Engineering", 8)
    sellers = invited(line, "Sales", 7)
    (line.analyst,) = invited(line, "Human Resources", 1)
    line.mentors = [*engineers[:3], *sellers[:2]]
    line.mentees = [*engineers[3:], *sellers[2:]]


def invited(line: Line, department: str, limit: int) -> list[str]:
    said = line.product.run(
        "invite_people", "--department", department, "--domain", "mail.example", "--limit", str(limit)
    )
    addresses = re.findall(r"<(.+)>", said)
    assert len(addresses) == limit
    for address in addresses:
        line.product.mail_to(address, "You are invited to mentoring")
    return addresses


def name_the_first_coordinator(line: Line) -> None:
    """The site administrator comes from the shell, and names everybody else in the office."""
    line.product.run("createsuperuser", "--noinput", "--email", line.administrator, "--name", "Sam Site")
    sam = line.at_browser(line.administrator)
    sam.follow("Programme office")
    sam.go("/office/programmes/programme/add/")
    sam.follow("Begin with an empty form")
    sam.press("Save", {"Organisation": "Our company", "Name": "Welcome"})
    assert sam.page.heading == "Add coordinator"
    sam.press("Save", {"E-mail address": line.coordinator})
    assert "was added successfully" in sam.page.text


def name_the_analyst(line: Line) -> None:
    sam = line.at_browser(line.administrator)
    sam.go("/office/participants/hranalyst/add/")
    sam.press("Save", {"E-mail address": line.analyst, "Organisation": "Our company"})
    assert "was added successfully" in sam.page.text


def name_of(line: Line, address: str) -> str:
    return line.product.query("SELECT name FROM accounts_user WHERE email = %s", address)[0][0]


def set_up_the_programme(line: Line) -> None:
    carla = line.at_browser(line.coordinator)
    carla.go("/")
    carla.follow("Programme office")
    carla.go("/office/programmes/programme/add/")
    carla.follow("Begin with an empty form")
    carla.press("Save", {"Name": line.programme})
    assert carla.page.heading == "Add cohort"
    carla.press("Save", {"Name": COHORT})
    carla.follow(f"{line.programme}, {COHORT}")
    line.cohort_page = carla.page.address


def open_registration(line: Line) -> None:
    """First refused, with the reasons; each is mended where its link leads."""
    carla = line.at_browser(line.coordinator)
    carla.go(line.cohort_page.replace("/change/", "/open/"))
    assert "Something is missing before this can happen:" in carla.page.text
    assert [reason in carla.page.text for reason in REASONS] == [True] * 4
    assert "Open registration" not in [carla.page.name_of(each) for each in carla.page.buttons]
    carla.follow("Fix this")
    carla.press(
        "Save",
        {
            "Purpose": "Learn from somebody who has been there.",
            "HR contact": "Hana Ruiz",
            "E-mail address of the HR contact": "hana.ruiz@mail.example",
        },
    )
    carla.go(line.cohort_page)
    carla.press("Save", {label: in_days(days) for label, days in COHORT_DATES.items()})
    carla.go(line.cohort_page)
    assert "Missing" not in carla.page.text
    carla.follow("Open registration")
    assert stage(line) == "draft"
    carla.press("Open registration")
    assert "Registration is open." in carla.page.text
    assert stage(line) == "registration"


REASONS = (
    "Please say in two or three sentences what the programme is for.",
    "Please say when registration ends, and when the cohort starts and ends.",
    "Please choose the day of the mid survey.",
    "Please name an HR contact with an e-mail address.",
)


def in_days(days: int) -> str:
    return (date.today() + timedelta(days=days)).isoformat()


def stage(line: Line) -> str:
    return line.product.query(STAGE, line.programme)[0][0]


STAGE = """
    SELECT cohort.stage FROM programmes_cohort AS cohort
    JOIN programmes_programme AS programme ON programme.id = cohort.programme_id WHERE programme.name = %s
"""
