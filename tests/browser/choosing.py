"""What the demonstration is made into while somebody looks at it: a programme in which people choose for themselves, or
name whom they would like, and suggestions of which nobody has asked anything yet.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.running import Product

# Whose pair has ended, and who may have another.
CHOOSES = """
    SELECT place.id FROM programmes_enrolment AS place JOIN programmes_cohort AS round ON round.id = place.cohort_id
    WHERE round.stage = 'running' AND place.role = 'mentee' AND place.status = 'approved'
      AND NOT EXISTS (
        SELECT FROM matching_membership AS own
        WHERE own.enrolment_id = place.id AND (own.ended_at IS NULL OR NOT own.looks_again))
      AND NOT EXISTS (
        SELECT FROM matching_proposalside AS side JOIN matching_proposal AS proposal ON proposal.id = side.proposal_id
        WHERE side.enrolment_id = place.id AND proposal.status = 'sent')
"""
OF_MINE = f"{CHOOSES} AND place.person_id IN (SELECT id FROM me)"  # noqa: S608 - words of our own
# The same with somebody whom they might ask.
AND_OTHER = OF_MINE.replace(
    "SELECT place.id",
    """SELECT place.id, (
        SELECT other.id FROM programmes_enrolment AS other
        WHERE other.cohort_id = place.cohort_id AND other.role = 'mentor' AND other.status = 'approved' LIMIT 1)""",
    1,
)
# Where they sign in.
WHO_CHOOSES = f"""
    SELECT account.email FROM programmes_enrolment AS own
    JOIN participants_profile AS person ON person.id = own.person_id
    JOIN accounts_user AS account ON account.id = person.user_id
    WHERE own.id IN ({CHOOSES}) ORDER BY account.email DESC LIMIT 1
"""  # noqa: S608 - words of our own
# Nobody chooses whose pair a coordinator keeps, and other pages keep some.
LET_THEM = """
    UPDATE matching_proposal SET locked = false WHERE locked AND status = 'draft';
    INSERT INTO matching_policy (id, programme_id, style, skills, level, seniority, place, language, department,
        grade_gap, least_ahead, needs_language, departments, sites, objective, pairing, version, updated_at,
        updated_by_id)
    SELECT gen_random_uuid(), id, style, 42, 10, 18, 9, 12, 9, 2, 0, false, 'free', 'free', 'fair', 'chosen', 1,
        now(), (SELECT user_id FROM programmes_coordinator LIMIT 1)
    FROM programmes_programme WHERE name = 'Open doors'
    ON CONFLICT (programme_id) DO UPDATE SET pairing = 'chosen'
"""
# The same where people name whom they would like, and the programme team decides.
LET_THEM_NAME = f"""
    {LET_THEM};
    UPDATE matching_policy SET pairing = 'ranked', skills = 36, level = 9, seniority = 15, place = 8, language = 10,
        department = 7, choices = 15
    WHERE pairing = 'chosen'
"""  # noqa: S608 - words of our own
NO_LONGER_NAMED = """
    DELETE FROM matching_ranking;
    DELETE FROM matching_policy WHERE pairing = 'ranked'
"""
# What was asked goes, too, so that whoever comes next finds the demonstration as it was.
NO_LONGER = """
    DELETE FROM matching_policy WHERE pairing = 'chosen';
    DELETE FROM matching_proposalside WHERE proposal_id IN (SELECT id FROM matching_proposal WHERE origin = 'request');
    DELETE FROM matching_proposal WHERE origin = 'request'
"""
# Kept beside for as long, so that whoever comes next finds what was asked.
NOT_ASKED = """
    CREATE TABLE asked_before AS TABLE matching_firstquestion;
    DELETE FROM matching_firstquestion
"""
ASKED_AGAIN = """
    DELETE FROM matching_firstquestion;
    INSERT INTO matching_firstquestion TABLE asked_before;
    DROP TABLE asked_before
"""


@contextmanager
def choosing(product: Product) -> Iterator[None]:
    """While it lasts, the mentees of the running round choose for themselves."""
    product.query(LET_THEM)
    try:
        yield
    finally:
        product.query(NO_LONGER)


@contextmanager
def naming(product: Product) -> Iterator[None]:
    """While it lasts, people of the running round name whom they would like."""
    product.query(LET_THEM_NAME)
    try:
        yield
    finally:
        product.query(NO_LONGER_NAMED)


@contextmanager
def not_asked(product: Product) -> Iterator[None]:
    """While it lasts, nobody has asked anything before an answer but what is asked then."""
    product.query(NOT_ASKED)
    try:
        yield
    finally:
        product.query(ASKED_AGAIN)


WITH_SUGGESTION, WAS_ASKED = "Somebody with a suggestion", "Somebody who was asked first"
CHOOSERS = {"Somebody who chooses": choosing, "Somebody who names others": naming}
# What holds while pages of somebody are looked at.
MEANWHILE = {**CHOOSERS, WITH_SUGGESTION: not_asked, WAS_ASKED: not_asked}
