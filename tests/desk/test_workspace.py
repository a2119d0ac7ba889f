from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Session
from agreements.services import agree, confirm_change_seen, confirm_lines_read, write_note
from feedback.services import set_goal
from matching.models import Mentorship
from matching.services import end_mentorship
from mentoring.desk.round_end import round_end_of
from mentoring.desk.workspace import workspace_of
from mentoring.lib import clock
from programmes.models import Cohort
from tests.agreements.renewing import both_agree, renew
from tests.factories import end_pairs, in_days, make_session


@pytest.fixture
def pair(cast) -> Mentorship:
    for person in (cast.mentor, cast.mentee):
        confirm_lines_read(agreement=cast.mentorship.agreement, by=person.user)
    return Mentorship.objects.with_people().select_related("agreement").get(pk=cast.mentorship.pk)


def sessions_of(rows) -> list[Session]:
    return [row.session for row in rows]


def test_page_of_a_pair_leads_to_the_lines_until_they_are_read(cast, sign_in):
    response = sign_in(cast.mentor).get(reverse("desk:mentorship-detail", args=[cast.mentorship.pk]))

    assert response.url == reverse("agreements:agreement-detail", args=[cast.mentorship.pk])


def test_workspace_sorts_sessions_by_what_they_ask_for(cast, pair):
    coming, later = make_session(pair, days=2), make_session(pair, days=9)
    unlogged = make_session(pair, days=-1)
    held = make_session(pair, days=-9, status=Session.Status.HELD)

    workspace = workspace_of(pair, cast.mentor.user)

    assert (sessions_of(workspace.coming), sessions_of(workspace.waiting_for_log)) == ([coming, later], [unlogged])
    assert workspace.held == [held]


def test_workspace_asks_about_a_session_once_it_is_over(cast, pair):
    session = make_session(pair, days=1, minutes=60)

    with clock.standing_at(session.starts_at + timedelta(minutes=30)):
        under_way = workspace_of(pair, cast.mentor.user)
    with clock.standing_at(session.ends_at):
        over = workspace_of(pair, cast.mentor.user)

    assert (sessions_of(under_way.coming), under_way.waiting_for_log) == ([session], [])
    assert (over.coming, sessions_of(over.waiting_for_log)) == ([], [session])


def test_workspace_holds_ones_own_notes_alone(cast, pair):
    mine = write_note(mentorship=pair, session=None, body="Mine", by=cast.mentor.user)
    write_note(mentorship=pair, session=None, body="CANARY-mentee", by=cast.mentee.user)

    workspace = workspace_of(pair, cast.mentor.user)

    assert workspace.notes == [mine]


def test_workspace_knows_who_agreed(cast, pair):
    agree(agreement=pair.agreement, cadence="monthly", minutes=60, place="video", contact="mail", by=cast.mentee.user)

    workspace = workspace_of(pair, cast.mentor.user)

    assert ([each.person for each in workspace.agreed], workspace.both_agreed) == ([cast.mentee], False)


def test_page_has_the_address_of_the_partner_while_they_are_a_pair(cast, pair, sign_in):
    during = sign_in(cast.mentee).get(pair.get_absolute_url()).content.decode()
    end_mentorship(mentorship=pair, by=cast.coordinator.user)
    after = sign_in(cast.mentee).get(pair.get_absolute_url()).content.decode()

    assert 'href="mailto:maria@mail.example"' in during
    assert "maria@mail.example" not in after


@pytest.mark.parametrize(
    ("status", "words", "label"),
    [
        ("planned", "After your first session, choose together how often", "Read our agreement"),
        ("held", "You have met, so now you can choose together how often", "Choose now"),
    ],
)
def test_page_asks_for_the_choices_once_they_have_met(cast, pair, sign_in, status, words, label):
    make_session(pair, days=-1, status=status)

    page = sign_in(cast.mentee).get(pair.get_absolute_url()).content.decode()

    assert words in page
    assert f'<a class="no-print" href="{pair.agreement.get_absolute_url()}">{label}</a>' in page


def test_page_asks_whether_they_met_where_that_is_answered(cast, pair, sign_in):
    session = make_session(pair, days=-1)

    page = sign_in(cast.mentee).get(pair.get_absolute_url()).content.decode()

    assert f'href="{session.get_absolute_url()}">Say whether you met</a>' in page
    assert "how it went" not in page


