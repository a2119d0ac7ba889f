"""What is typed by half is not left out in silence: a control for a day sends nothing while its year is missing."""

import pytest

from tests.browser.places import TO_PAIR
from tests.browser.steps import link

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("pages")]


@pytest.mark.parametrize(
    ("role", "path", "steps", "name"),
    [
        ("Coordinator", "/office/programmes/cohort/add/", (), "starts_on"),
        ("Mentee", "/", (TO_PAIR, link("Note an action")), "date"),
    ],
    ids=["office", "site"],
)
def test_form_with_half_a_day_stays_and_leads_to_it(tab_of, logins, role, path, steps, name):
    page = tab_of(logins[role])
    page.goto(path)
    for step in steps:
        step(page)
    day = page.locator(f"form [name={name}]")
    day.focus()
    page.keyboard.type("0512")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    day.evaluate("(each) => { document.activeElement.blur(); each.form.requestSubmit(); }")

    assert day.evaluate("(each) => [each.value, each.validity.badInput]") == ["", True]
    assert day.evaluate("(each) => each === document.activeElement")
    assert sent == []
