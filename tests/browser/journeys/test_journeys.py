"""What an employee does, from end to end: by keyboard alone, and in a browser without scripts."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from mentoring.local.waiting import wait_until
from tests.browser.door import PATIENCE, newest_code, newest_mail
from tests.browser.journeys.hands import Hands, Keys
from tests.running import Product, words_of

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("journeys")]
# Two people for each journey: the one goes by keyboard, the other without scripts.
NEWCOMERS = """
    SELECT account.email FROM participants_profile AS person
    JOIN accounts_user AS account ON account.id = person.user_id AND NOT account.is_staff
    WHERE NOT EXISTS (SELECT FROM programmes_enrolment AS place WHERE place.person_id = person.id)
      AND NOT EXISTS (SELECT FROM participants_hranalyst AS analyst WHERE analyst.user_id = account.id)
    ORDER BY account.email LIMIT 2
"""
ASKED = """
    SELECT account.email, side.proposal_id FROM matching_proposalside AS side
    JOIN matching_proposal AS proposal ON proposal.id = side.proposal_id AND proposal.status = 'sent'
    JOIN programmes_enrolment AS place ON place.id = side.enrolment_id
    JOIN participants_profile AS person ON person.id = place.person_id
    JOIN accounts_user AS account ON account.id = person.user_id ORDER BY account.email
"""
BOTH_OF = """
    SELECT account.email, place.mentorship_id FROM matching_membership AS place
    JOIN participants_profile AS person ON person.id = place.person_id
    JOIN accounts_user AS account ON account.id = person.user_id
    WHERE place.mentorship_id IN (
        SELECT own.mentorship_id FROM matching_membership AS own
        JOIN participants_profile AS one ON one.id = own.person_id
        JOIN accounts_user AS login ON login.id = one.user_id
        WHERE login.email = %s AND own.ended_at IS NULL ORDER BY own.mentorship_id LIMIT 1)
    ORDER BY account.email
"""
# Whoever has not agreed yet, of a pair that has read the lines.
UNAGREED = """
    SELECT account.email, place.mentorship_id FROM matching_membership AS place
    JOIN participants_profile AS person ON person.id = place.person_id
    JOIN accounts_user AS account ON account.id = person.user_id
    JOIN agreements_agreement AS agreement ON agreement.mentorship_id = place.mentorship_id
    LEFT JOIN agreements_consent AS yes ON yes.agreement_id = agreement.id
    WHERE place.ended_at IS NULL
    GROUP BY account.email, place.person_id, place.mentorship_id
    HAVING count(yes.id) FILTER (WHERE yes.kind = 'read') = 2
       AND count(yes.id) FILTER (WHERE yes.kind <> 'read' AND yes.person_id = place.person_id) = 0
    ORDER BY account.email
"""
REGISTERED = """
    SELECT account.email, place.cohort_id FROM programmes_enrolment AS place
    JOIN participants_profile AS person ON person.id = place.person_id
    JOIN accounts_user AS account ON account.id = person.user_id
    WHERE place.status = 'registered' AND NOT EXISTS (
        SELECT FROM feedback_invitation AS asked WHERE asked.person_id = person.id)
    ORDER BY account.email
"""
UNSAY = """
    UPDATE agreements_session SET status = 'planned', answered_by_id = NULL, answered_at = NULL
    WHERE status = 'held' AND id = ANY(%s)
"""
NUMBER = """
    SELECT count(*) FROM {} AS thing JOIN participants_profile AS person ON person.id = thing.{}
    JOIN accounts_user AS account ON account.id = person.user_id AND account.email = %s
