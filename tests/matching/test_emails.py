import pytest
from django.urls import reverse

from matching import emails
from matching.models import Proposal
from mentoring.lib import registry
from mentoring.outbox.kinds import topic_of
from programmes.models import Role
from tests.factories import SkillFactory, end_pairs, make_proposal
from tests.matching.people import mentee_of, mentor_of, open_cohort

pytestmark = pytest.mark.django_db
STATES = [("draft", False), ("sent", True), ("accepted", False), ("declined", False)]


@pytest.fixture
def sides():
    """The mentor's and the mentee's side of a suggestion with three reasons."""
    cohort, _by = open_cohort(programme__name="Open doors & windows")
    skill = SkillFactory(name="Public speaking")
    proposal = make_proposal(
        mentor_of(cohort, person__user__name="Maria O'Neil", person__job_title="Head of design"),
        mentee_of(cohort, person__user__name="Minh Tran"),
    )
    proposal.reasons = [
        {"code": "offers_first", "values": {"skill": str(skill.pk)}},
        {"code": "other_department", "values": {}},
        {"code": "same_site", "values": {}},
    ]
    by_role = {side.role: side for side in proposal.sides.all()}
    for side in by_role.values():
        side.proposal = proposal
    return by_role[Role.MENTOR], by_role[Role.MENTEE], {str(skill.pk): skill.name}


def mails_of(sides, mentorship):
    mentor, mentee, names = sides
    return [
        mail
        for side, other in ((mentor, mentee), (mentee, mentor))
        for mail in (
            emails.suggestion(side, other, names),
            emails.pair_made(side, other, mentorship),
            emails.suggestion_closed(side, other),
            emails.pair_ended(side.enrolment, other.enrolment, mentorship),
        )
    ]


def test_reminder_asks_what_the_suggestion_asked(sides):
    mentor, mentee, names = sides

    for side, other, asked in (
        (mentee, mentor, "Minh, would you like to learn with Maria O'Neil?"),
        (mentor, mentee, "Maria, would you mentor Minh Tran?"),
    ):
        for mail in (emails.suggestion(side, other, names), emails.suggestion_reminder(side, other)):
            assert mail.text.startswith(f"{asked}\n")


def test_suggestion_says_who_and_why(sides):
    mentor, mentee, names = sides

    mail = emails.suggestion(mentee, mentor, names)

    link = f"http://localhost:8000{reverse('matching:proposal-detail', args=[mentee.proposal.pk])}"
    assert mail.subject == "We suggest a mentor for you"
    assert "Minh, would you like to learn with Maria O'Neil?" in mail.text
    assert "Maria O'Neil: Head of design, Engineering" in mail.text
    assert "For Open doors & windows we suggest" in mail.text
    assert "- This mentor offers what comes first on your wish list: Public speaking." in mail.text
    assert "Nothing starts unless both of you say yes." in mail.text
    assert mail.text.count(link) == 1
    assert f'href="{link}"' in mail.html
    assert "Open doors &amp; windows" in mail.html


def test_suggestion_asks_a_mentor_in_their_own_words(sides):
    mentor, mentee, names = sides

    mail = emails.suggestion(mentor, mentee, names)

    assert mail.subject == "We suggest a mentee for you"
    assert "Maria, would you mentor Minh Tran?" in mail.text
    assert "- You offer what comes first on this mentee’s wish list: Public speaking." in mail.text
    assert "wish list: Public speaking." in mail.html


def test_suggestion_sets_apart_what_does_not_speak_for_it(sides):
    mentor, mentee, names = sides
    mentee.proposal.reasons = [{"code": code, "values": {}} for code in ("offers_none", "same_site")]

    mail = emails.suggestion(mentee, mentor, names)

    assert (
        "Why we suggest it:\n- You both work at the same site, so meeting in person is easy.\n\n"
        "Good to know, though it does not speak for it:\n- The skills offered differ from your wish list.\n\n"
    ) in mail.text
    first, last = mail.html.split("Good to know, though it does not speak for it:")
    assert ("at the same site" in first, "differ from your wish list" in last) == (True, True)


