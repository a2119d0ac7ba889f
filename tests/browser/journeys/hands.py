"""How somebody presses, chooses and writes: with the keyboard alone, or in a browser without scripts."""

from datetime import date

from playwright.sync_api import Locator, Page, expect

# Past so many stops the focus runs in a circle, or what is looked for cannot be reached.
MOST_STOPS = 150
# Where the focus is, and what is wrong there: not to be seen, or under something else (WCAG 2.4.7 and 2.4.11).
STOP = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return "";
    const near = [at, ...(at.labels || []), at.parentElement].filter(Boolean);
    const hasRing = near.some((each) => {
        const style = getComputedStyle(each);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    });
    if (!hasRing) return `the focus is not seen on ${at.outerHTML.slice(0, 120)}`;
    const isBox = (each) => each.getBoundingClientRect().width > 2 && each.getBoundingClientRect().height > 2;
    const shown = near.slice(0, -1).filter(isBox);
    const isThere = shown.some((each) => {
        const box = each.getClientRects()[0];
        const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return over && near.slice(0, -1).some((one) => one.contains(over));
    });
    return isThere ? "" : `the focus is covered on ${at.outerHTML.slice(0, 120)}`;
}"""
HAS_FOCUS = "(each) => each === document.activeElement"
IS_ONE_OF_ITS_GROUP = """(each) => document.activeElement.type === "radio" &&
    document.activeElement.name === each.name && document.activeElement.form === each.form"""


class Hands:
    """What somebody can do on a page, by its words."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def go(self, path: str) -> None:
        self.page.goto(path)

    def reads(self, words: str) -> None:
        expect(self.main.get_by_text(words).first).to_be_visible()

    def offers(self, words: str) -> bool:
        return self.main.get_by_role("button", name=words, exact=True).count() > 0

    def follow(self, words: str) -> None:
        with self.page.expect_navigation():
            self.use(self.main.get_by_role("link", name=words, exact=True).first)

    def press(self, words: str) -> None:
        with self.page.expect_navigation():
            self.use(self.main.get_by_role("button", name=words, exact=True))

    def pick(self, group: str, words: str) -> None:
        around = self.main.get_by_role("group", name=group) if group else self.main
        self.choose(around.get_by_role("radio", name=words, exact=True).first)

    def field(self, label: str) -> Locator:
        return self.main.locator("input, textarea").and_(self.main.get_by_label(label)).first

    def use(self, thing: Locator) -> None:
        raise NotImplementedError

    def choose(self, answer: Locator) -> None:
        raise NotImplementedError

    def write(self, label: str, words: str) -> None:
        raise NotImplementedError

    def write_day(self, label: str, day: date) -> None:
        raise NotImplementedError

    def write_time(self, label: str, hour: int) -> None:
        """Before noon."""
        raise NotImplementedError

    def add_skill(self, label: str) -> None:
        raise NotImplementedError


class Keys(Hands):
    """Tab, arrows, Space and Enter; at each stop the focus has to be seen, and nothing may lie over it."""

    def use(self, thing: Locator) -> None:
        self.reach(thing)
        self.page.keyboard.press("Enter")

    def choose(self, answer: Locator) -> None:
        """Tab leads to a group of answers, the arrows from one to the next; Space chooses where one stands."""
        self.reach(answer, of_its_group=True)
        for _number in range(12):
            if answer.evaluate(HAS_FOCUS):
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        expect(answer).to_be_checked()

    def write(self, label: str, words: str) -> None:
        self.reach(self.field(label))
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(words)

    def write_day(self, label: str, day: date) -> None:
        self.reach(self.field(label))
        self.page.keyboard.type(day.strftime("%m%d%Y"))
        expect(self.field(label)).to_have_value(day.isoformat())

    def write_time(self, label: str, hour: int) -> None:
        self.reach(self.field(label))
        self.page.keyboard.type(f"{hour:02}00AM")
        expect(self.field(label)).to_have_value(f"{hour:02}:00")

    def add_skill(self, label: str) -> None:
        self.reach(self.main.get_by_role("combobox", name=label))
        self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")

    def reach(self, thing: Locator, *, of_its_group: bool = False) -> None:
        """By Tab from wherever the focus is, round the page where need be."""
        expect(thing).to_have_count(1)
        question = IS_ONE_OF_ITS_GROUP if of_its_group else HAS_FOCUS
        for _number in range(MOST_STOPS):
            if thing.evaluate(question):
                return
            self.page.keyboard.press("Tab")
            fault = self.page.evaluate(STOP)
            assert not fault, f"{self.page.url}: {fault}"
        raise AssertionError(f"{self.page.url}: Tab does not lead to {thing}")


class NoScripts(Hands):
    """With a pointer, in a browser that runs no scripts."""

    def use(self, thing: Locator) -> None:
        thing.click()

    def choose(self, answer: Locator) -> None:
        answer.check(force=True)  # its label lies over it

    def write(self, label: str, words: str) -> None:
        self.field(label).fill(words)

    def write_day(self, label: str, day: date) -> None:
        self.field(label).fill(day.isoformat())

    def write_time(self, label: str, hour: int) -> None:
        self.field(label).fill(f"{hour:02}:00")

    def add_skill(self, label: str) -> None:
        self.main.locator("[data-picker] select:visible").first.select_option(index=1)
