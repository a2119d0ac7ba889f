"""Every page of each role: WCAG 2.2 AA and good practice by axe, no complaint of the browser, nothing sideways."""

import re
from contextlib import nullcontext

import pytest

from mentoring.lib.env import BASE_DIR
from tests.browser.choosing import CHOOSERS, MEANWHILE, WAS_ASKED, WHO_CHOOSES, WITH_SUGGESTION
from tests.browser.look import (
    DOCS_PICTURES,
    MAY_CHANGE,
    RENEWS,
    faults_in_docs,
    how_far_apart,
    is_narrow_enough,
    look_at,
)
from tests.browser.place import Place, file_name
from tests.browser.places import PLACES, TO_SUGGESTION, ask_first

pytestmark = pytest.mark.xdist_group("pages")
# Whose suggestion waits for an answer, of whom the other one has changed what both had agreed, who is in no pair
# any more, and who has asked for a place and got no answer yet.
ASKED = """
    SELECT account.email FROM matching_proposalside AS side
    JOIN matching_proposal AS proposal ON proposal.id = side.proposal_id AND proposal.status = 'sent'
    JOIN programmes_enrolment AS place ON place.id = side.enrolment_id
    JOIN participants_profile AS person ON person.id = place.person_id
    JOIN accounts_user AS account ON account.id = person.user_id
    WHERE NOT EXISTS (SELECT FROM matching_membership AS own WHERE own.person_id = person.id)
    ORDER BY account.email LIMIT 1
"""
# The other one of that suggestion.
ASKED_FIRST = """
    SELECT account.email FROM matching_proposalside AS side
    JOIN programmes_enrolment AS place ON place.id = side.enrolment_id
    JOIN participants_profile AS person ON person.id = place.person_id
    JOIN accounts_user AS account ON account.id = person.user_id
    JOIN matching_proposalside AS own ON own.proposal_id = side.proposal_id AND own.id <> side.id
    JOIN matching_proposal AS proposal ON proposal.id = side.proposal_id AND proposal.status = 'sent'
    JOIN programmes_enrolment AS own_place ON own_place.id = own.enrolment_id
    JOIN participants_profile AS asker ON asker.id = own_place.person_id
    JOIN accounts_user AS login ON login.id = asker.user_id AND login.email = %s
"""
TOLD = """
    SELECT account.email FROM agreements_agreement AS agreement
    JOIN agreements_consent AS yes ON yes.agreement_id = agreement.id AND yes.seen_at < agreement.changed_at
    JOIN participants_profile AS person ON person.id = yes.person_id
    JOIN accounts_user AS account ON account.id = person.user_id
    ORDER BY account.email
"""
PARTED = """
    SELECT account.email FROM matching_membership AS place
    JOIN participants_profile AS person ON person.id = place.person_id
    JOIN accounts_user AS account ON account.id = person.user_id
    WHERE place.ended_at IS NOT NULL
    ORDER BY account.email LIMIT 1
"""
# The mentee of a pair with a shared note, apart from those above; both of the pair get names without a space.
LONG_NAMED = """
    SELECT pair.id, account.email FROM matching_mentorship AS pair
    JOIN matching_membership AS place ON place.mentorship_id = pair.id AND place.role = 'mentee'
    JOIN participants_profile AS person ON person.id = place.person_id
    JOIN accounts_user AS account ON account.id = person.user_id
    WHERE pair.status = 'active'
      AND EXISTS (SELECT FROM agreements_sharednote AS note WHERE note.mentorship_id = pair.id)
      AND NOT EXISTS (
        SELECT FROM matching_membership AS each JOIN participants_profile AS one ON one.id = each.person_id
        JOIN accounts_user AS login ON login.id = one.user_id
        WHERE each.mentorship_id = pair.id AND login.email = ANY(%s))
    ORDER BY account.email LIMIT 1
"""
GIVE_LONG_NAMES = """
    UPDATE accounts_user AS account SET name = left(repeat('Wolfeschlegelsteinhausenbergerdorff', 2), 60)
    FROM participants_profile AS person JOIN matching_membership AS place ON place.person_id = person.id
    WHERE account.id = person.user_id AND place.mentorship_id = %s
"""
WAITING = """
    SELECT account.email FROM programmes_enrolment AS place
    JOIN participants_profile AS person ON person.id = place.person_id
    JOIN accounts_user AS account ON account.id = person.user_id
    WHERE place.status = 'registered' AND place.role = %s
    ORDER BY account.email LIMIT 1
"""

