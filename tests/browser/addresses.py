"""Where the addresses of the access table lead on the demonstration: an id of each kind that the role may see.

The list of addresses and roles is the table's own. What stands here is how to find the objects in their paths, and,
for each address that answers with no page of its own, why nobody can look at one. Whatever is in neither fails a test.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from tests.browser.choosing import (
    AND_OTHER,
    ASKED_AGAIN,
    LET_THEM,
    LET_THEM_NAME,
    NO_LONGER,
    NO_LONGER_NAMED,
    NOT_ASKED,
    OF_MINE,
)
from tests.running import Product
from tests.test_access import TABLE

# Everybody below stands for a role of the table; the first of several who has something to see goes there.
ALIKE = {"other_coordinator": "opens what a coordinator opens, which the table proves; no second one is invented"}
LOGINS = {
    "anonymous": "",
    "mentor": "Mentor",
    "mentee": "Mentee",
    "outsider": "Employee without a place",
    "coordinator": "Coordinator",
    "hr_analyst": "HR analyst",
    "site_administrator": "Site administrator",
}
# Also of that role: somebody with a suggestion, with a place asked for, with a pair that has ended, and with nobody.
OTHERS = """
    SELECT account.email FROM programmes_enrolment AS place
    JOIN participants_profile AS person ON person.id = place.person_id
    JOIN accounts_user AS account ON account.id = person.user_id
    WHERE place.role = %s AND (
        EXISTS (SELECT FROM matching_proposalside AS side JOIN matching_proposal AS proposal
                ON proposal.id = side.proposal_id AND proposal.status = 'sent' WHERE side.enrolment_id = place.id)
        OR place.status = 'registered'
        OR EXISTS (SELECT FROM matching_membership AS was WHERE was.enrolment_id = place.id AND was.ended_at < now())
        OR NOT EXISTS (SELECT FROM matching_membership AS own WHERE own.enrolment_id = place.id)
    )
    ORDER BY account.email
"""
NO_PAGE = {
    "account_reset_password_from_key": "opened once, from a mail: it leads to a page of the visitor's own session",
    "agreements:agreement-pdf": "a file; tests/agreements read its structure",
    "feedback:report-csv": "a file",
    "admin:participants_import_problems": "a file",
    "mailbox:attachment-detail": "a file",
    "mailbox:mail-html": "a mail as it was sent, shown within mailbox:mail-detail, whose frame axe looks into",
    "health:livez": "one word for machines",
    "health:readyz": "one word for machines",
    "health:jobs": "one word for machines",
    "health:pump": "one word for machines",
    "admin:jsi18n": "a script",
    "admin:participants_grade_history": "the demonstration has no grades; the other histories are of the same make",
    "admin:participants_grade_delete": "the demonstration has no grades; the page is that of the skills",
    "admin:participants_grade_change": "the demonstration has no grades; participants_grade_add is the same form",
    "admin:matching_cohort_search_again": "leads on where nothing waits; tests/browser/test_pages makes it wait first",
    "feedback:survey-start": "leads on once somebody has begun; tests/browser/test_pages looks at each of its pages",
    "feedback:survey-answer": "no survey is open to be mailed; feedback:survey-start leads to the same page",
    "feedback:survey-part": "no survey is open to be mailed; feedback:survey-start leads to the same page",
    "feedback:survey-thanks": "no survey is open to be mailed; tests/browser/journeys answer one",
}
# Whoever names a login of the demonstration has a password, and this page is for those who have none.
ENOUGH = {"account_set_password"}
ME = """
    WITH me AS (SELECT person.id, account.id AS login FROM accounts_user AS account
                LEFT JOIN participants_profile AS person ON person.user_id = account.id WHERE account.email = %s),
    ours AS (SELECT mentorship_id AS id FROM matching_membership JOIN me ON me.id = person_id WHERE ended_at IS NULL)
