"""Coming in with a browser: the code is read in the mailbox of the product, as whoever tries it does."""

from playwright.sync_api import Locator, Page, expect

from mentoring.local.waiting import wait_until
from tests.flows.door import code_in

PATIENCE = 120  # seconds: the machine may be busy with other tests


def ask_for_code(page: Page, address: str) -> str:
    """The code that came, which is not one of those that came before."""
    page.goto("/accounts/login/")
    before = number_of_codes(page, address)
    page.get_by_label("Your work e-mail address").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    return newest_code(page, address, number=before + 1)


def sign_in(page: Page, address: str) -> None:
    """Until the person stands on their home page."""
    page.get_by_label("Code").fill(ask_for_code(page, address))
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_title("Home · Mentoring")


def number_of_codes(page: Page, address: str) -> int:
    mailbox = page.context.new_page()
    number = codes_to(mailbox, address).count()
    mailbox.close()
    return number


def newest_code(page: Page, address: str, *, number: int) -> str:
    """What the newest of so many mails says, once all of them are there."""
    mailbox = page.context.new_page()
    there = wait_until(lambda: codes_to(mailbox, address).count() >= number, seconds=PATIENCE, every=0.5)
    assert there, f"no {number} mails with a code to {address}"
    codes_to(mailbox, address).first.get_by_role("link").click()
    expect(mailbox.get_by_role("link", name="All mails")).to_be_visible()
    code = code_in(mailbox.locator("article").inner_text())
    mailbox.close()
    return code


def codes_to(mailbox: Page, address: str) -> Locator:
    """The mails with a code to somebody as the mailbox lists them now, the newest first."""
    mailbox.goto("/mailbox/")
    return mailbox.locator("article").filter(has_text=f"To {address}").filter(has_text="Your code to sign in")
