"""The programme office by keyboard and on a phone."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("pages")]
# What has the focus and lies under the bar with the buttons; of a large box the first lines are enough to type.
COVERED = """() => {
    const bar = document.querySelector(".submit-row"), focused = document.activeElement;
    if (bar.contains(focused) || focused === document.body) return null;
    const [field, above] = [focused.getBoundingClientRect(), bar.getBoundingClientRect()];
    const isBeside = field.right < above.left || field.left > above.right;
    const end = Math.min(field.bottom, field.top + 80);
    return !isBeside && end > above.top && field.top < above.bottom ? focused.name || focused.outerHTML : null;
}"""


@pytest.fixture
def office(tab_of, logins, complaints) -> Page:
    page = tab_of(logins["Coordinator"])
    page.set_viewport_size({"width": 1280, "height": 480})
    return page


def test_field_with_the_focus_is_never_under_the_bar_with_the_buttons(office):
    office.goto("/office/programmes/programme/add/?template=none")
    office.get_by_role("button", name="Save", exact=True).click()
    office.get_by_role("alert").or_(office.locator(".errornote")).first.wait_for()
    office.locator("#content a, #content input:not([type=hidden])").first.focus()

    covered = []
    for _number in range(40):
        office.keyboard.press("Tab")
        covered.append(office.evaluate(COVERED))

    assert [each for each in covered if each] == []


def test_list_on_a_phone_needs_no_scrolling_sideways_and_says_what_each_part_is(office):
    office.set_viewport_size({"width": 390, "height": 844})
    office.goto("/office/programmes/enrolment/")

    box = office.locator(".results")
    width, inner = box.evaluate("(each) => [each.clientWidth, each.scrollWidth]")

    assert inner <= width
    row = office.locator("#result_list tbody tr").first
    parts = row.locator("td[data-label]").evaluate_all("(cells) => cells.map((each) => each.dataset.label)")
    head = office.locator("#result_list thead")
    assert head.bounding_box()["height"] <= 60
    assert head.get_by_role("checkbox", name="Select all objects on this page for an action").is_visible()
    assert parts == ["Role and department", "Skills", "Status", "Registered", "Cohort"]


def test_filters_wait_closed_above_a_list_on_a_phone_and_stand_open_beside_it_elsewhere(office):
    office.goto("/office/programmes/enrolment/")
    box, filters, rows = (office.locator(each) for each in ("#filter-box", "#changelist-filter", ".results"))

    office.set_viewport_size({"width": 390, "height": 844})
    expect(filters).not_to_be_visible()
    above = box.bounding_box()["y"] < rows.bounding_box()["y"]
    box.locator("summary").first.click()
    expect(filters).to_be_visible()
    office.set_viewport_size({"width": 1280, "height": 844})
    expect(filters).to_be_visible()
    box.evaluate("(each) => { each.open = false; }")  # as where no script opens it

    expect(filters.get_by_role("link", name="Approved")).to_be_visible()
    assert (above, box.bounding_box()["x"] > rows.bounding_box()["x"]) == (True, True)


LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenversi"
NAMES = "#result_list tbody :is(th a, .field-role_in_department, .field-cohort)"


@pytest.mark.parametrize("things", ["enrolment", "cohort", "programme"])
def test_list_on_a_laptop_is_not_cut_off_however_long_names_are(office, things):
    office.set_viewport_size({"width": 1280, "height": 800})
    office.goto(f"/office/programmes/{things}/")
    office.locator(NAMES).evaluate_all("(cells, word) => cells.forEach((each) => (each.textContent = word))", LONG)
    if things == "enrolment":
        office.locator(".field-state .pill").first.evaluate("(each) => (each.textContent = 'On the waiting list')")

    width, inner = office.locator(".results").evaluate("(each) => [each.clientWidth, each.scrollWidth]")

    assert inner <= width
    assert office.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_ordinary_row_of_the_list_of_places_is_two_lines_high_on_a_laptop(office):
    office.set_viewport_size({"width": 1280, "height": 800})
    office.goto("/office/programmes/enrolment/")

    rows = office.locator("#result_list tbody tr").evaluate_all(
        "(rows) => rows.map((each) => [each.querySelector('th').innerText, each.getBoundingClientRect().height])"
    )

    ordinary = {name: height for name, height in rows if len(name) < 20}
    assert len(ordinary) > 25
    assert {name: height for name, height in ordinary.items() if height > 70} == {}
