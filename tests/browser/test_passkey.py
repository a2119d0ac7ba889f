"""A passkey of a device that exists in the browser alone: added, used to come in, and used as the second step."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.door import ask_for_code, sign_in
from tests.browser.look import look_at

pytestmark = pytest.mark.xdist_group("pages")
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
NEWCOMERS = """
    SELECT account.email FROM accounts_user AS account
    JOIN participants_profile AS person ON person.user_id = account.id
    WHERE account.email IS NOT NULL AND account.email <> ALL (%s) AND NOT account.is_staff
    AND NOT EXISTS (SELECT FROM programmes_enrolment AS place WHERE place.person_id = person.id)
    ORDER BY account.email LIMIT 1
"""


@pytest.fixture
def address(product, logins) -> str:
    """Somebody whose door no other test goes through: the next sign-in asks them for more."""
    return product.query(NEWCOMERS, list(logins.values()))[0][0]


def give_device(page: Page) -> None:
    developer = page.context.new_cdp_session(page)
    developer.send("WebAuthn.enable")
    developer.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.long
def test_passkey_is_added_lets_its_owner_in_and_is_asked_for_after_a_code(open_tab, complaints, address):
    page = open_tab()
    give_device(page)
    sign_in(page, address)

    page.goto("/accounts/two-step/passkeys/add/")
    press(page, "Add this passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    expect(page.locator(".codes li")).to_have_count(10)
    complaints.end()
    look_at(page, "recovery-codes")
    complaints.begin_again()
    page.goto("/accounts/two-step/")
    complaints.end()
    look_at(page, "two-step-on")
    complaints.begin_again()
    page.goto("/accounts/two-step/passkeys/")
    expect(page.get_by_role("main")).to_contain_text("My passkey")
    complaints.end()
    look_at(page, "passkeys-one")
    complaints.begin_again()

    sign_out(page)
    press(page, "Sign in with a passkey")
    expect(page).to_have_title("Home · Mentoring")

    sign_out(page)
    page.get_by_label("Code").fill(ask_for_code(page, address))
    press(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("The second step")
    complaints.end()
    look_at(page, "second-step")
    complaints.begin_again()
    press(page, "Use a passkey")
    expect(page).to_have_title("Home · Mentoring")


@pytest.mark.long
def test_device_without_the_passkey_says_so_and_leaves_the_other_ways(open_tab, complaints):
    page = open_tab()
    give_device(page)
    page.goto("/accounts/login/")

    press(page, "Sign in with a passkey")

    expect(page.get_by_role("alert")).to_have_text("That did not work. Please try again, or take another way.")
    expect(page.get_by_role("button", name="Send me a code")).to_be_visible()
