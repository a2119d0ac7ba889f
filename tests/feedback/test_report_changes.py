"""Statements that two surveys share: from the first to the last, never of groups cut in two ways."""

from datetime import timedelta

import pytest
from django.urls import reverse

from agreements.models import Session
from feedback.figures import Answered, close_figures
from feedback.models import Snapshot, SurveyRun
from feedback.reports import OTHERS
from feedback.reports.changes import change_reports
from feedback.reports.surveys import snapshots_of, survey_reports
from feedback.services import freeze_meetings
from matching.models import Mentorship
from mentoring.lib import clock
from programmes.models import Cohort
from tests import factories
from tests.feedback.population import make_people

pytestmark = pytest.mark.django_db
OPTIONS = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]


@pytest.fixture
def cohort(db):
    return factories.CohortFactory(stage=Cohort.Stage.RUNNING)


@pytest.fixture(autouse=True)
def _other_surveys(monkeypatch):
    """Kinds of survey that come and go: the report asks none of them by name."""
    monkeypatch.setattr(SurveyRun, "title", property(lambda run: f"The {run.kind} survey"))


def closed(cohort, kind, answers, *, days_ago, options=OPTIONS, role=""):
    """A closed survey: for each department its people's answers to each statement, as (option, how many)."""
    items = sorted({item for given in answers.values() for item in given})
    whom = {"role": role} if role else {}
    asked = [{"id": item, "text": f"I can {item}.", "options": options, **whom} for item in items]
    cells = [{"department": [name]} for name in sorted(answers)]
    people = []
    for cell, name in enumerate(sorted(answers)):
        given = {
            item: [option for option, times in rows for _each in range(times)] for item, rows in answers[name].items()
        }
        for position in range(max(map(len, given.values()))):
            own = {item: row[position] for item, row in given.items() if position < len(row)}
            people.append(Answered(cell, own))
    figures = close_figures(cells, asked, people, invited=len(people), minimum=5, split_minimum=8).figures
    opened = clock.now() - timedelta(days=days_ago)
    run = factories.make_survey_run(
        cohort,
        kind=kind,
        state=SurveyRun.State.CLOSED,
        items=asked,
        cells=cells,
        opens_at=opened,
        reminds_at=opened + timedelta(days=7),
        closes_at=opened + timedelta(days=14),
    )
    return Snapshot.objects.create(run=run, built_on=clock.today(), figures=figures)


def moved_of(cohort, department=""):
    return {
        moved.text: (moved.first.text, moved.last.text)
        for changes in change_reports(snapshots_of(cohort), department)
        for moved in changes.moved
    }


def test_statements_of_both_surveys_are_compared_and_no_other(cohort):
    closed(cohort, "start", {"Sales": {"listen": [(2, 10), (4, 10)], "plan": [(4, 20)]}}, days_ago=200)
    closed(cohort, "end", {"Sales": {"listen": [(2, 5), (5, 15)], "rest": [(4, 20)]}}, days_ago=20)

    (changes,) = change_reports(snapshots_of(cohort))

    assert moved_of(cohort) == {"I can listen.": ("40–60 %", "60–80 %")}
    today = f"{clock.today():%b %Y}"
    assert (changes.first, changes.last) == (f"The start survey, {today}", f"The end survey, {today}")
    assert changes.finding == "Agreement rose for 1 of 1 statement"


def test_agreement_has_not_risen_where_both_steps_may_be_of_one_share(cohort):
    """Departments stand apart in the later survey alone, so that its steps for everybody are others."""
    closed(cohort, "start", {"Sales": {"listen": [(2, 9), (4, 7)]}}, days_ago=200)
    later = {"Sales": {"listen": [(2, 5), (4, 4)]}, "Legal": {"listen": [(2, 3), (4, 5)]}}
    closed(cohort, "end", later, days_ago=20)

    (changes,) = change_reports(snapshots_of(cohort))

    assert moved_of(cohort) == {"I can listen.": ("40–60 %", "35–65 %")}
    assert changes.finding == "Agreement rose for 0 of 1 statement"


def test_the_first_and_the_last_of_three_count(cohort):
    for kind, agree, days_ago in (("mid", 10, 100), ("start", 4, 200), ("end", 16, 20)):
        closed(cohort, kind, {"Sales": {"listen": [(4, agree), (2, 20 - agree)]}}, days_ago=days_ago)

    assert moved_of(cohort) == {"I can listen.": ("20–40 %", "60–80 %")}


def test_statement_that_one_of_both_did_not_show_is_not_compared(cohort):
    closed(cohort, "start", {"Sales": {"listen": [(4, 4)], "plan": [(4, 20)]}}, days_ago=200)
    closed(cohort, "end", {"Sales": {"listen": [(4, 20)], "plan": [(1, 20)]}}, days_ago=20)

    assert moved_of(cohort) == {"I can plan.": (">80 %", "<20 %")}


def test_other_scales_are_not_compared(cohort):
    closed(cohort, "start", {"Sales": {"listen": [(1, 20)]}}, days_ago=200, options=["No", "Yes"])
    closed(cohort, "end", {"Sales": {"listen": [(4, 20)]}}, days_ago=20)

    assert moved_of(cohort) == {}


