"""Every mail in a browser, as it leaves: read by all in each width and theme, with one heading and one button."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.look import PICTURES, RULES, faults_in_each_theme, is_narrow_enough
from tests.outbox.all_mails import ALL, arrives, give_longest_names, html_of, text_of

pytestmark = pytest.mark.django_db
# A mail program has a frame of its own around a mail, with the landmarks that good practice asks of pages.
OF_MAILS = [rule for rule in RULES if rule != "best-practice"]
# There is nothing to press: the code is typed where it was asked for.
WITHOUT_BUTTON = {"accounts.account_mail", "accounts.proof_code"}
FOLDED = ("agreements.agreement_asked", "feedback.survey_invitation", "agreements.action_due")
# They are of one frame: the short tests look at one in so many, the long ones at all.
SAMPLE = sorted(ALL)[::80]


def tiers() -> list:
    return [pytest.param(each, marks=() if each in SAMPLE else pytest.mark.long, id=each) for each in sorted(ALL)]


def picture_of(name: str) -> str:
    """How the pictures of a mail begin, such as "mail-session-planned"."""
    return f"mail-{re.sub('[^a-z]+', '-', name.partition('.')[2])}"


@pytest.fixture
def page(browser: Browser, complaints) -> Page:
    """A tab that opens mails, and shows what a mail program would."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    complaints.listen(page)
    yield page
    context.close()


@pytest.mark.parametrize("name", tiers())
def test_mail_can_be_read_by_all_in_each_width_and_theme(page, cast, name):
    mail = arrives(name, cast)
    page.set_content(html_of(mail))

    faults = faults_in_each_theme(page, picture_of(name), rules=OF_MAILS)

    assert faults + is_narrow_enough(page) == []
    assert page.locator("h1").count() == page.get_by_role("heading").count() == 1
    assert page.locator(".button a:visible").count() == (0 if name in WITHOUT_BUTTON else 1)
    assert text_of(mail).strip()
    assert not re.search(r"</?[a-z]+[ >]|&[a-z#0-9]+;", text_of(mail))


@pytest.mark.parametrize("name", tiers())
def test_mail_needs_no_scrolling_sideways_however_long_names_are(page, cast, name):
    give_longest_names(cast)
    page.set_content(html_of(arrives(name, cast)))

    assert is_narrow_enough(page) == []
    page.screenshot(path=PICTURES / f"{picture_of(name)}-long-names.png", full_page=True)


@pytest.mark.long
def test_mails_in_one_can_be_read_by_all_in_each_width_and_theme(page, cast):
    page.set_content(html_of(arrives(FOLDED[0], cast, riders=FOLDED[1:])))

    faults = faults_in_each_theme(page, "mail-with-others", rules=OF_MAILS)

    assert faults + is_narrow_enough(page) == []
    assert (page.locator("h1").count(), page.locator("h2").count()) == (1, 2)


def test_every_mail_has_a_picture_of_its_own():
    assert len({picture_of(name) for name in ALL}) == len(ALL)
    assert set(ALL) >= WITHOUT_BUTTON
