"""The preview of how pairs are found, which renews itself while somebody moves sliders; with scripts and without."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.door import sign_in
from tests.browser.look import is_narrow_enough, look_at
from tests.browser.steps import link

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.long]
ADDRESS = re.compile(r"/office/matching/.*/programmes/[0-9a-f-]+/$")
PAUSE = 400  # milliseconds: somewhat more than the page waits after a change


@pytest.fixture
def page(tab_of, logins) -> Page:
    page = tab_of(logins["Coordinator"])
    open_settings(page)
    return page


def open_settings(page: Page) -> None:
    page.goto("/office/programmes/programme/")
    for step in (link("Open doors"), link("How pairs are found")):
        step(page)
    expect(slider(page, "Skills")).to_be_visible()


def slider(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=re.compile(f"^{name}:"))


def figures(page: Page) -> Locator:
    return page.get_by_role("region", name="What a search would find")


def told(page: Page) -> Locator:
    return page.locator(".told-bar").get_by_role("status")


def policies(product) -> list[tuple]:
    return product.query("SELECT programme_id, version FROM matching_policy ORDER BY programme_id")


def test_figures_come_by_themselves_and_nothing_moves_from_under_the_hand(page, product):
    before, skills = policies(product), slider(page, "Skills")
    saved = skills.input_value()
    skills.focus()
    there = skills.bounding_box()["y"]

    page.keyboard.press("ArrowRight")

    expect(figures(page)).to_contain_text("With these settings")
    expect(told(page)).to_have_text(re.compile(r"gets? a mentor with these settings, and \d"))
    expect(page.locator("[data-share=skills]")).to_have_text(re.compile(r"^\d+ of 100$"))
    expect(skills).to_be_focused()
    assert abs(skills.bounding_box()["y"] - there) <= 1
    look_at(page, "how-pairs-live")
    assert is_narrow_enough(page) == []
    assert policies(product) == before
    page.reload()
    expect(skills).to_have_value(saved)
    expect(told(page)).to_be_empty()


def test_a_rule_renews_them_and_those_of_before_stay_until_the_answer_is_there(page):
    slider(page, "Skills").press("ArrowRight")
    expect(figures(page)).to_be_visible()
    before, said = figures(page).inner_text(), told(page).inner_text()
    training = page.get_by_role("group", name="Mentor training at least").get_by_label("Advanced")
    held: list[Route] = []
    page.route(ADDRESS, lambda route: held.append(route))

    with page.expect_request(ADDRESS):
        training.check()

    assert (figures(page).inner_text(), told(page).inner_text()) == (before, said)
    held[0].continue_()
    expect(told(page)).not_to_have_text(said)
    expect(figures(page)).to_contain_text("would be left out for want of that training")
    expect(training).to_be_focused()


def test_of_many_changes_the_last_one_counts(page):
    held: list[Route] = []
    page.route(ADDRESS, lambda route: held.append(route))
    page.clock.install()
    number = page.get_by_role("spinbutton", name=re.compile("^Skills:"))
    number.fill("100")
    with page.expect_request(ADDRESS):
        page.clock.run_for(PAUSE)
    number.fill("0")
    page.clock.run_for(PAUSE)

    with page.expect_request(ADDRESS):
        held[0].continue_()
    expect(told(page)).to_be_empty()
    held[1].continue_()

    expect(page.locator("[data-share=skills]")).to_have_text("0 of 100")
    assert len(held) == 2


def test_what_cannot_be_is_said_beside_the_figures_of_before_until_it_is_put_right(page):
    slider(page, "Skills").press("ArrowRight")
    expect(figures(page)).to_be_visible()
    most = page.get_by_role("spinbutton", name="At most")

    most.fill("-1")

    problem = page.locator("#tried-out .error-summary")
    expect(problem).to_contain_text("Please check the levels: at least comes before at most.")
    expect(told(page)).to_have_text("Please check the levels: at least comes before at most.")
    expect(figures(page)).to_be_visible()
    expect(most).to_be_focused()
    look_at(page, "how-pairs-live-error")
    most.fill("9")
    expect(problem).to_have_count(0)
    expect(told(page)).to_contain_text("a mentor with these settings")


def test_a_number_that_is_half_typed_is_not_asked_about(page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    page.clock.install()
    least = page.get_by_role("spinbutton", name="At least")
    least.fill("")
    with page.expect_request(ADDRESS):
        page.clock.run_for(PAUSE)
    expect(told(page)).not_to_be_empty()
    least.press("-")
    page.clock.run_for(PAUSE)

    assert len(asked) == 1


def test_a_number_half_typed_while_an_answer_is_on_its_way_is_not_asked_about(page):
    held: list[Route] = []
    posted: list[str | None] = []
    page.on("request", lambda request: posted.append(request.post_data) if request.method == "POST" else None)
    page.route(ADDRESS, lambda route: held.append(route))
    page.clock.install()
    least = page.get_by_role("spinbutton", name="At least")
    least.fill("")
    with page.expect_request(ADDRESS):
        page.clock.run_for(PAUSE)
    least.press("-")
    page.clock.run_for(PAUSE)
    with page.expect_response(ADDRESS):
        held[0].continue_()

    least.press("1")
    with page.expect_request(ADDRESS):
        page.clock.run_for(PAUSE)

    before, after = posted
    assert ('name="least_ahead"\r\n\r\n\r\n' in before, 'name="least_ahead"\r\n\r\n-1\r\n' in after) == (True, True)


def test_where_no_answer_comes_the_page_says_so_and_the_button_is_there(page):
    page.route(ADDRESS, lambda route: route.abort())

    slider(page, "Skills").press("ArrowRight")

    expect(told(page)).to_have_text("The preview could not be renewed just now. Press “Preview” to try again.")
    page.unroute(ADDRESS)
    page.get_by_role("button", name="Preview").click()
    expect(figures(page)).to_be_visible()


def test_without_scripts_the_button_shows_them(browser, product, logins, states, open_tab):
    address = logins["Coordinator"]
    if address not in states:
        tab = open_tab()
        sign_in(tab, address)
        states[address] = tab.context.storage_state()
    with browser.new_context(base_url=product.site, java_script_enabled=False, storage_state=states[address]) as plain:
        page = plain.new_page()
        open_settings(page)
        page.get_by_role("spinbutton", name=re.compile("^Skills:")).fill("90")
        expect(figures(page)).to_have_count(0)
        page.get_by_role("button", name="Preview").click()

        expect(figures(page)).to_contain_text("With these settings")
        expect(page.locator("[data-share=skills]")).to_have_text(re.compile(r"^\d+ of 100$"))