"""
MAIL_LINK = re.compile(r"https?://\S+(/did-you-meet/[^/\s]+/)")


def come_in(hands: Hands, address: str) -> None:
    """Sign in by a code from the mail."""
    hands.go("/accounts/login/")
    before = newest_mail(hands.page, address)
    hands.write("Your work e-mail address", address)
    hands.press("Send me a code")
    expect(hands.page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    hands.write("Code", newest_code(hands.page, address, after=before))
    hands.press("Sign in")
    expect(hands.page).to_have_title("Home · Mentoring")


def mine(hands: Hands, rows: list[tuple]) -> tuple:
    """The one of two for whoever goes by keyboard, the other for whoever has no scripts."""
    return rows[0] if isinstance(hands, Keys) else rows[-1]


def mailed_links(product: Product) -> list[str]:
    return [match.group(1) for mail in product.mails if (match := MAIL_LINK.search(words_of(mail)))]


def opens_unanswered(hands: Hands, product: Product) -> bool:
    """Go to the first mailed link whose session nobody has said anything of; both of a pair have one of each."""
    for link in mailed_links(product):
        hands.go(link)
        if hands.offers("Send this answer"):
            return True
    return False


def number(product: Product, table: str, column: str, address: str) -> int:
    return product.query(NUMBER.format(table, column), address)[0][0]


def test_asking_for_a_place(hands, product):
    (address,) = mine(hands, product.query(NEWCOMERS))
    come_in(hands, address)

    hands.go("/programmes/")
    hands.follow("First steps")
    hands.follow("I want a mentor")
    hands.add_skill("Add a skill you want to learn")
    hands.press("Next")
    hands.press("Ask for this place")

    hands.reads("Thank you. The programme team has your request.")
    assert number(product, "programmes_enrolment", "person_id", address) == 1


def test_answering_a_suggestion(hands, product):
    address, proposal = mine(hands, product.query(ASKED))
    come_in(hands, address)

    hands.go(f"/suggestions/{proposal}/")
    hands.press("Yes, I would like to start")
    hands.press("No, we are not")

    answered = "SELECT count(*) FROM matching_proposalside WHERE proposal_id = %s AND answered_at IS NOT NULL"
    assert product.query(answered, proposal)[0][0] >= 1
    assert not hands.offers("Yes, I would like to start")


def test_agreeing(hands, product):
    address, pair = product.query(UNAGREED)[0]
    before = number(product, "agreements_consent", "person_id", address)
    come_in(hands, address)

    hands.go(f"/mentorships/{pair}/agreement/")
    hands.pick("How do we reach each other?", "By mail")
    hands.press("We agree")

    assert number(product, "agreements_consent", "person_id", address) == before + 1


def test_planning_a_session_and_writing_a_note(hands, product, logins):
    address, pair = mine(hands, product.query(BOTH_OF, logins["Mentee"]))
    planned = number(product, "agreements_session", "planned_by_id", address)
    notes = number(product, "agreements_note", "author_id", address)
    come_in(hands, address)

    hands.go(f"/mentorships/{pair}/sessions/new/")
    hands.write_day("Date", date.today() + timedelta(days=8 if isinstance(hands, Keys) else 9))
    hands.write_time("Time in", 10)
    hands.press("Plan this session")
    hands.go(f"/mentorships/{pair}/notes/new/")
    hands.write("My note", "Ask about the new team.")
    hands.press("Save this note")

    hands.reads("Ask about the new team.")
    assert number(product, "agreements_session", "planned_by_id", address) == planned + 1
    assert number(product, "agreements_note", "author_id", address) == notes + 1


def test_logging_a_session_from_the_mail(hands, product):
    assert wait_until(lambda: opens_unanswered(hands, product), seconds=PATIENCE, every=0.5)
    planned = [key for (key,) in product.query("SELECT id FROM agreements_session WHERE status = 'planned'")]
    held = "SELECT id FROM agreements_session WHERE status = 'held' AND id = ANY(%s)"

    hands.pick("Did you meet?", "Yes, we met")
    hands.press("Send this answer")

    hands.reads("You met on")
    assert len(product.query(held, planned)) == 1
    # For whoever comes next: it may be the only session that nobody has said anything of.
    product.query(UNSAY, planned)


def test_answering_a_survey(hands, product):
    address, cohort = mine(hands, product.query(REGISTERED))
    come_in(hands, address)

    hands.go(reverse("feedback:survey-start", args=[cohort]))
    hands.pick("", "Agree")
    while hands.offers("Save and continue"):
        hands.press("Save and continue")
    hands.press("Send my answers")

    hands.reads("Thank you")
    assert number(product, "feedback_invitation", "person_id", address) == 1
