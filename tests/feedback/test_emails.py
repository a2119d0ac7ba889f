import re
from datetime import date

import pytest

from feedback.emails import (
    SURVEY_INVITATION,
    SURVEY_REMINDER,
    is_wanted,
    survey_invitation,
    survey_reminder,
    when_to_remind,
)
from feedback.models import SurveyRun
from feedback.services import close_run, record_answers
from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.links import PLACEHOLDER, sign_placeholders, site_address, stored
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.pump import begin, claim_due
from mentoring.outbox.pump import is_wanted as is_wanted_at_the_pump
from programmes.models import Cohort
from tests.factories import CohortFactory, at, end_pairs, make_survey_run
from tests.feedback.population import live_in
from tests.feedback.steps import surveys_to_answer

pytestmark = pytest.mark.django_db
MAILS = {SURVEY_INVITATION: survey_invitation, SURVEY_REMINDER: survey_reminder}


@pytest.fixture
def invitation(open_run):
    return open_run(["Sales", "Sales"]).invitations.select_related("run__cohort__programme", "person__user").first()


def words(html):
    return re.sub(r"<[^>]+>", " ", re.sub(r"<(style|title)>.*?</\1>", "", html, flags=re.DOTALL)).split()


def wanted(invitation):
    return {kind: is_wanted(kind, invitation.pk) for kind in MAILS}


@pytest.mark.parametrize("kind", MAILS)
def test_mail_is_short_and_has_one_link_which_is_not_usable_yet(kind, invitation):
    mail = MAILS[kind](invitation)

    assert len(mail.subject) <= 60
    assert len(words(mail.html)) <= 120
    for part in (stored(mail.text), stored(mail.html)):
        assert len(PLACEHOLDER.findall(part)) == 1
        assert sign_placeholders(part).count("/surveys/") == 1


@pytest.mark.parametrize("kind", MAILS)
def test_mail_says_who_sees_what_in_text_and_html(kind, invitation):
    mail = MAILS[kind](invitation)

    who = "Nobody sees your answers."
    what = "HR sees totals, and only where at least 5 people have answered, or 8 for a department."
    assert f"{who} {what}" in mail.text
    assert f"{who} {what}" in mail.html


@pytest.mark.parametrize("kind", MAILS)
def test_mail_names_nobody_but_its_reader(kind, invitation):
    other = invitation.run.invitations.exclude(pk=invitation.pk).get().person.user
    other.name = "Zacharias Quill"
    other.save()

    mail = MAILS[kind](invitation)

    assert invitation.person.user.get_short_name() in mail.text
    assert "Quill" not in mail.text + mail.html


def test_mail_gives_the_day_in_the_time_zone_of_its_reader(invitation):
    invitation.person.user.time_zone = "Pacific/Auckland"
    invitation.run.closes_at = invitation.run.closes_at.replace(hour=20)

    assert "Tue 16 Jun 2026, 08:00 NZST" in survey_invitation(invitation).text


def test_page_behind_the_mail_gives_the_same_moment_as_the_mail(invitation, client):
    User.objects.filter(pk=invitation.person.user_id).update(time_zone="Asia/Kathmandu")
    invitation.person.user.refresh_from_db()
    mail = survey_invitation(invitation).text
    (address,) = (word for word in sign_placeholders(stored(mail)).split() if "/surveys/" in word)

    page = client.get(address.removeprefix(site_address(""))).content.decode()

    assert ["Mon 15 Jun 2026, 13:45 UTC+05:45" in text for text in (mail, page)] == [True, True]


def ending(invitation, day):
    invitation.run.cohort.ends_on = day
    return invitation


@pytest.mark.parametrize(
    ("ends_on", "until", "subject"),
    [
        (date(2026, 6, 15), "Mon 15 Jun 2026, 09:00 BST", "open until Mon 15 Jun"),
        (date(2026, 6, 12), "Fri 12 Jun 2026", "open until Fri 12 Jun"),
        (date(2026, 5, 31), "the round closes (Mon 15 Jun 2026, 09:00 BST at the latest)", "still open"),
    ],
)
def test_mails_page_and_home_name_the_day_that_is_true_of_a_round_that_closes_sooner(
    invitation, client, ends_on, until, subject
):
    """Closing a round closes its surveys, whatever day they had of their own."""
    mails = [make(ending(invitation, ends_on)) for make in MAILS.values()]
    before = date(2026, 5, 1)
    Cohort.objects.update(registration_ends_on=before, starts_on=before, mid_survey_on=None, ends_on=ends_on)
    (address,) = (word for word in sign_placeholders(stored(mails[0].text)).split() if "/surveys/" in word)

    page = " ".join(client.get(address.removeprefix(site_address(""))).content.decode().split())

    assert [until in " ".join(mail.text.split()) for mail in mails] == [True, True]
    assert [until in mail.html for mail in mails] == [True, True]
    assert mails[1].subject == f"Mid survey: {subject}"
    assert f"Open until {until}." in page
    (step,) = surveys_to_answer(invitation.person)
    assert f"Open until {until.removesuffix(' 2026, 09:00 BST').removesuffix(' 2026')}." in step.text


