"""What HR reads of a survey: figures in words, the page and its file."""

import html
import random
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from feedback.models import SurveyRun
from feedback.reports import OTHERS
from feedback.reports.shares import rate_in_words
from feedback.services import close_run, record_answers
from mentoring.lib import clock
from mentoring.lib.disclosure import rounded_count
from tests import factories
from tests.feedback.population import all_items, departments_of
from tests.feedback.report_pages import file_of, numbers_in, numbers_of, page_of, report_of

pytestmark = pytest.mark.django_db

# Where HR begins, before a report is read.
HR_STARTS = ("desk:home", "feedback:report-list")


def test_nothing_is_counted_before_a_survey_closed(reader, open_run):
    run = open_run(["Sales"] * 8)
    for invitation in run.invitations.all():
        record_answers(invitation=invitation, answers=all_items(5))

    assert report_of(run) is None
    page = page_of(reader, run)
    until = "Mon 15 Jun 2026, 09:00 BST"
    assert f"the figures appear once the survey has closed. It takes answers until {until}, and" in page
    assert "svg" not in page.partition('id="survey"')[2]


def test_survey_that_was_planned_when_its_cohort_closed_is_promised_to_nobody(reader):
    run = factories.make_survey_run(factories.CohortFactory(stage="closed"))
    SurveyRun.objects.filter(pk=run.pk).update(state=SurveyRun.State.PLANNED)

    page = page_of(reader, run)

    assert "the figures appear once" not in page
    assert "No survey yet" in page


def test_list_and_report_of_a_cohort_without_pairs_count_none_of_none(reader):
    cohort = factories.CohortFactory()

    listed = reader.get(reverse("feedback:report-list")).content.decode()
    page = reader.get(reverse("feedback:report-detail", args=[cohort.pk])).content.decode()

    assert (listed.count("No pairs yet"), "of 0" in listed) == (2, False)
    assert '<dd class="note">No pairs yet</dd>' in page


def test_cohort_without_a_survey_says_so(reader):
    cohort = factories.CohortFactory()

    page = reader.get(reverse("feedback:report-detail", args=[cohort.pk])).content.decode()

    assert "No survey yet" in page


def test_response_rate_is_no_finer_than_the_numbers_beside_it(open_run, reader):
    """85 % of “about 5” were six of seven, to the person."""
    run = open_run(["Sales"] * 8)
    run.invitations.first().delete()
    for invitation in run.invitations.all()[:6]:
        record_answers(invitation=invitation, answers=all_items(5))
    close_run(run=run)

    page = page_of(reader, run)

    figures = [row["Figure"] for row in file_of(reader, run)]
    assert "About 5 of about 5 people who were asked have answered." in page
    assert ("People who answered, rounded to 5" in figures, "Response rate" in figures) == (True, False)
    assert {share.text for item in report_of(run).items for share in item.shares} == {"<25 %", ">75 %"}


@pytest.mark.parametrize(
    ("answered", "asked", "words"),
    [
        (6, 7, ""),
        (5, 22, "about a quarter of them"),
        (5, 33, "few of them"),
        (5, 40, "few of them"),
        (11, 28, "about a third of them"),
        (10, 20, "about half of them"),
        (10, 15, "about two thirds of them"),
        (15, 20, "about three quarters of them"),
        (35, 40, "most of them"),
        (36, 44, "about 80 %"),
        (44, 44, ""),
        (200, 210, "nearly all of them"),
        (5, 200, "few of them"),
    ],
)
def test_response_rate_follows_from_the_rounded_numbers(answered, asked, words):
    assert rate_in_words(answered, asked) == words


def test_response_rate_says_the_same_of_all_that_is_rounded_alike():
    for asked in range(5, 100):
        for answered in range(5, asked + 1):
            rounded = rate_in_words(rounded_count(answered), rounded_count(asked))
            assert rate_in_words(answered, asked) == rounded


def test_latest_survey_stands_open_its_tables_closed_and_one_can_jump_to_it(open_run, reader):
    run = open_run(["Sales"] * 12)
    for invitation in run.invitations.all():
        record_answers(invitation=invitation, answers=all_items(4))
    close_run(run=run)
    page = page_of(reader, run)

    links = re.findall(r'<a href="#([a-z0-9-]+)"', page.partition('class="jump')[2].partition("</nav>")[0])

    assert links == ["facts", "goals", "survey", "survey-1"]
    assert all(page.count(f'id="{link}"') == 1 for link in links)
    assert page.count('<details class="charts-of" open>') == 1
    assert len(re.findall("<details open", page)) == 0


