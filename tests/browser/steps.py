"""What somebody presses and writes on the way to a page, by its words."""

import re
from collections.abc import Callable
from typing import Literal

from playwright.sync_api import Page

Step = Callable[[Page], None]


def link(words: str, *, within: str = "", last: bool = False) -> Step:
    """Follow the first (or last) link with these words; any link of a section for no words."""

    def follow(page: Page) -> None:
        around = page.get_by_role("region", name=within) if within else page.locator("main, #content")
        found = around.get_by_role("link", name=words, exact=True) if words else around.get_by_role("link")
        (found.last if last else found.first).click()

    return follow


def link_that_begins(words: str) -> Step:
    """Follow the first link whose words begin so."""
    return lambda page: page.locator("main").get_by_role("link", name=re.compile(f"^{words}")).first.click()


def link_to_round_of(programme: str) -> Step:
    """Follow the first link to a round of this programme, whatever season it is called by."""
    name = re.compile(rf"^{programme}, \w+ \d{{4}}$")
    return lambda page: page.locator("main, #content").get_by_role("link", name=name).first.click()


def add_round_with_long_name(page: Page) -> None:
    """A round that nobody sees yet; whoever comes a second time finds it there."""
    page.goto("/office/programmes/cohort/add/")
    page.get_by_role("combobox", name=re.compile("^Programme")).select_option(label="Open doors")
    page.get_by_role("textbox", name=re.compile("^Name")).first.fill("Wolfeschlegelsteinhausenbergerdorff" * 2)
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/office/")


def go_to(path: str) -> Step:
    """A page below this one, which nothing leads to while something is missing."""
    return lambda page: page.goto(f"{page.url}{path}")


def button(words: str) -> Step:
    return lambda page: page.get_by_role("button", name=words, exact=True).click()


def press_first(beginning: str) -> Step:
    """The first button whose words begin so."""
    return lambda page: page.get_by_role("button", name=re.compile(f"^{beginning}")).first.click()


def press_where_it_is(words: str) -> Step:
    """For what can be done once: whoever looks a second time finds it done."""

    def press(page: Page) -> None:
        found = page.get_by_role("button", name=words, exact=True)
        if found.count():
            found.click()

    return press


def press_where_it_begins(beginning: str) -> Step:
    """The same of a button whose words begin so."""

    def press(page: Page) -> None:
        found = page.get_by_role("button", name=re.compile(f"^{beginning}"))
        if found.count():
            found.click()

    return press


def fill(label: str, words: str) -> Step:
    return lambda page: page.get_by_label(label, exact=True).fill(words)


def starts_with(words: str, *, role: Literal["link", "button"] = "link") -> Step:
    """Press the first link (or button) whose name begins so: one of many, each named by its people."""
    return lambda page: page.locator("#content").get_by_role(role, name=re.compile(rf"^{words}")).first.click()


def find_drafts(page: Page) -> None:
    """Search for pairs, unless others have done so, and come back to the board, with nothing kept from before."""
    kept = page.get_by_role("button", name=re.compile("^Let go "))
    while kept.count():
        kept.first.click()
        page.wait_for_load_state()
    if not page.get_by_role("button", name=re.compile("^Take out ")).count():
        page.get_by_role("button", name=re.compile("^Find (pairs again|places)")).click()
        page.get_by_role("link", name="Review the pairs").click(timeout=60_000)  # a worker comes to it first


def take_out_drafts(page: Page) -> None:
    """Whatever an earlier visit found, so that those who got no answer in time have nobody again."""
    out = page.get_by_role("button", name=re.compile("^Take out"))
    while out.count():
        out.first.click()
        page.wait_for_load_state()


def tick_first_row(page: Page) -> None:
    page.locator("#result_list tbody").get_by_role("checkbox").first.check()


def bring_hr_file(page: Page) -> None:
    """A small one, with a line that needs another look."""
    lines = "id,name,hire date,gender\nB-1,Ada Lark,29/06/2020,\nB-2,Bo Wren,soon,\n"
    page.get_by_label("HR file").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": lines.encode()}
    )
    page.get_by_label("Source").fill("A branch")
    page.get_by_role("button", name="Read the file", exact=True).click()


def choose(words: str) -> Step:
    return lambda page: page.get_by_text(words, exact=True).click()


def add_skill(label: str) -> Step:
    """The first that the search offers."""

    def add(page: Page) -> None:
        search = page.get_by_role("combobox", name=label)
        search.press("ArrowDown")
        search.press("Enter")

    return add


def fill_area(number: int, words: str) -> Step:
    return lambda page: page.locator("textarea").nth(number).fill(words)


def to_registration(role: str) -> Step:
    """Page one, with nothing left of what an earlier visit began."""

    def go(page: Page) -> None:
        page.wait_for_url("**/cohorts/*/")
        address = f"{page.url}place/?as={role}"
        page.goto(address)
        anew = page.get_by_role("button", name="Start anew")
        if anew.count():
            anew.click()
            page.goto(address)

    return go


def open_all_tables(page: Page) -> None:
    """Whatever a report explains or tells in figures below its charts."""
    for summary in page.locator("main details:not([open]) > summary").element_handles():
        summary.click()


def open_menu(page: Page) -> None:
    """On a phone, where the pages one may go to stand behind a button."""
    page.set_viewport_size({"width": 390, "height": 900})
    page.get_by_role("button", name="Menu", exact=True).click()


def choose_first_group(page: Page) -> None:
    """The answers of one department, as a report offers them beside everybody's."""
    page.get_by_label("Whose answers", exact=True).select_option(index=1)
    page.get_by_role("button", name="Show", exact=True).click()


def wait_for_work(page: Page) -> None:
    """Until the work whose page this is has come to its end; a worker comes to it first."""
    page.locator(".pill.ok, .pill.bad").first.wait_for(timeout=60_000)


def untick_all(group: str) -> Step:
    """Every answer of this group."""

    def untick(page: Page) -> None:
        for answer in page.get_by_role("group", name=group).get_by_role("checkbox").all():
            answer.press("Space")  # its label lies over it

    return untick


def with_the_selected(action: str) -> Callable[[Page], None]:
    """Of a list of the office: what is to be done with the ticked rows."""
    return lambda page: page.get_by_role("combobox", name="With the selected").select_option(action)