# Works in the office from now on, and coordinates nothing: nobody who is asked for by another name here, and nobody
# with a second step, which the tests of passkeys gave to one of them.
NEW_IN_OFFICE = """
    UPDATE accounts_user SET is_staff = true WHERE email = (
        SELECT account.email FROM participants_profile AS person
        JOIN accounts_user AS account ON account.id = person.user_id
        WHERE NOT EXISTS (SELECT FROM programmes_enrolment AS place WHERE place.person_id = person.id)
          AND NOT EXISTS (SELECT FROM mfa_authenticator AS key WHERE key.user_id = account.id)
          AND account.is_active AND account.email <> ALL(%s)
        ORDER BY account.email LIMIT 1)
    RETURNING email
"""


@pytest.fixture(scope="session")
def people(product, logins) -> dict[str, str]:
    """Who goes to which pages, by role; nobody is signed in for the role without a name."""
    asked = product.query(ASKED)[0][0]
    (told,), (looks,) = product.query(TOLD)
    ((pair, long_named),) = product.query(LONG_NAMED, [told, looks, *logins.values()])
    if not RENEWS:  # no picture for the docs has such names
        product.query(GIVE_LONG_NAMES, pair)
    return {
        "": "",
        "Somebody of a pair with long names": long_named,
        WITH_SUGGESTION: asked,
        WAS_ASKED: product.query(ASKED_FIRST, asked)[0][0],
        "Somebody who is told of a change": told,
        "Somebody who has seen a change": looks,
        "Somebody who asks for a place": product.query(WAITING, "mentor")[0][0],
        "Somebody who leaves a survey": product.query(WAITING, "mentee")[0][0],
        **dict.fromkeys(CHOOSERS, product.query(WHO_CHOOSES)[0][0]),
        "Somebody whose pair has ended": product.query(PARTED)[0][0],
        "Somebody new in the office": product.query(NEW_IN_OFFICE, [*logins.values()])[0][0],
        **logins,
    }


def ask_in(page) -> None:
    """The question that the other one is asked first."""
    path, *steps = TO_SUGGESTION
    page.goto(path)
    for step in (*steps, ask_first):
        step(page)
    page.wait_for_load_state()


# The short tests look at one page in so many; the long ones at all.
SAMPLE = PLACES[::192]


def tiers() -> list:
    return [pytest.param(each, marks=() if each in SAMPLE else pytest.mark.long, id=str(each)) for each in PLACES]


@pytest.mark.parametrize("place", tiers())
def test_page_is_open_to_all_in_each_width_and_theme(tab_of, people, complaints, product, place: Place):
    with MEANWHILE[place.role](product) if place.role in MEANWHILE else nullcontext():
        if place.role == WAS_ASKED:
            ask_in(tab_of(people[WITH_SUGGESTION]))
        page = tab_of(people[place.role])
        page.goto(place.path)
        for step in place.steps:
            step(page)
        page.wait_for_load_state()
        complaints.end()

        name = file_name(place)
        look_at(page, name)

        assert faults_in_docs(page, name) == []
        assert is_narrow_enough(page) == []


def test_readme_names_everybody_whom_up_names(logins):
    """Whoever tries the product reads there as whom to sign in, and what to look at then."""
    rows = re.findall(r"^\| ([A-Z][^|]+) \| `(\S+@\S+)` \|", (BASE_DIR / "README.md").read_text(), re.MULTILINE)

    assert dict(rows) == logins


def test_picture_of_another_page_is_told_from_that_of_the_docs(open_tab):
    goal, pair = ((DOCS_PICTURES / name).read_bytes() for name in ("goal.png", "pair.png"))
    page = open_tab()

    assert how_far_apart(page, goal, goal) == 0
    assert how_far_apart(page, goal, pair) > MAY_CHANGE
