"""What must hold of every page in a browser, and the pictures of it."""

import os
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Response

from mentoring.lib.env import BASE_DIR

WIDTHS, SCHEMES, HEIGHT = (390, 1280), ("light", "dark"), 900
NARROWEST = 320
# What a browser is told of whoever sits before it: days are written and times shown as the demonstration's people do.
ENGLISH = {"locale": "en-GB", "timezone_id": "Europe/London"}
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
# How far two pictures are apart: the share of 80 by 50 fields whose brightness differs by more than a fiftieth. Two
# pages are 0.39 apart at least; the same one, with other names and days than it had, 0.11 at most.
COMPARE = """async (pair) => {
    const fields = await Promise.all(pair.map(async (each) => {
        const bytes = Uint8Array.from(atob(each), (sign) => sign.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes]));
        const canvas = new OffscreenCanvas(image.width, image.height);
        const tools = canvas.getContext("2d", {willReadFrequently: true});
        tools.drawImage(image, 0, 0);
        const wide = image.width / 80, high = image.height / 50, means = [];
        for (let at = 0; at < 4000; at++) {
            const box = tools.getImageData((at % 80) * wide, Math.floor(at / 80) * high, wide, high).data;
            let sum = 0;
            for (let one = 0; one < box.length; one += 4) sum += box[one] + box[one + 1] + box[one + 2];
            means.push(sum / (box.length / 4) / 765);
        }
        return means;
    }));
    const far = fields[0].map((one, at) => Math.abs(one - fields[1][at]));
    return far.filter((each) => each > 0.02).length / far.length;
}"""
# Between the two, nearer to what two pages are apart: new words on a page are no fault, another page in its place is.
MAY_CHANGE = 0.3
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
STICKS_TO_FOOT = ".told-bar"
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
    """What axe finds and what sticks out in each width and theme, of each of which a picture is taken; without rules
    axe is not asked."""
    if rules:
        page.evaluate(AXE)
    faults = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        faults += [f"{width} px, sticks out: {each}" for each in page.evaluate(STICKS_OUT)]
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            if rules:
                faults += [f"{width} px, {scheme}: {each}" for each in page.evaluate(RUN_AXE, rules)]
            take_picture(page, f"{name}-{width}-{scheme}.png")
    page.emulate_media(color_scheme=SCHEMES[0])
    return faults


def take_picture(page: Page, name: str) -> None:
    """Of the whole page. What sticks to the foot of the window would cover words, so there the window is as high."""
    size = page.viewport_size
    if page.locator(STICKS_TO_FOOT).count():
        page.set_viewport_size({**size, "height": page.evaluate("document.documentElement.scrollHeight")})
    page.screenshot(path=PICTURES / name, full_page=True)
    page.set_viewport_size(size)


def faults_in_docs(page: Page, name: str) -> list[str]:
    """What the docs show of this page, where that is no longer how it looks; or taken anew, as whoever runs the tests
    asks."""
    faults = []
    for picture, (place, top, above) in IN_DOCS.items():
        if place != name:
            continue
        page.set_viewport_size(DOCS_SIZE)
        page.emulate_media(color_scheme="light")
        page.locator(top).first.evaluate(SCROLL, above)
        page.evaluate(SETTLE)
        now = page.screenshot(scale="css")
        if RENEWS:
            (DOCS_PICTURES / picture).write_bytes(now)
            continue
        (PICTURES / f"docs-{picture}").write_bytes(now)
        change = how_far_apart(page, (DOCS_PICTURES / picture).read_bytes(), now)
        if change > MAY_CHANGE:
            faults.append(f"docs/pictures/{picture} is not how this page looks: {change:.0%} of it is other")
    return faults


def how_far_apart(page: Page, *pictures: bytes) -> float:
    """The share of two pictures of one size that differs, from 0 to 1."""
    return page.evaluate(COMPARE, [b64encode(each).decode() for each in pictures])


def is_narrow_enough(page: Page) -> list[str]:
    """What sticks out on the narrowest phone."""
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    return page.evaluate(STICKS_OUT)