def test_mail_of_what_is_always_on_and_ends_names_no_day_that_may_not_come(invitation):
    cohort = invitation.run.cohort
    cohort.always_on, cohort.ends_on, cohort.stage = True, None, Cohort.Stage.CLOSING

    assert "until the programme closes (Mon 15 Jun 2026, 09:00 BST at the latest)" in survey_invitation(invitation).text


def test_mails_are_wanted_while_the_answer_is_missing(invitation):
    assert wanted(invitation) == {SURVEY_INVITATION: True, SURVEY_REMINDER: True}


def test_mails_are_not_wanted_once_answered(invitation):
    record_answers(invitation=invitation, answers={"time": 3})

    assert wanted(invitation) == {SURVEY_INVITATION: False, SURVEY_REMINDER: False}


def test_mails_are_not_wanted_once_the_survey_closed(invitation):
    close_run(run=invitation.run)

    assert wanted(invitation) == {SURVEY_INVITATION: False, SURVEY_REMINDER: False}


def test_mails_are_not_wanted_after_the_last_moment(invitation):
    with clock.standing_at(invitation.run.closes_at):
        assert wanted(invitation) == {SURVEY_INVITATION: False, SURVEY_REMINDER: False}


def test_mails_are_not_wanted_by_somebody_whose_pair_ended(invitation):
    end_pairs(memberships__person=invitation.person)

    assert wanted(invitation) == {SURVEY_INVITATION: False, SURVEY_REMINDER: False}


def test_mails_of_others_are_none_of_our_business(invitation):
    assert is_wanted("session-planned", invitation.pk) is True


def test_the_pump_asks_before_it_reminds(invitation):
    reminders = OutgoingMessage.objects.filter(kind=SURVEY_REMINDER)
    record_answers(invitation=invitation, answers={"time": 3})

    assert {each.subject_id: is_wanted_at_the_pump(each) for each in reminders} == {
        each.subject_id: each.subject_id != invitation.pk for each in reminders
    }


# Who moved after the survey opened, in London


@pytest.mark.parametrize(
    ("zone", "moment", "waits_until"),
    [
        ("", "2026-06-08 08:00", None),
        ("America/New_York", "2026-06-08 08:00", "2026-06-08 13:00"),
        ("America/New_York", "2026-06-08 12:59", "2026-06-08 13:00"),
        ("America/New_York", "2026-06-08 13:00", None),
        ("Pacific/Honolulu", "2026-06-08 08:00", "2026-06-08 19:00"),  # ten in the evening of Sunday there
        ("Asia/Tokyo", "2026-06-08 08:00", None),
    ],
)
def test_reminder_waits_for_nine_where_its_reader_lives_by_now(invitation, zone, moment, waits_until):
    live_in(invitation.person.user, zone)

    with clock.standing_at(at(moment)):
        answer = when_to_remind(invitation.person.user_id, SURVEY_REMINDER)

    assert answer == (at(waits_until) if waits_until else None)


def test_pump_puts_a_reminder_off_until_the_morning_where_its_reader_lives_by_now(invitation):
    live_in(invitation.person.user, "Pacific/Honolulu")
    OutgoingMessage.objects.exclude(subject_id=invitation.pk, kind=SURVEY_REMINDER).delete()
    begun = []

    for moment in ("2026-06-08 08:00", "2026-06-08 18:59", "2026-06-08 19:00"):
        with clock.standing_at(at(moment)):
            begun.append([begin(message) for message in claim_due()])

    assert begun == [[False], [], [True]]


def test_only_reminders_of_surveys_wait_for_it_and_none_that_nobody_waits_for(invitation, django_assert_num_queries):
    user = invitation.person.user
    live_in(user, "Pacific/Honolulu")

    with django_assert_num_queries(0):
        others = [when_to_remind(user.pk, kind) for kind in (SURVEY_INVITATION, "session-coming")]
    with django_assert_num_queries(1):
        own = when_to_remind(user.pk, SURVEY_REMINDER)
    record_answers(invitation=invitation, answers={"time": 3})

    assert (others, own) == ([None, None], at("2026-06-08 19:00"))
    assert when_to_remind(user.pk, SURVEY_REMINDER) is None


def test_survey_that_is_not_mailed_puts_no_reminder_off(invitation):
    """Whoever asks for another place is asked at its start, on a page."""
    user = invitation.person.user
    live_in(user, "Pacific/Honolulu")
    start = make_survey_run(CohortFactory(), kind=SurveyRun.Kind.START, reminds_at=None)
    start.invitations.create(person=invitation.person, cell=0)

    assert when_to_remind(user.pk, SURVEY_REMINDER) == at("2026-06-08 19:00")


def test_invitation_does_not_come_at_night_to_whoever_lives_elsewhere(invitation, settings):
    """A survey opens at nine by the company's clocks, which is the middle of the night on some islands."""
    settings.MAILS_KEEP_HOURS = True
    live_in(invitation.person.user, "Pacific/Honolulu")
    OutgoingMessage.objects.exclude(subject_id=invitation.pk, kind=SURVEY_INVITATION).delete()
    begun = []

    for moment in ("2026-06-01 12:01", "2026-06-01 17:59", "2026-06-01 18:00"):
        with clock.standing_at(at(moment)):
            begun.append([begin(message) for message in claim_due()])

    assert begun == [[False], [], [True]]
