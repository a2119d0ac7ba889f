"""What must hold of every page in a browser, and the pictures of it."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Response

from mentoring.lib.env import BASE_DIR

WIDTHS, SCHEMES, HEIGHT = (390, 1280), ("light", "dark"), 900
NARROWEST = 320
AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PICTURES = BASE_DIR / "pictures"
# What README and the how-to pages show: each picture, the page of tests/browser/places.py that it is of, what stands at
# its top, and how many pixels are left above that. Taken anew by
# MENTORING_RENEW_PICTURES=1 python3 manage.py test --all tests/browser/test_pages.py
DOCS_PICTURES = BASE_DIR / "docs" / "pictures"
IN_DOCS = {
    "begin.png": ("coordinator-programme-choose", "body", 0),
    "goal.png": ("mentee-goal-review", "h1", 24),
    "home.png": ("mentee-home", "body", 0),
    "import.png": ("site-administrator-import-check", "body", 0),
    "pair.png": ("mentor-pair", "body", 0),
    "programme.png": ("employee-without-a-place-cohort", "body", 0),
    "report.png": ("hr-analyst-report", "body", 0),
    "review.png": ("coordinator-board-drafts", "#drafts", 12),
    "suggestion.png": ("somebody-with-a-suggestion-suggestion", "body", 0),
    "today.png": ("coordinator-today", "#pairs", 24),
}
RENEWS = os.environ.get("MENTORING_RENEW_PICTURES") == "1"
DOCS_SIZE = {"width": 1280, "height": 800}
SCROLL = "(each, above) => window.scrollTo(0, scrollY + each.getBoundingClientRect().top - above)"
SETTLE = "() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)))"
RUN_AXE = """async (rules) => {
    await Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)));
    const only = {runOnly: {type: "tag", values: rules}, resultTypes: ["violations"], preload: false};
    const found = await axe.run(document, only);
    const why = (node) => [...node.any, ...node.all, ...node.none].map((each) => each.message).join("; ");
    return found.violations.flatMap((rule) =>
        rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} (${why(node)})`));
}"""
# What sticks out of the page, so that a failure says more than that something does.
STICKS_OUT = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > width + 1)
        .map((each) => `${each.tagName.toLowerCase()}.${each.className}`).slice(0, 8);
}"""
TELL_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`));"""
TITLE = re.compile(r"(Error: )?(?P<own>\S.*) · (Mentoring|Programme office)")


@dataclass
class Complaints:
    """What the browser had to say about one tab, from its first page on."""

    found: list[str] = field(default_factory=list)
    is_over: bool = False

    def end(self) -> None:
        """From here on the tests put things of their own into the page, which the page answers for no longer."""
        self.is_over = True

    def begin_again(self) -> None:
        """With the next page."""
        self.is_over = False

    def note(self, words: str) -> None:
        if not self.is_over:
            self.found.append(words)

    def listen(self, page: Page) -> None:
        page.add_init_script(TELL_VIOLATIONS)
        page.on("console", self.note_console)
        page.on("pageerror", lambda error: self.note(f"script: {error}"))
        page.on("response", self.note_response)

    def note_console(self, message: ConsoleMessage) -> None:
        """A status above 400 is noted as an answer, and says more there."""
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.note(f"console: {message.text}")

    def note_response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.note(f"{response.status}: {response.url}")


def look_at(page: Page, name: str, *, widths: tuple[int, ...] = WIDTHS) -> None:
    """One heading, a title that says where one is, and in each width and theme no fault of axe and nothing sideways."""
    assert page.locator("h1").count() == 1, f"{page.url} has {page.locator('h1').all_inner_texts()} as h1"
    title = TITLE.fullmatch(page.title())
    assert title, f"{page.url} is called “{page.title()}”"
    assert title["own"] not in ("Mentoring", "Welcome"), f"{page.url} is called “{page.title()}”"
    faults = faults_in_each_theme(page, name, widths=widths)
    assert not faults, f"{page.url}\n" + "\n".join(faults)


def faults_in_each_theme(
    page: Page, name: str, *, widths: tuple[int, ...] = WIDTHS, rules: Sequence[str] = RULES
) -> list[str]:
    """What axe finds and what sticks out in each width and theme, of each of which a picture is taken."""
    page.evaluate(AXE)
    faults = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        faults += [f"{width} px, sticks out: {each}" for each in page.evaluate(STICKS_OUT)]
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            faults += [f"{width} px, {scheme}: {each}" for each in page.evaluate(RUN_AXE, rules)]
            page.screenshot(path=PICTURES / f"{name}-{width}-{scheme}.png", full_page=True)
    return faults


def renew_in_docs(page: Page, name: str) -> None:
    """Take the picture of this page for the docs anew, where they show it and whoever runs the tests asks for it."""
    if not RENEWS:
        return
    page.set_viewport_size(DOCS_SIZE)
    page.emulate_media(color_scheme="light")
    for picture, (place, top, above) in IN_DOCS.items():
        if place == name:
            page.locator(top).first.evaluate(SCROLL, above)
            page.evaluate(SETTLE)
            page.screenshot(path=DOCS_PICTURES / picture, scale="css")


def is_narrow_enough(page: Page) -> list[str]:
    """What sticks out on the narrowest phone."""
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    return page.evaluate(STICKS_OUT)