@pytest.mark.parametrize(
    ("status", "to_giver", "to_other"),
    [
        ("planned", "Maria Mentor is asked for a yes once you two have met.", "There is no hurry: meet first, then"),
        ("held", "Now it is waiting for Maria Mentor.", "Have a look, change what does not suit you, and agree too."),
    ],
)
def test_page_says_for_whom_it_waits_after_ones_own_yes(cast, pair, sign_in, status, to_giver, to_other):
    make_session(pair, days=-1, status=status)
    agree(agreement=pair.agreement, cadence="monthly", minutes=60, place="video", contact="mail", by=cast.mentee.user)

    own = sign_in(cast.mentee).get(pair.get_absolute_url()).content.decode()
    others = sign_in(cast.mentor).get(pair.get_absolute_url()).content.decode()

    assert ("You agreed on " in own, to_giver in own) == (True, True)
    assert f"Minh Mentee has agreed already. {to_other}" in others
    assert "After your first session, choose together" not in own + others


def test_page_says_what_was_changed_after_ones_own_yes_until_that_is_seen(cast, pair, sign_in):
    for person, cadence in ((cast.mentee, "monthly"), (cast.mentor, "fortnightly")):
        agree(agreement=pair.agreement, cadence=cadence, minutes=60, place="video", contact="mail", by=person.user)

    client, words = (
        sign_in(cast.mentee),
        "Maria Mentor changed how often you meet (every two weeks instead of once a month) on",
    )
    before = client.get(pair.get_absolute_url()).content.decode()
    with clock.standing_at(clock.now() + timedelta(minutes=1)):
        confirm_change_seen(agreement=pair.agreement, by=cast.mentee.user)
    after = client.get(pair.get_absolute_url()).content.decode()

    assert (words in before, words in after) == (True, False)


def test_page_shows_partner_and_no_note_of_theirs(cast, pair, sign_in):
    write_note(mentorship=pair, session=None, body="CANARY-mentor", by=cast.mentor.user)

    page = sign_in(cast.mentee).get(pair.get_absolute_url()).content.decode()

    assert "You and Maria Mentor" in page
    assert "CANARY" not in page


@pytest.mark.parametrize("sessions", [1, 6])
def test_page_costs_the_same_whatever_the_number_of_sessions(
    cast, pair, sign_in, django_assert_max_num_queries, sessions
):
    for day in range(sessions):
        make_session(pair, days=day + 1)
    client = sign_in(cast.mentor)

    with django_assert_max_num_queries(15):
        client.get(pair.get_absolute_url())


def test_page_of_an_ended_pair_offers_nothing_that_would_be_refused(cast, pair, sign_in):
    session = make_session(pair, days=-1)
    goal = set_goal(mentorship=pair, sentence="Speak up.", where_now="", what_good="", by=cast.mentee.user)
    end_mentorship(mentorship=pair, by=cast.mentor.user)

    page = sign_in(cast.mentee).get(pair.get_absolute_url()).content.decode()

    assert "Speak up." in page
    assert reverse("agreements:session-detail", args=[session.pk]) in page
    for name, subject in (
        ("agreements:session-log", session),
        ("agreements:session-create", pair),
        ("feedback:goal-update", goal),
        ("feedback:goal-create", pair),
    ):
        assert reverse(name, args=[subject.pk]) not in page


def test_page_of_a_pair_that_has_just_ended_asks_how_it_was_while_that_can_be_said(
    cast, pair, sign_in, django_assert_max_num_queries
):
    """The moment at which one knows; it may be skipped, and who answered is asked no more."""
    Cohort.objects.update(stage=Cohort.Stage.RUNNING)
    client, asked = sign_in(cast.mentee), reverse("feedback:survey-early-end", args=[cast.cohort.pk])
    before = client.get(pair.get_absolute_url()).content.decode()
    end_mentorship(mentorship=pair, by=cast.mentor.user)

    with django_assert_max_num_queries(15):
        at_the_end = client.get(pair.get_absolute_url()).content.decode()
    client.post(asked, {"leave": "yes"})
    declined = client.get(pair.get_absolute_url()).content.decode()
    with clock.standing_at(clock.now() + timedelta(days=15)):
        later = sign_in(cast.mentor).get(pair.get_absolute_url()).content.decode()

    assert [asked in page for page in (before, at_the_end, declined, later)] == [False, True, False, False]