def test_figures_are_rounded_and_say_the_finding(closed_survey):
    run = closed_survey(Sales=8, Legal=6)

    survey = report_of(run)

    item = survey.items[0]
    assert (survey.answered, survey.invited, survey.group) == (15, 15, "Everybody")
    assert (item.people, item.finding) == (15, "Most people agree: “We meet as often as we agreed.”")
    assert [(share.answer, share.text, share.least, share.most) for share in item.shares] == [
        ("Strongly disagree", "<20 %", 0, 20),
        ("Disagree", "<20 %", 0, 20),
        ("Neither", "<20 %", 0, 20),
        ("Agree", ">80 %", 80, 100),
        ("Strongly agree", "<20 %", 0, 20),
    ]


@pytest.mark.parametrize(
    ("agreeing", "finding"),
    [
        (24, "Nearly everybody agrees"),
        (22, "Nearly everybody agrees"),
        (21, "Most people agree"),
        (15, "Most people agree"),
        (14, "Half or more agree"),
        (12, "Half or more agree"),
        (11, "Fewer than half agree"),
        (5, "Fewer than half agree"),
        (2, "Few people agree"),
        (0, "Few people agree"),
    ],
)
def test_finding_follows_the_band_of_agreement(open_run, agreeing, finding):
    run = open_run(["Sales"] * 24)
    for number, invitation in enumerate(run.invitations.all()):
        record_answers(invitation=invitation, answers={"time": 4 if number < agreeing else 1})
    close_run(run=run)

    assert report_of(run).items[0].finding == f"{finding}: “My work leaves me enough time for mentoring.”"


def test_survey_that_few_answered_is_not_shown(open_run, reader):
    run = open_run(["Sales"] * 8)
    for invitation in run.invitations.all()[:4]:
        record_answers(invitation=invitation, answers=all_items(5))
    close_run(run=run)

    page = page_of(reader, run)

    assert "Not shown, to protect people: fewer than 5 people answered." in page
    assert not re.search(r"About \d+ of", page)
    of_survey = [row["Figure"] for row in file_of(reader, run) if row["Part"] == run.title]
    assert of_survey == [report_of(run).refusal]


def test_statement_that_few_answered_is_named_as_not_shown(open_run, reader):
    run = open_run(departments_of(Sales=8, Legal=8))
    for number, invitation in enumerate(run.invitations.all()):
        record_answers(invitation=invitation, answers={"time": 3, **({"aim": 3} if number < 3 else {})})
    close_run(run=run)

    survey = report_of(run)

    assert [item.text for item in survey.items] == ["My work leaves me enough time for mentoring."]
    why = {each.text: each.why for each in survey.left_out}
    assert why["I know what I want to get out of mentoring."] == "Too few people answered it."
    assert len(survey.left_out) == 7
    assert "“I know what I want to get out of mentoring.” Too few people answered it." in page_of(reader, run)


# The same numbers everywhere


def mixed_survey(open_run, seed=7, **counts):
    """Closed, with many different answers: the same from each department on every run, whoever comes first in it."""
    rng = random.Random(seed)
    run = open_run(departments_of(**counts))
    for number, invitation in enumerate(run.invitations.order_by("person__department__name", "pk")):
        given = {item: rng.randint(1, 5) for item in all_items(1) if rng.random() < 0.9}
        if number % 7:
            record_answers(invitation=invitation, answers=given)
    close_run(run=run)
    return SurveyRun.objects.get(pk=run.pk)


@pytest.mark.parametrize("department", ["", "Sales", "Legal", OTHERS])
def test_file_holds_exactly_the_numbers_of_the_page(open_run, reader, department):
    run = mixed_survey(open_run, Sales=20, Legal=18, Design=6, Press=6)

    page, file = page_of(reader, run, department), file_of(reader, run, department)

    people = dict(re.findall(r'data-statement="(.*?)".*?About (\d+) people answered this', page, re.DOTALL))
    of_survey = [row for row in file if row["Part"] == run.title and row["Answer"] and row["Value"]]
    assert len(of_survey) == len(report_of(run, department).items) * 6 > 0
    assert numbers_in(file) == numbers_of(page)
    assert {row["Figure"]: row["Out of"] for row in of_survey} == people
    tiles = re.findall(r'class="label">(.*?)<[^"]*class="value">(.*?)<[^"]*class="note">\D*(\d+)', page, re.DOTALL)
    facts = [(row["Figure"], row["Value"], row["Out of"]) for row in file if row["Part"] == "Facts"]
    assert [tile for tile in tiles if tile[1] != "Not yet"] == [fact for fact in facts if fact[1]]
    assert [f"{label}: Not yet" for label, value, _ in tiles if value == "Not yet"] == [
        figure for figure, value, _ in facts if not value
    ]
    assert len(tiles) == len(facts) == 5
    answered = re.search(r"[Aa]bout (\d+) of about (\d+) people who were asked", page).groups()
    assert answered == next((row["Value"], row["Out of"]) for row in file if "rounded" in row["Figure"])


