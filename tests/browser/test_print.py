"""What comes out on paper: the words of a page in ink on white, whatever the theme, and nothing that one presses."""

import re

import pytest

from tests.browser.look import HEIGHT, PICTURES, STICKS_OUT
from tests.browser.place import Place, file_name
from tests.browser.places import PLACES
from tests.pdf_pictures import draw_pages
from tests.pdf_words import words_of_pdf

pytestmark = pytest.mark.xdist_group("pages")
# What people print.
PRINTED = (
    "mentor-pair",
    "mentor-agreement",
    "mentor-session-held",
    "coordinator-today",
    "hr-analyst-report",
    "site-administrator-style-guide",
)
FIRST = "mentor-pair"
# A4 between the margins of css/print.css, 14 mm on either side, in CSS pixels.
PAPER = int((210 - 2 * 14) * 96 / 25.4)
# Most browsers print no grounds, so that each word stands on white. Pictures of colours are let be.
FAULTS = """() => {
    const shown = (each) => each.checkVisibility({opacityProperty: true, visibilityProperty: true});
    const name = (each) => `${each.tagName.toLowerCase()}.${each.getAttribute("class") || ""}`;
    const parts = (colour) => (colour.match(/[0-9.]+/g) || []).map(Number);
    const linear = (one) => one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4;
    const light = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    const all = [...document.querySelectorAll("body *")].filter(shown), faults = [];
    const pressed = ".top, .foot, .skip, .messages, .btn, .private, nav:not(.pagination), button, [type=submit], " +
        ".no-print, .no-print *";
    for (const each of all) if (each.matches(pressed)) faults.push(`is printed: ${name(each)}`);
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const around = walk.currentNode.parentElement;
        if (!walk.currentNode.data.trim() || !shown(around) || around.closest("svg[aria-hidden]")) continue;
        const style = getComputedStyle(around), isDrawn = around.closest("svg");
        const contrast = 1.05 / (light(parts(isDrawn ? style.fill : style.color)) + 0.05);
        if (contrast < 4.5) faults.push(`is pale on white: ${walk.currentNode.data.trim().slice(0, 40)}`);
    }
    for (const each of [document.documentElement, document.body, ...all]) {
        const ground = parts(getComputedStyle(each).backgroundColor);
        const isSeen = ground.length === 3 || ground[3] > 0;
        if (isSeen && each.textContent.trim() && light(ground) < 0.7) faults.push(`is on a dark ground: ${name(each)}`);
    }
    for (const row of document.querySelectorAll("main tr"))
        if (getComputedStyle(row).display !== "table-row") faults.push(`is no row of a table: ${row.textContent}`);
    for (const table of document.querySelectorAll("main table"))
        if (!shown(table)) faults.push(`is not printed: ${table.textContent.trim().slice(0, 40)}`);
    for (const bar of document.querySelectorAll(".chart .bar"))
        if (light(parts(getComputedStyle(bar).fill)) > 0.03) faults.push(`is not drawn in ink: ${name(bar)}`);
    for (const whole of document.querySelectorAll("main .card:not(.table-card), main tr"))
        if (getComputedStyle(whole).breakInside !== "avoid") faults.push(`is cut by the end of a page: ${name(whole)}`);
    return [...new Set(faults)];
}"""


def tiers() -> list:
    chosen = [each for each in PLACES if file_name(each) in PRINTED]
    return [
        pytest.param(each, marks=() if file_name(each) == FIRST else pytest.mark.long, id=str(each)) for each in chosen
    ]


@pytest.mark.parametrize("place", tiers())
def test_page_is_ink_on_white_when_printed(tab_of, logins, product, place: Place):
    page = tab_of(logins[place.role])
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": product.site}])
    page.goto(place.path)
    for step in place.steps:
        step(page)
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("data-theme") == "dark"

    page.set_viewport_size({"width": PAPER, "height": HEIGHT})
    page.emulate_media(media="print", color_scheme="dark")
    page.pdf(path=PICTURES / f"{file_name(place)}.pdf", format="A4")

    assert page.evaluate(FAULTS) == []
    assert page.evaluate(STICKS_OUT) == []


@pytest.mark.long
def test_agreement_kept_as_pdf_is_one_sheet_that_says_what_the_page_says(tab_of, logins):
    (place,) = [each for each in PLACES if file_name(each) == "mentor-agreement"]
    page = tab_of(logins[place.role])
    page.goto(place.path)
    for step in place.steps:
        step(page)
    page.wait_for_load_state()
    said = page.locator(".agreement-text li, .signatures dt, .signatures dd").all_inner_texts()
    # On paper, which both keep, the reader stands by name, too, and it says "we".
    said = [re.sub(r" you (meet|reach)\b", r" we \1", each) for each in said]
    own = page.locator(".signatures dt").all_inner_texts()

    with page.expect_download() as download:
        page.get_by_role("link", name="Download as PDF", exact=True).click()
    download.value.save_as(PICTURES / "agreement.pdf")

    words = words_of_pdf((PICTURES / "agreement.pdf").read_bytes())
    assert len(said) >= 6  # two lines, and of each side the name and what they said
    assert [each for each in said if not any(each.replace("; you ", f"; {name} ") in words for name in own)] == []
    assert draw_pages(PICTURES / "agreement.pdf") == [PICTURES / "agreement-1.png"]


def test_every_page_that_people_print_is_looked_at():
    assert sorted(file_name(place) for place in PLACES if file_name(place) in PRINTED) == sorted(PRINTED)
