"""What is filled in to ask for a place is kept while one writes, and is there when one comes back."""

import pytest
from playwright.sync_api import expect

from tests.browser.places import TO_AIMS

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("pages")]
WORDS = "I would like to speak up."


def test_words_are_saved_on_pause_and_counted(tab_of, logins):
    page = tab_of(logins["Employee without a place"])
    page.goto("/programmes/")
    for step in TO_AIMS:
        step(page)
    field = page.get_by_label("What would you like to be different in six months?")

    field.fill("\N{BLUE HEART}" * 311 + "\n")
    expect(page.get_by_text("11 too many")).to_be_visible()
    field.fill("\N{BLUE HEART}" * 299)
    expect(page.get_by_text("1 character left", exact=True)).to_be_visible()
    field.fill(WORDS)
    expect(page.get_by_text(f"{300 - len(WORDS)} characters left")).to_be_visible()
    expect(page.locator("[data-kept]")).to_contain_text("Saved")
    page.goto("/")
    page.get_by_role("link", name="Go on with it").or_(
        page.get_by_role("link", name="Finish your registration for First steps")
    ).first.click()  # to the page on which they stopped

    expect(field).to_have_value(WORDS)
