"""Where lines break: never inside a word that has room, and always inside one that has none."""

import pytest

from tests.browser.office_places import TO_BOARD
from tests.browser.steps import starts_with, take_out_drafts

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("pages")]
LONG = "Wolfeschlegelsteinhausenbergerdorff" * 2


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
