"""The gate over every page: whatever the access table opens to a role is looked at, with nothing left out unsaid."""

import re

import pytest

from tests.access import ROLES
from tests.browser.addresses import ALIKE, ENOUGH, FIND, LOGINS, NO_PAGE, Atlas, Found, walked
from tests.browser.gate import Seen, faults_in_shape, faults_in_words, read, send_empty
from tests.browser.look import RULES, Complaints, faults_in_each_theme
from tests.test_access import TABLE

pytestmark = pytest.mark.xdist_group("pages")
# The short tests look at one page in so many of one role; the long ones at every page of each.
SAMPLE = ("mentee", 48)


def picture_of(role: str, name: str) -> str:
    """How the four pictures of an address begin, in the folder of the role, such as "by-role/mentee/desk-home"."""
    return f"by-role/{role}/{re.sub(r'[:_]', '-', name)}"


@pytest.fixture(scope="session")
def atlas(product, logins) -> Atlas:
    return Atlas(product, logins)


@pytest.fixture(scope="session")
def seen() -> Seen:
    return Seen()


class Walk:
    """One role's way through its pages; what is wrong is gathered, so that one walk says all of it."""

    def __init__(self, atlas: Atlas, tab_of, complaints: Complaints, seen: Seen) -> None:
        self.atlas, self.tab_of, self.complaints, self.seen = atlas, tab_of, complaints, seen
        self.tabs, self.titles, self.faults = {}, {}, []

    def go(self, role: str, names: list[str]) -> None:
        for name in names:
            with self.atlas.put_in_place(name):
                found = self.atlas.find(role, name)
                if found:
                    self.look(role, found)
                elif name not in ENOUGH:
                    self.faults.append(f"{name}: nothing of the demonstration stands there for the {role}")

    def look(self, role: str, found: Found) -> None:
        if found.who not in self.tabs:
            self.tabs[found.who] = self.tab_of(found.who)
        page = self.tabs[found.who]
        self.complaints.begin_again()
        answer = page.goto(found.path)
        told = read(page)
        self.complaints.end()
        faults = [f"answers {answer.status}"] if answer.status != 200 or found.path not in page.url else []
        faults += self.complaints.found + faults_in_words(told)
        self.complaints.found.clear()
        twin, build = self.titles.setdefault(told["title"], (found.name, told["build"]))
        is_other = twin != found.name and build != told["build"]
        faults += [f"is called “{told['title']}”, as is {twin}"] if is_other else []
        is_known = (found.name, told["build"]) in self.seen.builds
        self.seen.builds.add((found.name, told["build"]))
        faults += [] if is_known else faults_in_shape(page)
        faults += faults_in_each_theme(page, picture_of(role, found.name), rules=() if is_known else RULES)
        faults += send_empty(page) or []
        self.faults += [f"{found.name} ({found.path}): {each}" for each in dict.fromkeys(faults)]


@pytest.fixture
def walk(atlas, tab_of, complaints, seen, states) -> Walk:
    """Everybody signs in anew: whoever did so a while ago is asked who they are before pages about the door."""
    states.clear()
    return Walk(atlas, tab_of, complaints, seen)


def test_some_pages_hold(walk):
    role, every = SAMPLE
    walk.go(role, walked()[role][::every])

    assert walk.faults == []


@pytest.mark.long
@pytest.mark.parametrize("role", LOGINS)
def test_every_page_of_a_role_holds(walk, role):
    walk.go(role, walked()[role])

    assert walk.faults == [], "\n".join(walk.faults)


def test_every_role_of_the_table_is_walked_or_says_why_not():
    assert sorted([*LOGINS, *ALIKE]) == sorted(ROLES)


def test_what_is_left_out_answers_somebody_and_is_found_nowhere_else():
    shown = {name for name, address in TABLE.items() if 200 in address.GET.values()}

    assert sorted(set(NO_PAGE) - shown) == []
    assert sorted(set(NO_PAGE) & set(FIND)) == []