def test_statement_asked_of_one_role_is_not_compared_with_that_of_everybody(cohort):
    closed(cohort, "mid", {"Sales": {"listen": [(2, 20)]}}, days_ago=200)
    closed(cohort, "end", {"Sales": {"listen": [(4, 20)]}}, days_ago=20, role="mentee")

    surveys = survey_reports(snapshots_of(cohort))

    assert moved_of(cohort) == {}
    assert [survey.items[0].asked_of for survey in surveys] == ["", "Asked of mentees."]


def test_surveys_of_one_kind_speak_of_different_people_and_are_not_compared(cohort):
    """Each asks those who joined since the one before."""
    later = factories.CohortFactory()
    periods = [
        closed(each, "start", {"Sales": {"listen": [(option, 20)]}}, days_ago=days_ago)
        for each, option, days_ago in ((cohort, 2, 200), (later, 4, 20))
    ]

    assert change_reports(periods) == []


def test_department_is_compared_where_both_surveys_cut_alike(cohort):
    for kind, option, days_ago in (("start", 2, 200), ("end", 4, 20)):
        people = {name: {"listen": [(option, 10)]} for name in ("Legal", "Sales")}
        closed(cohort, kind, people, days_ago=days_ago)

    assert moved_of(cohort, "Sales") == {"I can listen.": ("<25 %", ">75 %")}
    assert moved_of(cohort, "Nowhere") == {}


def test_groups_cut_in_two_ways_are_never_compared(cohort):
    small = {"listen": [(2, 4)]}
    closed(cohort, "start", {"Sales": {"listen": [(2, 10)]}, "Legal": small, "Press": small}, days_ago=200)
    closed(cohort, "end", {"Sales": {"listen": [(4, 10)]}, "Legal": small, "Design": small}, days_ago=20)

    assert moved_of(cohort, OTHERS) == {}
    assert moved_of(cohort, "Sales") == {"I can listen.": ("<25 %", ">75 %")}


def test_surveys_stand_in_the_order_they_were_asked_those_of_a_kind_together(cohort):
    for kind, days_ago in (("end", 20), ("start", 200), ("mid", 100)):
        closed(cohort, kind, {"Sales": {"listen": [(4, 20)]}}, days_ago=days_ago)

    titles = [survey.title for survey in survey_reports(snapshots_of(cohort))]

    assert titles == ["The start survey", "The mid survey", "The end survey"]


def test_statement_without_options_is_no_figure(cohort):
    snapshot = closed(cohort, "mid", {"Sales": {"listen": [(4, 20)]}}, days_ago=20)
    SurveyRun.objects.update(items=[*snapshot.run.items, {"id": "words", "text": "In your words"}])

    (survey,) = survey_reports(snapshots_of(cohort))

    assert ([item.text for item in survey.items], survey.left_out) == (["I can listen."], [])


@pytest.mark.parametrize("department", ["", "Sales"])
def test_page_and_file_hold_the_same_numbers_of_several_surveys(cohort, reader, department):
    for kind, option, days_ago in (("start", 2, 200), ("mid", 3, 100), ("end", 4, 20)):
        people = {name: {"listen": [(option, 10)], kind: [(4, 10)]} for name in ("Legal", "Sales")}
        closed(cohort, kind, people, days_ago=days_ago)
    asked = {"department": department} if department else {}

    page = reader.get(reverse("feedback:report-detail", args=[cohort.pk]), asked).content.decode()
    file = reader.get(reverse("feedback:report-csv", args=[cohort.pk]), asked).content.decode("utf-8-sig")

    whose, today = department or "Everybody", f"{clock.today():%b %Y}"
    low, high = "<25 %", ">75 %"
    assert f'"From first to last","{whose}","I can listen.","The start survey, {today}","{low}",""' in file
    assert f'"From first to last","{whose}","I can listen.","The end survey, {today}","{high}",""' in file
    assert f"The mid survey: {whose}" in page
    assert "about 20 of about 20 people who were asked have answered." in page.replace("About", "about")
    assert len(set(ids_of(page))) == len(ids_of(page))


def ids_of(page):
    return [part.partition('"')[0] for part in page.split(' id="')[1:]]


def test_report_asks_at_most_15_questions_however_many_pairs_and_surveys(
    cohort, analyst, reader, django_assert_max_num_queries
):
    counts = []
    for pairs, kind in ((5, "start"), (25, "end")):
        with clock.standing_at(clock.now() - timedelta(days=90)):
            make_people(cohort, ["Sales"] * 2 * pairs)
        for mentorship in Mentorship.objects.filter(cohort=cohort, sessions=None):
            factories.make_session(mentorship, days=-60, status=Session.Status.HELD)
        freeze_meetings()
        closed(cohort, kind, {"Sales": {"listen": [(4, 20)]}}, days_ago=20)
        with django_assert_max_num_queries(15) as captured:
            page = reader.get(reverse("feedback:report-detail", args=[cohort.pk])).content.decode()
        assert "Meetings by month" in page
        counts.append(len([query for query in captured if "SAVEPOINT" not in query["sql"]]))

    assert counts[0] == counts[1]
