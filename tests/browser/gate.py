"""What must hold of every page that the access table opens to somebody, looked at with one load of it."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Page

from tests.browser.look import HEIGHT, NARROWEST, STICKS_OUT, TITLE
from tests.test_words import FORBIDDEN

WIDE = 1280
# What a person should never read: names of the code, ids of the database, and nothing where something should stand.
RAW = re.compile(r"\bNone\b(?!,? [a-z])|\b[a-z]+(?:_[a-z]+)+\b|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\b")
# Those are words of people and of mails, not of the page; the style of an address is not a word either.
QUOTED = re.compile(r"\S+@\S+|https?://\S+|\S+\.(?:csv|eml|ics|xlsx)\b")
READ = """() => {
    const ids = new Map();
    for (const each of document.querySelectorAll("[id]")) ids.set(each.id, (ids.get(each.id) || 0) + 1);
    const refers = ["aria-describedby", "aria-labelledby", "aria-controls", "aria-errormessage", "for"];
    const lost = refers.flatMap((name) => [...document.querySelectorAll(`[${name}]`)].flatMap((each) =>
        each.getAttribute(name).split(/\\s+/).filter((id) => id && !ids.has(id)).map((id) => `${name} ${id}`)));
    const unspoken = "script, style, template, pre, code, textarea, noscript";
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), words = [];
    while (walk.nextNode()) if (!walk.currentNode.parentElement.closest(unspoken)) words.push(walk.currentNode.data);
    const box = document.querySelector("main, #content") || document.body;
    return {
        title: document.title,
        language: document.documentElement.lang,
        headings: [...document.querySelectorAll("h1")].map((each) => each.textContent.trim()),
        twice: [...ids].filter(([, number]) => number > 1).map(([id]) => id),
        lost,
        words: words.join(" ").replace(/\\s+/g, " "),
        build: [...box.querySelectorAll("*")].map((each) => each.tagName + each.className).join(" "),
    };
}"""
# WCAG 2.5.8: 24 by 24 px, or so much room around; a link within a sentence is let be.
SMALL = """() => {
    const shown = (each) => each.checkVisibility({opacityProperty: true, visibilityProperty: true});
    const box = (each) => {
        const own = [each, ...(each.labels || [])].filter(shown).map((one) => one.getBoundingClientRect());
        const [left, top] = ["left", "top"].map((side) => Math.min(...own.map((one) => one[side])));
        const [right, bottom] = ["right", "bottom"].map((side) => Math.max(...own.map((one) => one[side])));
        return {each, left, top, right, bottom, x: (left + right) / 2, y: (top + bottom) / 2};
    };
    const kinds = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=option]";
    const isOff = ({right, bottom, left, top}) => right <= 0 || bottom <= 0 || right - left <= 1 || bottom - top <= 1;
    const all = [...document.querySelectorAll(kinds)].filter(shown).map(box).filter((each) => !isOff(each));
    const isSmall = (one) => one.right - one.left < 23.5 || one.bottom - one.top < 23.5;
    const inSentence = (one) => {
        if (one.each.tagName !== "A" || getComputedStyle(one.each).display !== "inline") return false;
        const around = one.each.closest("p, li, dd, td, th, h1, h2, h3, label, figcaption, legend, div");
        return around && around.textContent.trim().length > one.each.textContent.trim().length;
    };
    const reach = (one, other) => {
        const x = Math.max(other.left - one.x, 0, one.x - other.right);
        const y = Math.max(other.top - one.y, 0, one.y - other.bottom);
        return Math.hypot(x, y);
    };
    const crowds = (one, other) => other !== one && !one.each.contains(other.each) && !other.each.contains(one.each) &&
        (isSmall(other) ? Math.hypot(one.x - other.x, one.y - other.y) < 24 : reach(one, other) < 12);
    return all.filter((one) => isSmall(one) && !inSentence(one) && all.some((other) => crowds(one, other)))
        .map(({each, left, top, right, bottom}) =>
            `${Math.round(right - left)} by ${Math.round(bottom - top)} px: ${each.outerHTML.slice(0, 110)}`);
}"""
# Words that lie over others, and words cut off by the box they stand in.
MISSHAPEN = """() => {
    const faults = [], lines = [];
    const shown = (each) => each.checkVisibility({opacityProperty: true, visibilityProperty: true});
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const cut = new Set(["hidden", "clip"]), unread = "script, style, template, option, textarea, noscript";
    const isHiddenAway = (each) => {
        for (let one = each; one && one !== document.body; one = one.parentElement) {
            const style = getComputedStyle(one);
            if (style.clipPath !== "none" || style.clip !== "auto") return true;
            if (one.clientWidth <= 1 && one.clientHeight <= 1 && cut.has(style.overflowX)) return true;
            if (style.position === "fixed" || style.position === "sticky") return true;
        }
        return false;
    };
    // What one scrolls to within a box lies under nothing.
    const isWithin = (rect, each) => {
        for (let one = each; one && one !== document.body; one = one.parentElement) {
            if (getComputedStyle(one).overflowX === "visible") continue;
            const box = one.getBoundingClientRect();
            if (rect.left >= box.right - 1 || rect.right <= box.left + 1 || rect.top >= box.bottom - 1) return false;
        }
        return true;
    };
    while (walk.nextNode()) {
        const node = walk.currentNode, around = node.parentElement;
        if (!node.data.trim() || around?.closest(unread) !== null) continue;
        if (!shown(around) || isHiddenAway(around)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const rects = [...range.getClientRects()].filter((one) => one.width > 2 && one.height > 2 && one.right > 0)
            .filter((one) => isWithin(one, around));
        for (const rect of rects) lines.push({rect, node, around});
        const style = getComputedStyle(around);
        const isCut = (cut.has(style.overflowX) && around.scrollWidth > around.clientWidth + 2) ||
            (cut.has(style.overflowY) && around.scrollHeight > around.clientHeight + 2);
        if (isCut) faults.push(`cut off: ${node.data.trim().slice(0, 60)}`);
    }
    const start = ({node}) => node.data.trim().slice(0, 40);
    lines.sort((one, other) => one.rect.top - other.rect.top);
    for (let at = 0; at < lines.length; at++) {
        const one = lines[at];
        for (let next = at + 1; next < lines.length && lines[next].rect.top < one.rect.bottom; next++) {
            const other = lines[next];
            if (one.node === other.node) continue;
            const across = Math.min(one.rect.right, other.rect.right) - Math.max(one.rect.left, other.rect.left);
            const down = Math.min(one.rect.bottom, other.rect.bottom) - other.rect.top;
            const height = Math.min(one.rect.height, other.rect.height);
            if (across > 3 && down > height * 0.45)
                faults.push(`over each other: ${start(one)} / ${start(other)}`);
        }
    }
    return faults.slice(0, 6);
}"""
# As the setting of the browser does, by which rem and the widths of media queries go as well.
LETTERS = {"standard": 16, "fixed": 13}
# By the object model, which the content policy of the page does not judge.
SPACE_OUT = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
SPACE_BACK = "() => { document.adoptedStyleSheets = []; }"


@dataclass
class Seen:
    """What the walk of all roles has met: a page of the same build is judged by axe and stretched once alone."""

    builds: set[tuple[str, str]] = field(default_factory=set)


def read(page: Page) -> dict:
    return page.evaluate(READ)


def faults_in_words(told: dict) -> list[str]:
    """What a page says of itself, and what it says that nobody should read."""
    title = TITLE.fullmatch(told["title"])
    spoken = QUOTED.sub(" ", told["words"])
    return [
        *([] if title and title["own"] not in ("Mentoring", "Welcome") else [f"is called “{told['title']}”"]),
        *([] if len(told["headings"]) == 1 and told["headings"][0] else [f"has {told['headings']} as h1"]),
        *([] if told["language"] else ["names no language"]),
        *(f"has the id {each} twice" for each in told["twice"]),
        *(f"refers to nothing by {each}" for each in told["lost"]),
        *(f"says “{each.group()}”" for each in FORBIDDEN.finditer(f"{told['title']} {spoken}")),
        *(f"shows “{each.group()}”" for each in RAW.finditer(spoken)),
    ]


def faults_in_shape(page: Page) -> list[str]:
    """On a wide screen, with letters of twice the size, on the narrowest phone, and there with room between words."""
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    found = [f"wide: {each}" for each in page.evaluate(SMALL)]
    enlarge(page, 2)
    found += [f"200 %: {each}" for each in (*page.evaluate(STICKS_OUT), *page.evaluate(MISSHAPEN))]
    enlarge(page, 1)
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    found += [f"320 px: {each}" for each in (*page.evaluate(STICKS_OUT), *page.evaluate(SMALL))]
    page.evaluate(SPACE_OUT)
    found += [f"320 px, spaced: {each}" for each in (*page.evaluate(STICKS_OUT), *page.evaluate(MISSHAPEN))]
    page.evaluate(SPACE_BACK)
    return found


def enlarge(page: Page, times: int) -> None:
    """Letters of so many times the usual size."""
    sizes = {name: size * times for name, size in LETTERS.items()}
    tools = page.context.new_cdp_session(page)
    tools.send("Page.setFontSizes", {"fontSizes": sizes})
    tools.detach()
    page.wait_for_function(
        "size => getComputedStyle(document.documentElement).fontSize === `${size}px`", arg=16 * times
    )


# The list of the office asks by a message which action one meant, and there is nothing to fill in.
# The first form that asks for something: all of it is taken away, and sent past what the browser would say.
SEND_EMPTY = """() => {
    const isGone = (each) => each.type !== "hidden" && !each.disabled && !each.readOnly;
    const canEmpty = (each) => each.tagName !== "SELECT" || [...each.options].some((one) => one.value === "");
    for (const form of document.querySelectorAll("form[method=post]:not(#changelist-form)")) {
        const fields = [...form.elements].filter((each) => each.matches("input, select, textarea") && isGone(each));
        if (!fields.some((each) => each.required && canEmpty(each))) continue;
        const send = [...form.elements].find((each) => each.matches("button:not([type=button]), input[type=submit]") &&
            !each.formNoValidate);
        if (!send) continue;
        for (const each of fields) {
            if (each.type === "checkbox" || each.type === "radio") each.checked = false;
            else if (each.type !== "submit" && canEmpty(each)) each.value = "";
        }
        form.noValidate = true;
        setTimeout(() => form.requestSubmit(send));
        return true;
    }
    return false;
}"""
ERRORS = """() => {
    const summary = document.querySelector(".error-summary, .errornote");
    const links = summary ? [...summary.querySelectorAll("a[href^='#']")] : [];
    const bad = [...document.querySelectorAll("[aria-invalid=true]")];
    const described = (each) => each.closest("[aria-describedby]")?.getAttribute("aria-describedby") || "";
    const told = (each) => described(each).split(/\\s+/).filter(Boolean).map((id) => document.getElementById(id));
    return {
        isSummed: Boolean(summary),
        links: links.length,
        astray: links.filter((each) => !document.getElementById(each.hash.slice(1))).map((each) => each.hash),
        marked: bad.length,
        untold: bad.filter((each) => !told(each).length || !told(each).every((one) => one && one.textContent.trim()))
            .map((each) => each.outerHTML.slice(0, 120)),
    };
}"""


def send_empty(page: Page) -> list[str] | None:
    """What is wrong with how a form says what it lacks; None where no form here needs anything."""
    with_form = page.evaluate("() => { window.asked = true; }") or page.evaluate(SEND_EMPTY)
    if not with_form:
        return None
    page.wait_for_function("() => !window.asked")
    page.wait_for_load_state()
    told = page.evaluate(ERRORS)
    return [
        *([] if page.title().startswith("Error: ") else [f"sent empty it is called “{page.title()}”"]),
        *([] if told["isSummed"] else ["sent empty it sums nothing up"]),
        *([] if told["links"] else ["sent empty its summary leads to no field"]),
        *(f"sent empty its summary leads to {each}, which is not there" for each in told["astray"]),
        *([] if told["marked"] else ["sent empty it marks no field"]),
        *(f"sent empty it does not say what is wrong with {each}" for each in told["untold"]),
        *(f"sent empty: {each}" for each in faults_in_words(read(page))),
    ]
