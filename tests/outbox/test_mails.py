"""Every mail of the product has its three parts, renders, and says the same in text as in HTML."""

import ast
import html
import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.template.loader import get_template
from django.urls import reverse

import agreements.emails
import feedback.emails
import matching.emails
import matching.question_emails
import participants.emails
import programmes.emails
from agreements.models import Action, SessionReminder
from feedback.models import Invitation
from matching.models import Mentorship, Proposal, ProposalSide
from mentoring.accounts import emails as accounts_emails
from mentoring.accounts.models import EmailChange, SecondStepRemoval
from mentoring.accounts.services import request_email_change, request_second_step_removal
from mentoring.jobs.emails import job_over
from mentoring.jobs.models import Job
from mentoring.jobs.services import start_job
from mentoring.jobs.verification import VERIFY_KIND
from mentoring.lib import clock
from mentoring.lib.env import BASE_DIR
from mentoring.outbox.services import Mail
from programmes.models import Enrolment, Role
from tests.factories import end_pairs, in_days, make_proposal, make_session, make_survey_run
from tests.outbox.test_kinds import sources

BRAND = {"mentoring"}


def sides(cast):
    proposal = make_proposal(cast.mentor_place, cast.mentee_place)
    by_role = {side.role: side for side in proposal.sides.all()}
    return by_role[Role.MENTEE], by_role[Role.MENTOR]


def suggested(cast) -> tuple[Proposal, ProposalSide, ProposalSide]:
    """The suggestion and its sides, that of the one who asks something first."""
    asker, asked = sides(cast)
    return asked.proposal, asker, asked


def survey(cast) -> Invitation:
    run = make_survey_run(cast.cohort, closes_at=clock.now() + timedelta(days=13))
    return Invitation.objects.create(run=run, person=cast.mentee, cell=0)


def readers(cast) -> dict:
    return {"reader": cast.mentee.user, "partner": cast.mentor.user}


def session_reminder(cast, *, days: int) -> SessionReminder:
    """A reminder of the mentee, who meets somebody in another zone."""
    cast.mentor.user.time_zone = "Africa/Lagos"
    session = make_session(pair(cast), days=days, place="Room 4")
    return SessionReminder.objects.create(session=session, person=cast.mentee, kind=SessionReminder.Kind.LOG)


def email_change(cast) -> EmailChange:
    return request_email_change(user=cast.mentee.user, new_address="new@mail.example", by=cast.site_administrator)


def second_step_removal(cast) -> SecondStepRemoval:
    TOTP.activate(cast.mentee.user, "JBSWY3DPEHPK3PXP")
    return request_second_step_removal(user=cast.mentee.user, by=cast.site_administrator)


def check_of_the_record(cast) -> Job:
    return start_job(kind=VERIFY_KIND, subject=cast.site_administrator, by=cast.mentee.user)


def pair(cast) -> Mentorship:
    return cast.mentorship


def ended_pair(cast) -> Mentorship:
    end_pairs()
    return Mentorship.objects.get()


def places(cast) -> tuple[Enrolment, Enrolment]:
    return cast.mentee_place, cast.mentor_place


def answered(cast) -> Enrolment:
    cast.mentee_place.answer_words = "We look for more mentors."
    return cast.mentee_place


