"""Answers whose key is lost for good: somebody gives them up by name and number, and their survey is counted."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from feedback import services
from feedback.models import Draft, Invitation, SurveyRun
from feedback.reports import uncounted_surveys
from feedback.services import give_up_answers, record_answers
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from tests import factories
from tests.feedback.population import all_items, departments_of
from tests.feedback.report_pages import file_of, page_of
from tests.feedback.survey_pages import token_of
from tests.feedback.test_unreadable_answers import flip_a_bit

pytestmark = pytest.mark.django_db
NOBODY_KNOWS = "They count nowhere, and nobody can say whose they were."
SOME = f"Some more answers could not be read, as their key is lost. {NOBODY_KNOWS}"


@pytest.fixture
def administrator(db):
    return factories.UserFactory(email="ada@admin.example", is_staff=True, is_superuser=True)


@pytest.fixture
def stuck(open_run):
    """A survey that is over, of which answers do not open: called with how many, of 16."""

    def of(number: int) -> SurveyRun:
        run = open_run(departments_of(Sales=8, Legal=8))
        for invitation in run.invitations.all():
            record_answers(invitation=invitation, answers=all_items(4))
        lose(number)
        return run

    return of


def lose(number):
    """Leave so many answers without their key, as a bit that was changed does."""
    for key in Draft.objects.order_by("key").values_list("key", flat=True)[:number]:
        flip_a_bit(key)


@pytest.fixture
def later(monday):
    with clock.standing_at(monday + timedelta(days=15)):
        yield


def said(*words, **options):
    out = io.StringIO()
    call_command("give_up_answers", *words, stdout=out, **options)
    return out.getvalue()


def refused(*words, **options):
    with pytest.raises(CommandError) as error:
        call_command("give_up_answers", *words, stdout=io.StringIO(), **options)
    return str(error.value)


def test_answers_that_are_given_up_let_their_survey_be_counted_with_all_others(stuck, administrator, request):
    run = stuck(1)
    request.getfixturevalue("later")
    services.tend_surveys()

    before = said()
    dry = said(str(run.pk))
    untouched = (Draft.objects.count(), SurveyRun.objects.get().state)
    done = said(str(run.pk), count=1, by="ADA@admin.example")

    figures = SurveyRun.objects.get().snapshot.figures
    event = AuditEvent.objects.get(verb="survey.give_up_answers")
    assert f"{run.pk}  mid survey, {run.cohort}: 1 answer does not open." in before
    assert "The others open." in dry
    assert "Dry run: nothing was changed." in dry
    assert untouched == (16, "open")
    assert done.strip() == f"1 answer was given up. Counted: mid survey, {run.cohort}."
    assert (figures["answered"], figures["unread"], figures["invited"]) == (15, 1, 16)
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))[-2:] == ["survey.closed", event.verb]
    assert (event.actor_id, event.subject_id, event.result) == (administrator.pk, run.pk, "1 given up")
    assert (uncounted_surveys(), Draft.objects.count()) == (0, 0)
    assert said().strip() == "No survey waits for answers that do not open."


def test_report_says_that_answers_could_not_be_read_and_of_few_no_number(stuck, administrator, reader, request):
    run = stuck(1)
    request.getfixturevalue("later")
    give_up_answers(run=run, number=1, by=administrator)

    page, rows = page_of(reader, run), file_of(reader, run)

    assert page.count(SOME) == 1
    told = [row for row in rows if SOME in row.values()]
    assert [(row["Whose"], row["Figure"], row["Value"]) for row in told] == [("Everybody", SOME, "")]
    assert "The answers of about 15 of about 15 people who were asked could be read." in page
    assert "have answered" not in page
    assert [row["Value"] for row in rows if row["Figure"] == "People whose answers could be read, rounded to 5"] == [
        "15"
    ]
    assert "People who answered, rounded to 5" not in [row["Figure"] for row in rows]


def test_report_of_a_department_says_that_what_could_not_be_read_is_of_the_whole_cohort(
    stuck, administrator, reader, request
):
    run = stuck(1)
    request.getfixturevalue("later")
    give_up_answers(run=run, number=1, by=administrator)

    page = page_of(reader, run, "Sales")

    assert f"In the whole cohort {SOME[0].lower()}{SOME[1:]}" in page
    assert (
        "In the whole cohort, not in this group alone, the answers of about 15 of about 15 people who were asked could "
        "be read."
    ) in page


def test_report_rounds_how_many_could_not_be_read_and_blames_no_silence(stuck, administrator, reader, request):
    run = stuck(12)
    request.getfixturevalue("later")
    give_up_answers(run=run, number=12, by=administrator)

    page = page_of(reader, run)
    of_sales = page_of(reader, run, "Sales")

    assert "In the whole cohort the answers of about 10 more people could not be read" in of_sales
    assert "The answers of about 10 more people could not be read, as their key is lost." in page
    assert "fewer than 5 answers could be read" in page
    assert "fewer than 5 people answered" not in page


def test_number_of_lost_answers_stays_untold_where_it_would_say_that_everybody_answered(
    stuck, administrator, reader, request
):
    run = stuck(6)
    request.getfixturevalue("later")
    give_up_answers(run=run, number=6, by=administrator)

    page = page_of(reader, run)

    assert "The answers of about 10 of about 15 people who were asked could be read: about two thirds of them." in page
    assert SOME in page


def test_report_without_lost_answers_says_nothing_of_them(closed_survey, reader):
    page = page_of(reader, closed_survey(Sales=8, Legal=8))

    assert "could not be read" not in page


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"count": 1}, "Say who gives them up: --by with the e-mail address of a site administrator."),
        ({"count": 1, "by": "nobody@mail.example"}, "No site administrator has the address nobody@mail.example."),
        ({"count": 1, "by": "ben@mail.example"}, "No site administrator has the address ben@mail.example."),
        ({"count": 2, "by": "ada@admin.example"}, "1 answer does not open, and not 2. Nothing was changed."),
        ({"count": 0, "by": "ada@admin.example"}, "1 answer does not open, and not 0. Nothing was changed."),
    ],
)
def test_nothing_is_given_up_without_the_right_number_and_a_site_administrator(
    stuck, administrator, request, options, words
):
    factories.UserFactory(email="ben@mail.example")
    run = stuck(1)
    request.getfixturevalue("later")

    assert refused(str(run.pk), **options) == words
    assert (Draft.objects.count(), SurveyRun.objects.get().state) == (16, "open")


def test_survey_that_takes_answers_gives_none_up(stuck, administrator):
    run = stuck(1)

    sentence = refused(str(run.pk), count=1, by=administrator.email)

    assert sentence == "This survey still takes answers. Once it is over, what does not open can be given up."
    assert Draft.objects.count() == 16


def test_survey_that_has_not_begun_gives_none_up(stuck, administrator):
    run = stuck(0)
    SurveyRun.objects.update(state=SurveyRun.State.PLANNED)

    said_of_it = [refused(str(run.pk), **given) for given in ({}, {"count": 1, "by": administrator.email})]

    assert said_of_it == ["This survey has not begun. There is nothing to give up."] * 2


def test_survey_whose_answers_open_or_are_counted_gives_none_up(stuck, administrator, request):
    run = stuck(0)
    request.getfixturevalue("later")

    with pytest.raises(Refused, match="All its answers open, so it is counted by itself"):
        give_up_answers(run=run, number=0, by=administrator)
    services.tend_surveys()
    with pytest.raises(Refused, match="This survey is counted already"):
        give_up_answers(run=run, number=0, by=administrator)


def test_administrator_who_was_let_go_gives_nothing_up(stuck, administrator, request):
    run = stuck(1)
    request.getfixturevalue("later")
    administrator.is_active = False

    with pytest.raises(Refused, match="Only a site administrator"):
        give_up_answers(run=run, number=1, by=administrator)


def test_survey_of_which_nothing_opens_is_told_apart(stuck, request):
    run = stuck(16)
    request.getfixturevalue("later")

    told = said(str(run.pk))

    assert "No answer of it opens: so it looks where FIELD_KEYS lacks a key that may still be found." in told


@pytest.mark.parametrize("name", ["3", "a0000000-0000-4000-8000-000000000000"])
def test_survey_that_is_not_there_is_named(db, name):
    assert refused(name).startswith(f"There is no survey {name}.")


def test_whoever_answered_reads_that_it_has_closed_and_is_asked_nothing_more(stuck, administrator, client, request):
    run = stuck(1)
    request.getfixturevalue("later")
    give_up_answers(run=run, number=1, by=administrator)

    assert Invitation.objects.exclude(answered_on=None).count() == 16
    assert Invitation.objects.waiting(clock.now()).count() == 0
    closed = client.get(reverse("feedback:survey-answer", args=[token_of(run.invitations.first())]))
    assert (closed.status_code, "This survey has closed" in closed.content.decode()) == (410, True)
