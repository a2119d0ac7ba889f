"""Choosing skills: by search and keyboard with scripts, by selects without them."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.door import sign_in
from tests.browser.look import is_narrow_enough, look_at

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.long]
OFFERS = "/profile/skills-offered/"
SEARCH = "Add a skill you offer"


@pytest.fixture
def page(tab_of, logins) -> Page:
    page = tab_of(logins["Employee without a place"])
    page.goto(OFFERS)
    while page.get_by_role("button", name="Take out").count():
        page.get_by_role("button", name="Take out").first.click()
    return page


def chosen(page: Page) -> list[str]:
    return page.locator(".picker-chosen .picker-name").all_inner_texts()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save my skills").click()
    expect(page).to_have_title("Your profile · Mentoring")
    page.goto(OFFERS)


def test_skill_is_found_by_another_word_and_chosen_with_the_keyboard_alone(page):
    search = page.get_by_role("combobox", name=SEARCH)
    search.focus()
    page.keyboard.type("bargain")
    option = page.get_by_role("option")
    expect(option).to_have_count(1)
    expect(option).to_contain_text("Negotiating")
    expect(option).to_contain_text("Also called “bargaining”")
    expect(search).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(search).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    look_at(page, "picker-open")
    page.keyboard.press("Enter")
    expect(search).to_be_focused()
    expect(search).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("coaching")
    page.keyboard.press("Enter")

    assert chosen(page) == ["Negotiating", "Coaching"]


def test_order_and_levels_are_kept_and_focus_stays_with_what_was_moved(page):
    for word in ("Coaching", "Negotiating", "Programming"):
        page.get_by_role("combobox", name=SEARCH).fill(word)
        page.keyboard.press("Enter")
    page.get_by_label("How well you know it: Programming").select_option("I teach it")
    up = page.get_by_role("button", name="Move up Programming")
    up.focus()
    page.keyboard.press("Enter")
    expect(up).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Move down Programming")).to_be_focused()
    page.get_by_role("button", name="Take out Coaching").click()
    assert chosen(page) == ["Programming", "Negotiating"]
    look_at(page, "picker-chosen")
    assert is_narrow_enough(page) == []

    save(page)

    assert chosen(page) == ["Programming", "Negotiating"]
    expect(page.get_by_label("How well you know it: Programming")).to_have_value("3")


def test_fifth_is_the_last_until_one_is_taken_out(page):
    search = page.get_by_role("combobox", name=SEARCH)
    for word in ("Coaching", "Negotiating", "Programming", "Handling disagreement", "Saying no kindly"):
        search.fill(word)
        page.keyboard.press("Enter")
    expect(search).to_be_hidden()
    expect(page.get_by_text("That is all there is room for.")).to_be_visible()

    page.get_by_role("button", name="Take out Coaching").click()

    expect(search).to_be_focused()


def test_words_that_name_no_skill_are_not_lost_in_silence(page):
    search = page.get_by_role("combobox", name=SEARCH)
    search.fill("juggling with fire")
    expect(page.get_by_role("option")).to_have_text("Nothing is called that. Try another word.")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save my skills").click()

    expect(page.get_by_text("Please choose from the list, or empty this field.")).to_be_visible()
    expect(search).to_be_focused()
    expect(search).to_have_value("juggling with fire")


def test_without_scripts_the_selects_do_the_same(browser, product, logins, states, open_tab):
    address = logins["Employee without a place"]
    if address not in states:
        tab = open_tab()
        sign_in(tab, address)
        states[address] = tab.context.storage_state()
    with browser.new_context(base_url=product.site, java_script_enabled=False, storage_state=states[address]) as plain:
        page = plain.new_page()
        page.goto(OFFERS)
        page.get_by_label("Most important").select_option("Coaching")
        page.get_by_label("Second").select_option("Coaching")
        page.get_by_role("button", name="Save my skills").click()
        expect(page.get_by_role("alert")).to_contain_text("You chose “Coaching” twice.")
        expect(page.get_by_label("Most important").locator("option:checked")).to_have_text("Coaching")
        page.get_by_label("Second").select_option("Negotiating")
        page.get_by_role("button", name="Save my skills").click()

        expect(page).to_have_title("Your profile · Mentoring")
        expect(page.get_by_role("region", name="Skills I offer")).to_contain_text("Negotiating")