"""
PAIR = "SELECT id FROM ours"
PLANNED = "SELECT id FROM agreements_session WHERE mentorship_id IN (TABLE ours) AND status = 'planned'"
HELD = "SELECT id FROM agreements_session WHERE mentorship_id IN (TABLE ours) AND status = 'held'"
ACTION = "SELECT id FROM agreements_action WHERE mentorship_id IN (TABLE ours) AND done_at IS NULL"
NOTE = "SELECT id FROM agreements_note WHERE author_id IN (SELECT id FROM me)"
GOAL = "SELECT id FROM feedback_goal WHERE mentorship_id IN (TABLE ours)"
PLACE = "SELECT id FROM programmes_enrolment WHERE person_id IN (SELECT id FROM me)"
ASKED = """
    SELECT proposal.id FROM matching_proposal AS proposal
    JOIN matching_proposalside AS side ON side.proposal_id = proposal.id AND proposal.status = 'sent'
    JOIN programmes_enrolment AS place ON place.id = side.enrolment_id AND place.person_id IN (SELECT id FROM me)
"""
TO_ANSWER = f"""
    SELECT asker.proposal_id, question.id FROM matching_firstquestion AS question
    JOIN matching_proposalside AS asker ON asker.id = question.asked_by_id AND question.answered_at IS NULL
    WHERE asker.proposal_id IN ({ASKED}) AND asker.role = 'mentee'
"""  # noqa: S608 - words of our own
RUNNING = "SELECT id FROM programmes_cohort WHERE stage = 'running'"
FOUND = "SELECT id FROM matching_run WHERE finished_at IS NOT NULL AND cohort_id IN (" + RUNNING + ")"  # noqa: S608
OPEN = "SELECT id FROM programmes_cohort WHERE stage = 'registration'"
NEWEST = """
    SELECT id FROM programmes_cohort
    WHERE programme_id IN (SELECT id FROM programmes_programme WHERE name = 'First steps')
"""
SEATED = "SELECT cohort_id FROM programmes_enrolment WHERE person_id IN (SELECT id FROM me)"
UNPAIRED = """
    SELECT id FROM programmes_enrolment AS place WHERE role = 'mentee' AND status = 'approved'
    AND EXISTS (SELECT FROM matching_proposalside AS side JOIN matching_proposal AS proposal
                ON proposal.id = side.proposal_id AND proposal.status = 'lapsed' WHERE side.enrolment_id = place.id)
"""
PAIRED_MENTOR = """
    SELECT enrolment_id FROM matching_membership WHERE role = 'mentor' AND ended_at IS NULL ORDER BY id
"""
# The log names who got a code; who got a suggestion or a survey stands in no log.
IN_THE_LOG = "SELECT id FROM outbox_outgoingmessage WHERE kind = 'account' ORDER BY created_at"
# A skill goes only while nobody has it or wants it.
UNUSED = """
    SELECT id FROM participants_skill AS skill
    WHERE NOT EXISTS (SELECT FROM participants_profileskill AS has WHERE has.skill_id = skill.id) ORDER BY name
