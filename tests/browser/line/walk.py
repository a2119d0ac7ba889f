"""Who walks the line in a browser, and what each of them can do there."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from tests.browser.door import sign_in
from tests.browser.look import Complaints, look_at
from tests.flows.line.company import name_of
from tests.flows.line.people import Line

Answers = Mapping[str, str]
BESIDE_LABEL = r"( \((?:optional|needed)\)|:)?\s*$"


@dataclass
class Walker:
    """Somebody at a browser of their own, who goes from page to page by the words on it."""

    role: str
    page: Page
    width: int
    complaints: Complaints

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def go(self, address: str = "/") -> None:
        self.page.goto(address)

    def follow(self, words: str) -> None:
        self.main.get_by_role("link", name=words, exact=True).first.click()

    def follow_next_step(self) -> None:
        """What the home page says to do next."""
        self.page.locator(".hero").get_by_role("link").click()

    def follow_menu(self, words: str) -> None:
        """On a phone the menu has to be opened first."""
        menu = self.page.get_by_role("button", name="Menu", exact=True)
        if menu.is_visible():
            menu.click()
        self.page.get_by_role("navigation", name="Main").get_by_role("link", name=words, exact=True).click()

    def press(self, words: str, answers: Answers | None = None) -> None:
        self.fill(answers or {})
        self.main.get_by_role("button", name=words, exact=True).click()

    def fill(self, answers: Answers) -> None:
        """Fill in fields by their labels; a choice is given by its words."""
        for label, answer in answers.items():
            labelled = self.field(label)
            is_choice = labelled.evaluate("field => field.matches('select')")
            labelled.select_option(answer) if is_choice else labelled.fill(answer)

    def field(self, label: str) -> Locator:
        words = re.compile(rf"^\s*{re.escape(label)}{BESIDE_LABEL}")
        return self.main.get_by_label(words).and_(self.main.locator("input, select, textarea"))

    def choose(self, question: str, answer: str) -> None:
        """One answer of a question that shows them all, each as a chip to press."""
        answers = self.main.get_by_role("group", name=question)
        answers.get_by_text(answer, exact=True).click()
        expect(answers.get_by_role("radio", name=answer, exact=True)).to_be_checked()

    def reads(self, words: str) -> None:
        expect(self.main).to_contain_text(words)

    def reads_heading(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def is_told(self, words: str) -> None:
        expect(self.page.get_by_role("status").first).to_contain_text(words)

    def is_asked_to_mend(self, words: str) -> None:
        expect(self.page.get_by_role("alert").first).to_contain_text(words)

    def look(self, name: str) -> None:
        """At the page as it stands, in both themes."""
        self.page.wait_for_load_state()
        self.complaints.end()
        look_at(self.page, f"line-{self.role}-{name}", widths=(self.width,))
        self.complaints.begin_again()


@dataclass
class Walk:
    """One line, and those of its people who are followed. Everybody looks at their pages in the same width."""

    line: Line
    width: int
    complaints: Complaints
    open_tab: Callable[..., Page]
    states: dict[str, dict]
    inside: dict[str, Walker] = field(default_factory=dict)

    def stranger(self, role: str, state: dict | None = None) -> Walker:
        """Somebody of this role in a browser in which nobody is signed in, or somebody is already by its cookies."""
        return Walker(role, self.open_tab(width=self.width, state=state), self.width, self.complaints)

    def _inside(self, role: str, address: str) -> Walker:
        """The first time they are needed, they sign in, unless they did so for another width."""
        if role not in self.inside:
            walker = self.inside[role] = self.stranger(role, self.states.get(address))
            if address not in self.states:
                sign_in(walker.page, address)
                self.states[address] = walker.page.context.storage_state()
            walker.go()
        return self.inside[role]

    @property
    def coordinator(self) -> Walker:
        return self._inside("coordinator", self.line.coordinator)

    @property
    def mentor(self) -> Walker:
        return self._inside("mentor", self.line.mentors[0])

    @property
    def mentee(self) -> Walker:
        return self._inside("mentee", self.line.mentees[0])

    @property
    def analyst(self) -> Walker:
        return self._inside("analyst", self.line.analyst)

    @property
    def mentor_name(self) -> str:
        return name_of(self.line, self.line.mentors[0])

    @property
    def mentee_name(self) -> str:
        return name_of(self.line, self.line.mentees[0])