@pytest.mark.parametrize("stage", [Cohort.Stage.CLOSING, Cohort.Stage.CLOSED])
def test_page_of_a_pair_that_ended_with_its_round_asks_nothing(cast, pair, stage):
    end_mentorship(mentorship=pair, by=cast.mentor.user)
    Cohort.objects.update(stage=stage)
    pair = Mentorship.objects.with_people().select_related("agreement").get(pk=pair.pk)

    assert workspace_of(pair, cast.mentee.user).parting is None


def test_page_of_an_ended_pair_says_nothing_of_what_is_still_to_come(cast, pair, sign_in):
    under_way = sign_in(cast.mentee).get(pair.get_absolute_url()).content.decode()
    end_mentorship(mentorship=pair, by=cast.mentor.user)

    ended = sign_in(cast.mentee).get(pair.get_absolute_url()).content.decode()

    for words in (
        "You have not met yet.",
        "What either of you wants to do before you meet again",
        "Most pairs set one in the second or third session.",
        "After your first session, choose together",
        '<span class="pill info">Open</span>',
    ):
        assert (words in under_way, words in ended) == (True, False)
    for words in ("No session is noted.", "No goal is noted.", "so nothing was agreed."):
        assert words in ended


@pytest.mark.parametrize(
    ("stage", "days", "words"),
    [
        (Cohort.Stage.RUNNING, 60, "The last day of your round is"),
        (Cohort.Stage.RUNNING, -1, "You two go on until the programme team closes it."),
        (Cohort.Stage.CLOSING, 5, "This round nears its end: its last day is"),
        (Cohort.Stage.CLOSING, -1, "This round nears its end. Until the programme team closes it, you two can meet"),
    ],
)
def test_page_names_the_end_of_the_round_and_what_can_still_be_done(cast, pair, sign_in, stage, days, words):
    Cohort.objects.filter(pk=pair.cohort_id).update(stage=stage)
    at_noon = datetime.combine(pair.cohort.ends_on - timedelta(days=days), time(12), UTC)

    with clock.standing_at(at_noon):
        page, home = (sign_in(cast.mentee).get(path).content.decode() for path in (pair.get_absolute_url(), "/"))

    assert words in page
    assert (words in home) is (stage == Cohort.Stage.CLOSING)
    assert (reverse("agreements:pair-go-on", args=[pair.pk]) in page) is (stage == Cohort.Stage.CLOSING)


@pytest.mark.parametrize("change", [{"goes_on_until": in_days(300)}, {"status": "ended"}])
def test_end_of_the_round_is_nothing_to_whoever_ends_on_another_day(pair, change):
    pair.cohort.stage = Cohort.Stage.CLOSING
    for name, value in change.items():
        setattr(pair, name, value)

    assert round_end_of(pair, clock.company_today()) is None


def test_what_is_always_on_has_no_last_day(pair):
    pair.cohort.ends_on = None

    assert round_end_of(pair, clock.company_today()) is None


def test_page_asks_for_the_department_of_nobody_by_itself(cast, pair, sign_in):
    client = sign_in(cast.mentor)

    with CaptureQueriesContext(connection) as queries:
        page = client.get(pair.get_absolute_url()).content.decode()

    assert "Engineer, Engineering" in page
    assert not [query for query in queries if 'FROM "participants_department"' in query["sql"]]


def test_page_of_an_ended_pair_shows_the_terms_that_both_agreed_to_before_the_lines_changed(cast, sign_in):
    both_agree(cast)
    renew(cast)
    end_pairs()

    page = " ".join(sign_in(cast.mentee).get(cast.mentorship.get_absolute_url()).content.decode().split())

    assert "Once a month, 45 minutes, in the office." in page
    assert "You both agreed to this before the lines changed." in page


def test_session_of_an_ended_pair_that_nobody_told_of_has_its_label(cast, pair, sign_in):
    make_session(pair, days=-1)
    end_pairs()

    page = sign_in(cast.mentor).get(pair.get_absolute_url()).content.decode()

    assert page.count('<span class="pill">Not noted</span>') == 1