def test_chart_draws_nothing_finer_than_the_table(open_run):
    run = mixed_survey(open_run, Sales=20, Legal=16)

    for item in report_of(run).items:
        least, between = (
            [float(width) for width in re.findall(rf'class="{part}"[^>]*width="([\d.]+)"', item.chart)]
            for part in ("bar", "up-to")
        )
        most = [low + more for low, more in zip(least, between, strict=True)]
        told = re.findall(r'class="value"[^>]*>(.*?)<', item.chart)
        assert told == [html.escape(share.text) for share in item.shares]
        full = max(most) / max(share.most for share in item.shares)
        assert [round(width / full) for width in least] == [share.least for share in item.shares]
        assert [round(width / full) for width in most] == [share.most for share in item.shares]


def test_bar_of_what_may_be_nobody_is_solid_nowhere_and_the_page_says_how_to_read_it(closed_survey, reader):
    """Drawn to the middle of its step, "<20 %" looked like a tenth of the people, and all bars like more than all."""
    run = closed_survey(Sales=8, Legal=6)

    chart, page = report_of(run).items[0].chart, page_of(reader, run)

    assert len(re.findall(r'class="bar"[^>]*width="0"', chart)) == 4
    assert "Strongly disagree: <20 %" in html.unescape(chart.partition("<desc")[2].partition("</desc>")[0])
    told = "Each bar is solid up to the least and pale up to the most that it can be.</figcaption>"
    assert page.count(told) == len(report_of(run).items)


def test_file_of_a_cohort_without_a_latin_letter_has_a_name_too(reader):
    cohort = factories.CohortFactory(programme__name="開かれた扉", name="春")

    response = reader.get(reverse("feedback:report-csv", args=[cohort.pk]))

    assert response["Content-Disposition"] == 'attachment; filename="report.csv"'


def test_file_is_named_after_the_cohort_and_kept_nowhere(reader):
    cohort = factories.CohortFactory(programme__name="Open doors", name="Spring")

    response = reader.get(reverse("feedback:report-csv", args=[cohort.pk]))

    assert response["Content-Disposition"] == 'attachment; filename="open-doors-spring.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Cache-Control"] == "no-store"


def test_link_to_the_file_keeps_the_choice(closed_survey, reader):
    run = closed_survey(Sales=8, Legal=8)

    page = page_of(reader, run, "Legal")

    assert f"{reverse('feedback:report-csv', args=[run.cohort_id])}?department=Legal" in page


def test_report_is_not_changed_by_what_happens_after(closed_survey, reader):
    run = closed_survey(Sales=8, Legal=8)
    before = page_of(reader, run, "Legal").partition('id="survey"')[2]

    run.invitations.all().delete()
    for profile in run.cohort.enrolments.all():
        profile.person.department = factories.DepartmentFactory(name="Moved")
        profile.person.save()

    after = page_of(reader, run, "Legal").partition('id="survey"')[2]
    assert after.replace('<option value="Moved">Moved</option>', "").split() == before.split()


def test_day_on_which_a_survey_closed_is_its_last_one_however_late_the_tick(reader, open_run):
    run = open_run(["Sales"] * 8)
    for invitation in run.invitations.all():
        record_answers(invitation=invitation, answers=all_items(5))

    with clock.standing_at(run.closes_at + timedelta(days=1)):
        close_run(run=run)
        pages = *(reader.get(reverse(name)).content.decode() for name in HR_STARTS), page_of(reader, run)

    said = ("closed on Mon 15 Jun 2026", "of Mon 15 Jun 2026", "closed on Mon 15 Jun 2026")
    assert [words in page for words, page in zip(said, pages, strict=True)] == [True] * 3
    # But for the day that stands on a report where it is printed.
    assert not any("16 Jun 2026" in page.replace("As it stood on Tue 16 Jun 2026.", "") for page in pages)


def test_survey_that_its_round_closed_early_closed_on_that_day(reader, open_run):
    run = open_run(["Sales"] * 8)
    for invitation in run.invitations.all():
        record_answers(invitation=invitation, answers=all_items(5))

    close_run(run=run)

    assert "closed on Mon 1 Jun 2026" in page_of(reader, run)


def test_report_on_paper_says_of_which_day_it_is_and_once_what_is_not_shown(closed_survey, reader):
    run, day = closed_survey(Sales=8), timedelta(days=1)
    times = {name: clock.now() + day * number for number, name in enumerate(("opens_at", "reminds_at", "closes_at"), 1)}
    later = factories.make_survey_run(
        run.cohort, kind=SurveyRun.Kind.END, minimum_group=run.minimum_group, state=SurveyRun.State.OPEN, **times
    )
    with clock.standing_at(later.closes_at):
        close_run(run=later)

    page = page_of(reader, run)

    assert f"As it stood on {date_format(clock.company_today())}." in page
    *before, _last = page.split("<summary>What is not shown, and why</summary>")
    assert [each.rpartition("<details")[2].strip() for each in before] == [">", 'class="no-print">']
