"""Coming in with a browser: the code is read in the mailbox of the product, as whoever tries it does."""

from playwright.sync_api import Page, expect

from mentoring.local.waiting import wait_until
from tests.flows.door import code_in

PATIENCE = 120  # seconds: the machine may be busy with other tests


def ask_for_code(page: Page, address: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Your work e-mail address").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")


def sign_in(page: Page, address: str) -> None:
    """Until the person stands on their home page."""
    ask_for_code(page, address)
    page.get_by_label("Code").fill(code_from_mailbox(page, address))
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_title("Home · Mentoring")


def code_from_mailbox(page: Page, address: str) -> str:
    open_mail(page, "Your code to sign in", address)
    with_mail = page.context.pages[-1]
    code = code_in(with_mail.locator("article").inner_text())
    with_mail.close()
    return code


def open_mail(page: Page, subject: str, address: str) -> None:
    """The newest mail of this subject to somebody, in a tab of its own, once it has arrived."""
    mailbox = page.context.new_page()
    mailbox.goto("/mailbox/")
    mail = mailbox.locator("article").filter(has_text=f"To {address}").filter(has_text=subject).first

    def is_there() -> bool:
        mailbox.reload()
        return mail.count() == 1

    assert wait_until(is_there, seconds=PATIENCE, every=0.5), f"no mail “{subject}” to {address}"
    mail.get_by_role("link").click()
    expect(mailbox.get_by_role("link", name="All mails")).to_be_visible()