"""
# What stands in each address, by the name of it.
FIND = {
    **dict.fromkeys(
        [
            *(f"agreements:{each}" for each in ("agreement-detail", "pair-end-choose", "pair-go-on", "pair-pause")),
            *(f"agreements:{each}" for each in ("help-detail", "session-create", "session-log-met", "note-create")),
            *(f"agreements:{each}" for each in ("session-list", "action-list", "action-create", "note-list")),
            *("desk:mentorship-detail", "feedback:goal-create"),
        ],
        PAIR,
    ),
    "agreements:pair-end": "SELECT id, 'finished' FROM ours",
    **dict.fromkeys([f"agreements:session-{each}" for each in ("detail", "log", "move", "cancel")], PLANNED),
    "agreements:session-change": HELD,
    "agreements:shared-note": HELD,
    "agreements:action-update": ACTION,
    "agreements:action-delete": ACTION,
    "agreements:note-update": NOTE,
    "agreements:note-delete": NOTE,
    "feedback:goal-update": GOAL,
    "feedback:goal-review": GOAL,
    "feedback:survey-early-end": """
        SELECT place.cohort_id FROM matching_membership AS was
        JOIN programmes_enrolment AS place ON place.id = was.enrolment_id
        WHERE was.person_id IN (SELECT id FROM me) AND was.ended_at IS NOT NULL
    """,
    "feedback:report-detail": RUNNING,
    "jobs:job-detail": "SELECT id FROM jobs_job WHERE started_by_id IN (SELECT login FROM me)",
    "matching:choice-list": OF_MINE,
    "matching:choice-browse": OF_MINE,
    "matching:choice-ask": AND_OTHER,
    "matching:ranking-detail": OF_MINE,
    **dict.fromkeys([f"matching:proposal-{each}" for each in ("detail", "line", "decline")], ASKED),
    "matching:question-create": ASKED,
    "matching:question-answer": TO_ANSWER,
    "programmes:cohort-detail": OPEN,
    "programmes:place-create": OPEN,
    "programmes:place-done": f"{SEATED} AND cohort_id IN ({OPEN})",
    "programmes:place-capacity": f"{PLACE} AND role = 'mentor'",
    "programmes:place-detail": PLACE,
    "programmes:place-withdraw": PLACE,
    "account_set_password": "SELECT FROM accounts_user WHERE id IN (SELECT login FROM me) AND password LIKE '!%%'",
    **dict.fromkeys([f"admin:agreements_cohort_{each}" for each in ("pairs", "renew")], RUNNING),
    **dict.fromkeys([f"admin:matching_cohort_{each}" for each in ("board", "even", "send")], RUNNING),
    **dict.fromkeys([f"admin:programmes_cohort_{each}" for each in ("change", "history", "end", "next")], RUNNING),
    **dict.fromkeys([f"admin:programmes_cohort_{each}" for each in ("open", "match", "close", "archive")], NEWEST),
    "admin:matching_cohort_first_search": OPEN,
    "admin:matching_programme_policy": "SELECT id FROM programmes_programme ORDER BY name",
    "admin:programmes_programme_duplicate": "SELECT id FROM programmes_programme ORDER BY name",
    "admin:matching_run_made": FOUND,
    "admin:matching_leaver_end": PAIRED_MENTOR,
    "admin:matching_proposal_again": "SELECT id FROM matching_proposal WHERE status = 'lapsed'",
    "admin:matching_mentee_mentor": UNPAIRED,
    "admin:participants_profile_trainings": "SELECT id FROM participants_profile ORDER BY id",
    "admin:programmes_enrolment_trainings": "SELECT id FROM programmes_enrolment WHERE role = 'mentor' ORDER BY id",
    "admin:accounts_user_second_step": "SELECT id FROM accounts_user ORDER BY email",
    **dict.fromkeys([f"admin:outbox_outgoingmessage_{each}" for each in ("change", "history")], IN_THE_LOG),
    **{
        f"admin:{table}_{page}": f"SELECT id FROM {table} ORDER BY id"  # noqa: S608 - names of our own
        for table in (
            *("agreements_template", "accounts_user", "participants_organisation"),
            *("participants_department", "participants_site", "participants_skill", "participants_profile"),
            *("participants_hranalyst", "participants_importbatch", "programmes_programme", "programmes_enrolment"),
            "programmes_coordinator",
        )
        for page in ("change", "history", "delete")
    },
    "admin:participants_skill_delete": UNUSED,
}
# A page of a state in which nothing of the demonstration stands: put there while somebody looks, and back again.
STAGE = "UPDATE programmes_cohort SET stage = '{}' WHERE id IN (" + NEWEST + ")"  # noqa: S608 - words of our own
LAST_DAY = """
    UPDATE participants_profile SET last_day = {} WHERE id = (
        SELECT person_id FROM matching_membership WHERE role = 'mentor' AND ended_at IS NULL ORDER BY id LIMIT 1)
"""
FOR_A_WHILE = {
    **{
        f"admin:programmes_cohort_{page}": (STAGE.format(stage), STAGE.format("registration"))
        for page, stage in (("open", "draft"), ("close", "closing"), ("archive", "closed"))
    },
    **dict.fromkeys([f"matching:choice-{each}" for each in ("list", "browse", "ask")], (LET_THEM, NO_LONGER)),
    "matching:ranking-detail": (LET_THEM_NAME, NO_LONGER_NAMED),
    "matching:question-create": (NOT_ASKED, ASKED_AGAIN),
    "admin:matching_leaver_end": (LAST_DAY.format("current_date - 1"), LAST_DAY.format("NULL")),
}
# Links of mails, a question and an HR file under way: made by the services, in the product itself.
MAKE = """
import json
from datetime import timedelta
from mentoring.accounts.emails import STOP_EMAIL_CHANGE, STOP_SECOND_STEP_REMOVAL
from mentoring.accounts.models import SecondStepRemoval, User
from mentoring.accounts.services import request_email_change
from mentoring.lib import clock, links
from mentoring.outbox.feet import purpose_of
from mentoring.outbox.kinds import SURVEYS
from agreements.models import SESSION_LINK, SessionReminder
from matching.models import ProposalSide
from matching.services import ask_first
from participants.services import check_draft, keep_upload