def test_suggestion_with_nothing_against_it_names_nothing_so(sides):
    mentor, mentee, names = sides

    mail = emails.suggestion(mentor, mentee, names)

    assert "Why we suggest it:" in mail.text
    assert "Good to know" not in mail.text + mail.html


def test_suggestion_leaves_out_what_is_not_known(sides):
    mentor, mentee, names = sides
    mentor.enrolment.person.job_title, mentor.enrolment.person.department = "", None

    mail = emails.suggestion(mentee, mentor, names)

    assert "Maria O'Neil:" not in mail.text
    assert "None" not in mail.text + mail.html


def test_pair_made_leads_to_the_page_of_the_two(sides, cast):
    mentor, mentee, _names = sides

    mail = emails.pair_made(mentee, mentor, cast.mentorship)

    assert mail.subject == "You both said yes"
    assert "Maria O'Neil is now your mentor in Open doors & windows." in mail.text
    assert cast.mentorship.get_absolute_url() in mail.text


def test_pair_made_says_at_which_address_to_say_hello(sides, cast):
    mentor, mentee, _names = sides

    mail = emails.pair_made(mentee, mentor, cast.mentorship)
    address = mentor.enrolment.person.user.email
    assert f"why not write to Maria O'Neil today? The address is {address}" in mail.text
    assert f'The address is <a href="mailto:{address}">{address}</a>' in mail.html
    assert mentor.enrolment.person.user.email in mail.html

    mentor.enrolment.person.user.email = None
    without = emails.pair_made(mentee, mentor, cast.mentorship)
    assert "why not look for Maria O'Neil today?" in without.text
    assert "The address" not in without.text


def test_no_address_is_told_before_both_said_yes(sides, cast):
    mentor, mentee, names = sides

    for mail in (emails.suggestion(mentee, mentor, names), emails.suggestion_closed(mentee, mentor)):
        assert mentor.enrolment.person.user.email not in mail.text + mail.html


def test_closed_suggestion_blames_nobody(sides):
    mentor, mentee, _names = sides

    mail = emails.suggestion_closed(mentor, mentee)

    assert "The two of you do not become a pair this time." in mail.text
    for word in ("declined", "refused", "someone else please", " no ", "said"):
        assert word not in mail.text


def test_every_mail_is_short_with_one_button_and_the_same_in_both_forms(sides, cast):
    end_pairs()
    cast.mentorship.refresh_from_db()

    for mail in mails_of(sides, cast.mentorship):
        assert len(mail.subject) <= 60
        assert len(mail.text.split()) <= 120
        assert mail.text.count("http://") == 1
        assert mail.html.count('class="button"') == 1
        assert "{{" not in mail.text + mail.html


@pytest.mark.parametrize(("status", "wanted"), STATES)
def test_suggestion_is_mailed_only_while_it_is_open(status, wanted):
    cohort, _by = open_cohort()
    proposal = make_proposal(mentor_of(cohort), mentee_of(cohort), status=Proposal.Status(status))

    assert (False in registry.message_wanted.ask("suggestion", proposal.pk)) is not wanted


@pytest.mark.parametrize("kind", ["pair_made", "suggestion_closed", "pair_ended", "something_else"])
def test_other_mails_are_not_ours_to_take_back(cast, kind):
    assert emails.is_wanted(kind, cast.mentorship.pk) is None


@pytest.mark.parametrize(
    "kind",
    ["PAIR_ENDED", "PAIR_PAUSED", "PAIR_RESUMED", "PAIR_WISH", "PAIR_WISH_GONE", "PAIR_GOES_ON", "PAIR_AS_PLANNED"],
)
def test_what_becomes_of_a_pair_always_comes_as_the_page_of_mails_promises(kind):
    """A break, an answer to a wish and an end are no news that one switches off."""
    assert topic_of(getattr(emails, kind)) is None
