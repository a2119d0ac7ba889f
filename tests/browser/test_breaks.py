"""Where lines break: never inside a word that has room, and always inside one that has none."""

import re

import pytest

from tests.browser.choosing import WHO_CHOOSES, choosing
from tests.browser.office_places import TO_BOARD
from tests.browser.steps import starts_with, take_out_drafts

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("pages")]
LONG = "Wolfeschlegelsteinhausenbergerdorff" * 2
# The words of these boxes that stand on more than one line; words may part after a slash or a hyphen.
BROKEN = """(boxes) => boxes.flatMap((box) => {
    const found = [], walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode())
        for (const word of text.data.matchAll(/[^\\s/-]+/g)) {
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map((each) => each.top)).size > 1) found.push(word[0]);
        }
    return found;
})"""


def is_narrow_enough(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_names_ruled_out_need_no_scrolling_sideways_on_a_phone(tab_of, logins):
    page = tab_of(logins["Coordinator"])
    page.set_viewport_size({"width": 390, "height": 844})
    path, *steps = (*TO_BOARD, take_out_drafts, starts_with("Choose a mentor for"))
    page.goto(path)
    for step in steps:
        step(page)
    page.get_by_text("For everybody").first.wait_for(state="attached")
    words = f"<p class='ruled-out'><strong>Ruled out:</strong> {LONG}, {LONG}</p>"
    page.locator("#content").evaluate("(box, words) => box.insertAdjacentHTML('beforeend', words)", words)

    assert is_narrow_enough(page)


def test_long_names_of_rounds_below_how_pairs_are_found_need_no_scrolling_sideways_on_a_phone(tab_of, logins):
    page = tab_of(logins["Coordinator"])
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/office/programmes/programme/")
    page.locator("#content").get_by_role("link", name="Open doors", exact=True).first.click()
    page.locator("#content").get_by_role("link", name=re.compile("How pairs are found")).first.click()
    to_board = page.get_by_role("link", name=re.compile("^Review the pairs of Open doors"))

    to_board.first.evaluate("(link, word) => { link.textContent = `Review the pairs of ${word}`; }", LONG)

    assert is_narrow_enough(page)


@pytest.mark.parametrize("width", [390, 1280])
def test_card_of_somebody_whom_one_may_ask_breaks_no_word(product, tab_of, width):
    ((address,),) = product.query(WHO_CHOOSES)
    with choosing(product):
        page = tab_of(address)
        page.set_viewport_size({"width": width, "height": 844})
        page.goto("/")
        page.get_by_role("link", name="See who fits you").first.click()
        page.get_by_role("heading", name="Choose a mentor").wait_for()
        page.locator(".card-head .muted").evaluate_all(
            "(each) => each.forEach((about) => (about.textContent = 'Budget/Accounting Analyst IV, Communications'))"
        )

        broken = page.locator(".card-head").evaluate_all(BROKEN)

        assert broken == []
        assert is_narrow_enough(page)


def test_heads_of_the_table_of_what_hr_says_are_whole_words(tab_of, logins):
    page = tab_of(logins["Mentee"])
    page.goto("/profile/")
    heads = page.locator(".any-length th[scope=row]")
    heads.first.wait_for()

    assert heads.evaluate_all(BROKEN) == []


def test_circles_to_choose_from_are_as_large_beside_long_words_as_beside_short_ones(tab_of, logins):
    page = tab_of(logins["Coordinator"])
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/office/programmes/programme/")
    page.locator("#content").get_by_role("link", name="Open doors", exact=True).first.click()
    page.locator("#content").get_by_role("link", name=re.compile("How pairs are found")).first.click()
    circles = page.locator(".radios input")
    circles.first.wait_for()

    widths = circles.evaluate_all("(all) => all.map((each) => Math.round(each.getBoundingClientRect().width))")

    assert len(set(widths)) == 1
    assert widths[0] >= 16