site = User.objects.get(email="admin@demo.example")
someone = User.objects.get(email="{mentee}")
until = clock.now() + timedelta(days=1)
change = request_email_change(user=site, new_address="ada.new@mail.example", by=None)
removal, _new = SecondStepRemoval.objects.get_or_create(
    user=site, state="waiting", defaults={{"asked_by": site, "asked_at": clock.now(), "due_at": until}}
)
reminder = SessionReminder.objects.filter(kind="log", person__user=someone).first()
reminder = reminder or SessionReminder.objects.filter(kind="log").first()
asker = ProposalSide.objects.filter(proposal__status="sent", role="mentee", answer="waiting").first()
ask_first(proposal=asker.proposal, words="Do you meet in the mornings?", by=asker.enrolment.person.user)
draft = keep_upload(content=b"id,name\\n1,Ada Lark\\n2,\\n", file_name="people.csv", by=site)
check_draft(draft=draft)

def link(purpose, thing):
    return links.token(purpose=purpose, subject_id=thing.pk, expires_at=until)

print(json.dumps({{
    "account_email_change_stop": [link(STOP_EMAIL_CHANGE, change)],
    "account_second_step_removal_stop": [link(STOP_SECOND_STEP_REMOVAL, removal)],
    "account_fewer_mails": [SURVEYS.name, link(purpose_of(SURVEYS), someone)],
    "agreements:session-answer": [link(SESSION_LINK, reminder)],
    "admin:participants_import_columns": [str(draft.pk)],
    "admin:participants_import_check": [str(draft.pk)],
}}))
"""


@dataclass(frozen=True)
class Found:
    """A page of one role: the name of its address, who opens it, and the path."""

    name: str
    who: str
    path: str


def walked() -> dict[str, list[str]]:
    """The names that the table opens to each role as a page, but for those that are none."""
    return {
        role: [name for name, address in TABLE.items() if address.GET[role] == 200 and name not in NO_PAGE]
        for role in LOGINS
    }


class Atlas:
    """Where each address of the table leads on a running product."""

    def __init__(self, product: Product, logins: dict[str, str]) -> None:
        self.product = product
        self.people = {role: [logins[login] if login else ""] for role, login in LOGINS.items()}
        for role in ("mentor", "mentee"):
            self.people[role] += [address for (address,) in product.query(OTHERS, role)]
        said = product.run("shell", "--no-imports", "-c", MAKE.format(mentee=logins["Mentee"]))
        self.made = json.loads(said.strip().splitlines()[-1])
        self.made["mailbox:mail-detail"] = [min((product.local / "mail").glob("*.eml")).stem]

    def find(self, role: str, name: str) -> Found | None:
        """For the first of that role who has something to see there."""
        for who in self.people[role]:
            path = self.path(name, who)
            if path:
                return Found(name, who, path)
        return None

    def path(self, name: str, who: str) -> str:
        if name in self.made:
            return reverse(name, args=self.made[name])
        if name in FIND:
            rows = self.product.query(f"{ME} {FIND[name]} LIMIT 1", who)
            return reverse(name, args=rows[0]) if rows else ""
        try:
            return TABLE[name].path or reverse(name)
        except NoReverseMatch:
            return ""

    @contextmanager
    def put_in_place(self, name: str) -> Iterator[None]:
        """What an address needs that the demonstration has not, and how it was before."""
        there, back = FOR_A_WHILE.get(name, ("", ""))
        try:
            if there:
                self.product.query(there)
            yield
        finally:
            if back:
                self.product.query(back)