# Written out: a mail function that is missing here fails the test below.
MAILS = {
    "agreements.session_planned": lambda cast: agreements.emails.session_planned(
        make_session(pair(cast), place="Room 4"), **readers(cast), by=cast.mentor.user
    ),
    "agreements.session_moved": lambda cast: agreements.emails.session_moved(
        make_session(pair(cast), place="Room 4"), **readers(cast), by=cast.mentor.user, before=clock.now()
    ),
    "agreements.session_coming": lambda cast: agreements.emails.session_coming(
        session_reminder(cast, days=1), partner=cast.mentor.user
    ),
    "agreements.session_to_log": lambda cast: agreements.emails.session_to_log(
        session_reminder(cast, days=-1), partner=cast.mentor.user
    ),
    "agreements.action_due": lambda cast: agreements.emails.action_due(
        Action(mentorship=pair(cast), owner=cast.mentee, due_on=clock.today()), **readers(cast)
    ),
    "agreements.session_cancelled": lambda cast: agreements.emails.session_cancelled(
        make_session(pair(cast)), **readers(cast), by=cast.mentor.user
    ),
    "agreements.session_met_early": lambda cast: agreements.emails.session_met_early(
        make_session(pair(cast)), **readers(cast), by=cast.mentor.user, met_at=clock.now()
    ),
    "agreements.session_off": lambda cast: agreements.emails.session_off(
        make_session(ended_pair(cast)), **readers(cast)
    ),
    "agreements.agreement_asked": lambda cast: agreements.emails.agreement_asked(
        pair(cast).agreement, **readers(cast), is_reminder=False
    ),
    "agreements.agreement_agreed": lambda cast: agreements.emails.agreement_agreed(
        pair(cast).agreement, **readers(cast), is_asked=True
    ),
    "agreements.agreement_changed": lambda cast: agreements.emails.agreement_changed(
        pair(cast).agreement, **readers(cast)
    ),
    "agreements.agreement_renewed": lambda cast: agreements.emails.agreement_renewed(
        pair(cast).agreement, **readers(cast)
    ),
    "feedback.survey_invitation": lambda cast: feedback.emails.survey_invitation(survey(cast)),
    "feedback.survey_reminder": lambda cast: feedback.emails.survey_reminder(survey(cast)),
    "matching.suggestion": lambda cast: matching.emails.suggestion(*sides(cast), {}),
    "matching.choice": lambda cast: matching.emails.choice(cast.mentee_place),
    "matching.naming": lambda cast: matching.emails.naming(cast.mentee_place),
    "matching.request": lambda cast: matching.emails.request(*sides(cast), {}),
    "question_emails.question_asked": lambda cast: matching.question_emails.question_asked(*suggested(cast)),
    "question_emails.question_answered": lambda cast: matching.question_emails.question_answered(*suggested(cast)),
    "matching.suggestion_reminder": lambda cast: matching.emails.suggestion_reminder(*sides(cast)),
    "matching.pair_made": lambda cast: matching.emails.pair_made(*sides(cast), pair(cast)),
    "matching.suggestion_closed": lambda cast: matching.emails.suggestion_closed(*sides(cast)),
    "matching.pair_ended": lambda cast: matching.emails.pair_ended(*places(cast), ended_pair(cast)),
    "matching.pair_paused": lambda cast: matching.emails.pair_paused(*places(cast), pair(cast)),
    "matching.pair_resumed": lambda cast: matching.emails.pair_resumed(*places(cast), pair(cast)),
    "matching.pair_wish": lambda cast: matching.emails.pair_wish(*places(cast), pair(cast), until=in_days(240)),
    "matching.pair_goes_on": lambda cast: matching.emails.pair_goes_on(*places(cast), pair(cast), until=in_days(240)),
    "matching.pair_wish_gone": lambda cast: matching.emails.pair_wish_gone(
        *places(cast), pair(cast), until=in_days(240)
    ),
    "matching.pair_as_planned": lambda cast: matching.emails.pair_as_planned(
        *places(cast), pair(cast), until=in_days(240)
    ),
    "matching.round_ended": lambda cast: matching.emails.round_ended(
        cast.mentee.user, cast.cohort, [(cast.mentor.user.name, ended_pair(cast))]
    ),
    "programmes.round_closing": lambda cast: programmes.emails.round_closing(
        cast.mentee_place, cast.cohort, plans_on=[reverse("agreements:session-create", args=[cast.mentorship.pk])]
    ),
    "participants.invitation": lambda cast: participants.emails.invitation(cast.mentee),
    "participants.analyst_granted": lambda cast: participants.emails.analyst_granted(
        cast.hr_analyst.user.analyst_roles.get()
    ),
    "programmes.coordinator_added": lambda cast: programmes.emails.coordinator_added(cast.programme.coordinators.get()),
    "programmes.place_requested": lambda cast: programmes.emails.place_requested(cast.mentee_place),
    "programmes.place_waiting": lambda cast: programmes.emails.place_waiting(answered(cast)),
    "programmes.place_declined": lambda cast: programmes.emails.place_declined(cast.mentee_place),
    "programmes.place_taken_back": lambda cast: programmes.emails.place_taken_back(answered(cast), is_in_pair=True),
    "programmes.place_approved": lambda cast: programmes.emails.place_approved(cast.mentee_place),
    "jobs.job_over": lambda cast: job_over(check_of_the_record(cast), reader=cast.mentee.user, title="A check"),
    "accounts.email_change_asked": lambda cast: accounts_emails.email_change_asked(email_change(cast)),
    "accounts.email_change_holds": lambda cast: accounts_emails.email_change_holds(email_change(cast)),
    "accounts.second_step_removal_asked": lambda cast: accounts_emails.second_step_removal_asked(
        second_step_removal(cast)
    ),
    "accounts.second_step_removal_holds": lambda cast: accounts_emails.second_step_removal_holds(
        second_step_removal(cast)
    ),
    "accounts.account_mail": lambda cast: accounts_emails.account_mail(
        "account/email/login_code", cast.mentee.user, {"code": "AB-12"}
    ),
}


