"""What is filled in to ask for a place, or in a profile, is kept while one writes, and is there when one comes back."""

import re

import pytest
from playwright.sync_api import expect

from mentoring.local.waiting import wait_until
from tests.browser.look import is_narrow_enough, look_at
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


@pytest.mark.parametrize(
    ("path", "begin"),
    [
        ("/profile/about-me/", lambda page: page.get_by_label("A sentence or two about you").fill(WORDS)),
        ("/profile/skills-wanted/", lambda page: choose_first(page, "Add a skill you want to learn", "speaking")),
    ],
    ids=["words", "skills"],
)
def test_section_of_a_profile_that_was_not_saved_is_there_again_and_can_be_dropped(
    tab_of, logins, complaints, path, begin
):
    page = tab_of(logins["Employee without a place"])
    page.goto(path)
    saved = shown_in(page)

    begin(page)
    expect(page.locator("[data-kept]")).to_contain_text("Only you see it until you save.")
    typed = shown_in(page)
    page.goto("/profile/")
    page.goto(path)

    assert shown_in(page) == typed != saved
    complaints.end()
    look_at(page, f"employee{path.replace('/', '-')}left")
    assert is_narrow_enough(page) == []
    page.get_by_role("button", name="Show what is saved instead").click()
    expect(page.get_by_role("button", name="Show what is saved instead")).to_have_count(0)
    assert shown_in(page) == saved


def test_choices_that_are_made_by_buttons_alone_are_kept_too(tab_of, logins):
    page = tab_of(logins["Employee without a place"])
    page.goto("/profile/interests/")
    saved = shown_in(page)

    page.get_by_role("combobox", name="Add an interest").click()
    page.get_by_role("option").nth(3).click()
    expect(page.locator("[data-kept]")).to_contain_text("Only you see it until you save.")
    typed = shown_in(page)
    page.goto("/profile/interests/")
    assert shown_in(page) == typed != saved
    page.get_by_role("button", name=re.compile("^Take out")).last.click()
    expect(page.locator("[data-kept]")).to_contain_text("Only you see it until you save.")
    page.goto("/profile/interests/")

    assert shown_in(page) == saved
    expect(page.get_by_role("button", name="Show what is saved instead")).to_have_count(0)


def test_who_leaves_in_the_middle_of_a_word_finds_it_again(tab_of, logins):
    page = tab_of(logins["Employee without a place"])
    page.goto("/profile/career/")
    role = page.get_by_label("Most wanted")

    role.press_sequentially("Head of ma")
    page.get_by_role("link", name="Your profile").first.click()

    def is_there() -> bool:
        page.goto("/profile/career/")
        return role.input_value() == "Head of ma"

    assert wait_until(is_there, seconds=20)
    page.get_by_role("button", name="Show what is saved instead").click()
    expect(role).to_have_value("")


def test_who_types_without_a_pause_has_it_kept_on_the_way(tab_of, logins):
    page = tab_of(logins["Employee without a place"])
    page.goto("/profile/career/")
    role = page.get_by_label("Most wanted")

    with page.expect_request("**/profile/career/draft/"):
        role.press_sequentially("Head of maps and of everything that is drawn", delay=300)

    expect(page.locator("[data-kept]")).to_contain_text("Only you see it until you save.")
    page.goto("/profile/career/")
    page.get_by_role("button", name="Show what is saved instead").click()
    expect(role).to_have_value("")


@pytest.mark.parametrize(("leaving", "address"), [("Auto", "/theme/"), ("Sign out", "/accounts/logout/")])
def test_who_presses_another_button_of_the_page_has_the_last_words_kept(tab_of, logins, leaving, address):
    """Before it does what it says, which may be that nothing can be kept any more."""
    page = tab_of(logins["Employee without a place"])
    asked = []
    page.route(f"**{address}", lambda route: (asked.append(route.request.method), route.fulfill(status=204)))
    page.goto("/profile/career/")
    role = page.get_by_label("Most wanted")

    with page.expect_response("**/profile/career/draft/") as kept:
        role.press_sequentially("Head of ma")
        page.locator(".user-menu > summary").click()
        page.get_by_role("button", name=leaving).click()

    assert kept.value.status == 204
    assert wait_until(lambda: page.evaluate("1") and asked == ["POST"], seconds=20)
    page.goto("/profile/career/")
    page.get_by_role("button", name="Show what is saved instead").click()
    expect(role).to_have_value("")


def test_what_was_saved_is_not_kept_once_more(tab_of, logins):
    page = tab_of(logins["Employee without a place"])
    page.goto("/profile/interests/")
    page.get_by_role("combobox", name="Add an interest").fill("Astronomy")
    expect(page.locator("[data-kept]")).to_contain_text("Only you see it until you save.")
    page.keyboard.press("Tab")

    # The button takes in what was typed into the search, which nobody has to keep besides.
    page.get_by_role("button", name="Save my interests").click()
    expect(page).to_have_url(re.compile("/profile/$"))
    page.goto("/profile/interests/")

    expect(page.get_by_role("button", name=re.compile("^Take out Astronomy"))).to_be_visible()
    expect(page.get_by_role("button", name="Show what is saved instead")).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Take out Astronomy")).click()
    page.get_by_role("button", name="Save my interests").click()
    expect(page).to_have_url(re.compile("/profile/$"))


def test_who_was_signed_out_meanwhile_reads_that_nothing_is_kept(tab_of, logins, complaints):
    page = tab_of(logins["Employee without a place"])
    page.goto("/profile/about-me/")
    page.context.clear_cookies()
    complaints.end()

    page.get_by_label("A sentence or two about you").fill(WORDS)

    expect(page.locator("[data-kept]")).to_have_text(
        "What you did last could not be kept. Please press the button before you leave."
    )


def choose_first(page, label: str, words: str) -> None:
    page.get_by_role("combobox", name=label).fill(words)
    page.get_by_role("option").first.click()


def shown_in(page) -> list[str]:
    """What the fields of the section hold."""
    held = "(form) => [...new FormData(form).entries()].filter(([name]) => name !== 'csrfmiddlewaretoken').map(String)"
    return page.locator("form[data-keeps]").evaluate(held)
