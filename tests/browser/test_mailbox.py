"""The mailbox of `up`: a mail in its frame reads as a mail, and its button leads where it says."""

import re

import pytest
from playwright.sync_api import Page, expect

from mentoring.local.waiting import wait_until
from tests.browser.look import is_narrow_enough, look_at
from tests.running import PATIENCE

pytestmark = pytest.mark.xdist_group("pages")


@pytest.fixture
def invitation(tab_of, complaints) -> Page:
    """The page of a mail that asks into the calendar."""
    page = tab_of("")
    mails = page.get_by_role("link", name=re.compile("^Your mentoring session"))
    older = page.get_by_role("link", name="Older", exact=True)

    def is_there() -> bool:
        """A page shows fifty, and other tests write many."""
        page.goto("/mailbox/")
        while not mails.count() and older.count():
            older.click()
        return mails.count() > 0

    assert wait_until(is_there, seconds=PATIENCE, every=0.5)
    mails.first.click()
    expect(page.frame_locator("iframe").get_by_role("link", name="See the session")).to_be_visible()
    return page


@pytest.mark.long
def test_mail_with_a_calendar_file_can_be_read_by_all(invitation, complaints):
    complaints.end()

    look_at(invitation, "visitor-mail-with-calendar")

    assert is_narrow_enough(invitation) == []


@pytest.mark.long
def test_button_of_a_mail_takes_the_whole_page(invitation):
    invitation.frame_locator("iframe").get_by_role("link", name="See the session").click()

    expect(invitation).to_have_url(re.compile(r"/accounts/login/\?next=/.*sessions/"))


def test_calendar_file_opens_as_text(invitation):
    invitation.get_by_role("link", name="session.ics", exact=True).click()

    expect(invitation.locator("body")).to_contain_text("BEGIN:VCALENDAR")


def test_list_shows_the_mails_of_one_person(invitation):
    address = re.search(r"to (\S+@\S+),", invitation.locator("article").inner_text()).group(1)

    invitation.get_by_role("link", name=f"All to {address}").click()

    expect(invitation.get_by_label("Mails to")).to_have_value(address)
    shown = invitation.locator("article").all_inner_texts()
    assert shown
    assert all(f"To {address}," in mail for mail in shown)
