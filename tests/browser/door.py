"""Coming in with a browser: the code is read in the mailbox of the product, as whoever tries it does."""

from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from mentoring.local.waiting import wait_until
from tests.flows.door import code_in

PATIENCE = 120  # seconds: the machine may be busy with other tests


def ask_for_code(page: Page, address: str) -> str:
    """The code that came, which is not one of those that came before."""
    page.goto("/accounts/login/")
    before = newest_mail(page, address)
    page.get_by_label("Your work e-mail address").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    return newest_code(page, address, after=before)


def sign_in(page: Page, address: str) -> None:
    """Until the person stands on their home page."""
    page.get_by_label("Code").fill(ask_for_code(page, address))
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_title("Home · Mentoring")


def newest_mail(page: Page, address: str) -> str | None:
    """Where the newest mail with a code to somebody is read, if one came."""
    mailbox = page.context.new_page()
    path = path_of_newest(mailbox, address)
    mailbox.close()
    return path


def newest_code(page: Page, address: str, *, after: str | None) -> str:
    """What the newest of these mails says, once it is another one than that before."""
    mailbox = page.context.new_page()
    came = wait_until(lambda: path_of_newest(mailbox, address) != after, seconds=PATIENCE, every=0.5)
    assert came, f"no new mail with a code to {address}"
    mailbox.goto(path_of_newest(mailbox, address))
    expect(mailbox.get_by_role("link", name="All mails")).to_be_visible()
    code = code_in(mailbox.locator("article").inner_text())
    mailbox.close()
    return code


def path_of_newest(mailbox: Page, address: str) -> str | None:
    """Of a list of mails to them alone: that of all shows fifty, from which the older ones fall."""
    mailbox.goto(f"/mailbox/?{urlencode({'to': address})}")
    links = mailbox.locator("article").filter(has_text="Your code to sign in").get_by_role("link")
    return links.first.get_attribute("href") if links.count() else None