def mail_functions() -> set[str]:
    """Each function of the product that writes a mail for somebody."""
    return {
        f"{path.parent.name if path.name == 'emails.py' else path.stem}.{node.name}"
        for path in sources()
        if path.name != "writing.py"  # what they all go through
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and node.returns is not None
        and ast.unparse(node.returns) == "Mail"
    }


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", html.unescape(text).lower()))


def seen_in(page: str) -> str:
    """What a mail program shows of the HTML, and where its links lead."""
    links = " ".join(re.findall(r'href="(?:mailto:)?([^"]+)"', page))
    body = re.sub(r"<(style|title)\b.*?</\1>|<!--.*?-->", " ", page, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", body) + " " + links


def test_every_mail_function_is_looked_at():
    assert mail_functions() == set(MAILS)


@pytest.mark.parametrize("name", sorted(MAILS))
def test_mail_renders_in_three_parts(name, cast):
    mail = MAILS[name](cast)

    assert isinstance(mail, Mail)
    assert all(part.strip() for part in (mail.subject, mail.text, mail.html))
    assert "\n" not in mail.subject
    assert not re.search(r"\{[{%]|None\b", mail.subject + mail.text + mail.html)


# Why somebody gets a mail, written out: not everybody who gets one takes part.
TAKES_PART = "You get this mail because you take part in mentoring at your company."
ASKED = "You get this mail because you asked for a place in a mentoring programme."
ACCOUNT = "You get this mail to keep your account safe."
REASONS = {
    "agreements.session_planned": TAKES_PART,
    "agreements.session_moved": TAKES_PART,
    "agreements.session_cancelled": TAKES_PART,
    "agreements.session_met_early": TAKES_PART,
    "agreements.session_off": TAKES_PART,
    "agreements.session_coming": TAKES_PART,
    "agreements.session_to_log": TAKES_PART,
    "agreements.action_due": TAKES_PART,
    "agreements.agreement_asked": TAKES_PART,
    "agreements.agreement_agreed": TAKES_PART,
    "agreements.agreement_changed": TAKES_PART,
    "agreements.agreement_renewed": TAKES_PART,
    "feedback.survey_invitation": TAKES_PART,
    "feedback.survey_reminder": TAKES_PART,
    "matching.suggestion": TAKES_PART,
    "matching.choice": TAKES_PART,
    "matching.naming": TAKES_PART,
    "matching.request": TAKES_PART,
    "question_emails.question_asked": TAKES_PART,
    "question_emails.question_answered": TAKES_PART,
    "matching.suggestion_reminder": TAKES_PART,
    "matching.pair_made": TAKES_PART,
    "matching.suggestion_closed": TAKES_PART,
    "matching.pair_ended": TAKES_PART,
    "matching.pair_paused": TAKES_PART,
    "matching.pair_resumed": TAKES_PART,
    "matching.pair_wish": TAKES_PART,
    "matching.pair_wish_gone": TAKES_PART,
    "matching.pair_goes_on": TAKES_PART,
    "matching.pair_as_planned": TAKES_PART,
    "matching.round_ended": "You get this mail because you had a place in this round of mentoring, or asked for one.",
    "programmes.round_closing": (
        "You get this mail because you have a place in this round of mentoring, or asked for one."
    ),
    "participants.invitation": "You get this mail once, because your company has opened mentoring to you.",
    "participants.analyst_granted": (
        "You get this mail once, because you were named as a reader of the mentoring reports."
    ),
    "programmes.coordinator_added": (
        "You get this mail once, because you were named as a coordinator of this programme."
    ),
    "programmes.place_requested": ASKED,
    "programmes.place_waiting": ASKED,
    "programmes.place_declined": ASKED,
    "programmes.place_taken_back": "You get this mail because you had a place in a mentoring programme.",
    "programmes.place_approved": ASKED,
    "jobs.job_over": "You get this mail because this took more than a minute.",
    "accounts.email_change_asked": ACCOUNT,
    "accounts.email_change_holds": ACCOUNT,
    "accounts.second_step_removal_asked": ACCOUNT,
    "accounts.second_step_removal_holds": ACCOUNT,
    "accounts.account_mail": "You get this mail because somebody asked for a code for your address.",
}


@pytest.mark.parametrize("name", sorted(MAILS))
def test_foot_of_a_mail_says_truly_why_it_comes(name, cast):
    mail = MAILS[name](cast)

    foot = mail.text.rpartition("\n--\n")[2].strip()
    assert foot == REASONS[name]
    assert f"<p>{foot}</p>" in mail.html


@pytest.mark.parametrize("name", sorted(MAILS))
def test_text_says_all_that_the_html_says(name, cast):
    mail = MAILS[name](cast)

    assert words_of(seen_in(mail.html)) - words_of(mail.text) - BRAND == set()


@pytest.mark.parametrize("had_place", [True, False])
def test_mail_to_whoever_was_in_no_pair_says_the_same_in_text_as_in_html(cast, had_place):
    mail = matching.emails.round_ended(cast.mentee.user, cast.cohort, [], had_place=had_place)

    assert ("You were in no pair here, and that says nothing about you" in mail.text) is had_place
    assert words_of(seen_in(mail.html)) - words_of(mail.text) - BRAND == set()


@pytest.mark.parametrize("number", [1, 2])
def test_mail_to_whoever_had_a_pair_before_says_the_same_in_text_as_in_html(cast, number):
    before = [ended_pair(cast)] * number
    mail = matching.emails.round_ended(cast.mentee.user, cast.cohort, [], before=before)

    assert ("Your pair had ended before" in mail.text, "Your pairs had" in mail.text) == (number == 1, number == 2)
    assert words_of(seen_in(mail.html)) - words_of(mail.text) - BRAND == set()


@pytest.mark.parametrize("way", ["finished", "carry-on", "day"])
def test_each_end_of_a_pair_says_the_same_in_text_as_in_html(way, cast):
    mail = matching.emails.pair_ended(*places(cast), ended_pair(cast), way=way)

    assert words_of(seen_in(mail.html)) - words_of(mail.text) - BRAND == set()


def test_mail_at_the_end_of_a_round_says_with_whom_one_goes_on(cast):
    going_on = [(cast.mentor.user.name, pair(cast))]
    mail = matching.emails.round_ended(cast.mentee.user, cast.cohort, [], going_on)

    assert words_of(seen_in(mail.html)) - words_of(mail.text) - BRAND == set()
    assert "With Maria Mentor you go on, as you both agreed." in mail.text


@pytest.mark.parametrize("name", sorted(MAILS))
def test_mail_has_one_button_at_most_and_where_others_are_folded_in(name, cast):
    mail = MAILS[name](cast)

    assert mail.html.count('class="button"') <= 1
    assert (mail.html.count("<!-- letter -->"), mail.html.count("<!-- end of letter -->")) == (1, 1)
    assert mail.text.count("\n--\n") == 1


@pytest.mark.parametrize("part", ["subject.txt", "txt", "html"])
def test_every_mail_has_this_part(part):
    folder = BASE_DIR / "templates/emails"
    names = {str(path.relative_to(folder)).removesuffix(".subject.txt") for path in folder.rglob("*.subject.txt")}

    assert len(names) > 10
    for name in names:
        get_template(f"emails/{name}.{part}")
