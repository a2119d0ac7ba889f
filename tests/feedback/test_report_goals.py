"""What HR reads of goals: counted once when a round closes, of everybody together."""

import random

import pytest
from django.urls import reverse

from feedback.attainment import goal_figures
from feedback.models import GoalSnapshot
from feedback.reports.goals import goal_report, mean_in_words, report_of_goals
from feedback.services import freeze_goals
from mentoring.lib import clock
from mentoring.lib.bands import tell
from programmes.models import Cohort
from tests import factories
from tests.feedback.population import make_people, review_goals
from tests.feedback.report_pages import Tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(db):
    """A cohort of 20 mentees."""
    cohort = factories.CohortFactory(stage=Cohort.Stage.RUNNING)
    make_people(cohort, ["Sales"] * 40)
    return cohort


def page_and_file(reader, cohort):
    page = reader.get(reverse("feedback:report-detail", args=[cohort.pk])).content.decode()
    return page, reader.get(reverse("feedback:report-csv", args=[cohort.pk])).content.decode("utf-8-sig")


def test_goals_are_not_counted_before_the_round_closes(cohort, reader):
    review_goals(cohort, [[1]] * 20)

    page, file = page_and_file(reader, cohort)

    assert goal_report(cohort) is None
    assert "Goals are counted once, when the cohort closes." in page
    assert "attainment" not in page + file


def test_goals_are_shares_of_rounded_numbers_with_their_definition(cohort, reader):
    review_goals(cohort, [[-2]] * 4 + [[-1]] * 2 + [[0]] * 7 + [[1]] * 3 + [[2]] * 2)
    freeze_goals(cohort=cohort)

    report = goal_report(cohort)
    page, _file = page_and_file(reader, cohort)

    assert (report.people, report.mentees, report.goals) == (20, 20, 20)
    # 14 of 18 moved, 12 of 18 came as far as expected
    assert (report.moved.text, report.reached.text) == ("60–80 %", "60–80 %")
    assert [(row.name, row.value) for row in report.levels.rows] == [
        ("Much less than expected", "20–40 %"),
        ("Less than expected", "<20 %"),
        ("As expected", "20–40 %"),
        ("More than expected", "<20 %"),
        ("Much more than expected", "<20 %"),
    ]
    assert report.levels.finding == "As expected, or further: 60–80 % of goals"
    assert "About 20 of about 20 mentees said how far about 20 goals came." in page
    assert "Kiresuk and Sherman (1968)" in page


def test_page_and_file_hold_the_same_numbers_of_goals(cohort, reader):
    review_goals(cohort, [[-1, 2], [0], [1]] * 6)
    freeze_goals(cohort=cohort)
    response = reader.get(reverse("feedback:report-detail", args=[cohort.pk]))

    page, file = page_and_file(reader, cohort)

    report = response.context["report"].goals
    rows = [line.split('","') for line in file.replace('"\r\n', "\r\n").splitlines() if line.startswith('"Goals"')]
    assert [tuple(row[2:]) for row in rows[:4]] == [
        ("People who said how far goals came, rounded to 5", "", str(report.people), str(report.mentees)),
        ("Mean attainment, 50 is as expected, rounded to 5", "", "Not shown of so few people", ""),
        ("Goals as expected, or further", "", report.reached.text, str(report.goals)),
        ("Goals that moved", "", report.moved.text, str(report.goals)),
    ]
    table = Tables(page).found["How far goals came"][1:]
    assert [(row[3], row[4]) for row in rows[4:]] == [tuple(row) for row in table]


@pytest.mark.parametrize("levels", [[[1]] * 4, [[1, 1, 1, 1]] + [[0]] * 6])
def test_goals_of_few_are_not_shown_and_the_page_says_why(cohort, reader, levels):
    review_goals(cohort, levels)
    freeze_goals(cohort=cohort)

    page, file = page_and_file(reader, cohort)

    refusal = goal_report(cohort).refusal
    assert refusal.startswith("Not shown, to protect people: fewer than 5 people said how far their goals came")
    assert refusal in page
    assert refusal in file
    assert "Mean attainment" not in page


@pytest.mark.parametrize("level", [-2, -1, 0, 1, 2])
def test_goals_that_all_came_equally_far_do_not_say_that_all_did(cohort, level):
    review_goals(cohort, [[level]] * 20)
    freeze_goals(cohort=cohort)

    report = goal_report(cohort)

    assert {row.value for row in report.levels.rows} == {"<20 %", ">80 %"}
    assert report.moved.text in ("<20 %", ">80 %")
    assert report.mean == ""


@pytest.mark.parametrize(
    ("mean", "words"),
    [(20, "<35"), (34, "<35"), (35, "35"), (52, "50"), (53, "55"), (65, "65"), (66, ">65"), (80, ">65")],
)
def test_mean_is_rounded_and_not_said_near_the_ends(mean, words):
    assert mean_in_words(mean) == words


def test_mean_is_told_of_many_people_only(cohort, reader):
    """With few, a mean and a step together say at which level nobody's goal stands."""
    make_people(cohort, ["Sales"] * 50)
    review_goals(cohort, [[1, 0]] * 42)
    few = goal_figures([[1, 0]] * 42, mentees=45, minimum=5)
    many = goal_figures([[1, 0]] * 43, mentees=45, minimum=5)
    freeze_goals(cohort=cohort)
    page, _file = page_and_file(reader, cohort)

    shown = [goal_report_of(figures).mean for figures in (few, many)]

    assert shown == ["", "55"]
    assert '<dt class="label">Mean attainment' not in page


def goal_report_of(figures):
    return report_of_goals(GoalSnapshot(figures=figures, built_on=clock.today()))


def test_headline_is_no_other_share_than_what_is_shown_adds_up_to():
    """“85 %” stood over bars that added up to 80."""
    rng = random.Random(5)
    for _each in range(300):
        levels = [[rng.choice((-2, -1, 0, 0, 1, 2))] for _person in range(rng.randint(5, 80))]
        report = goal_report_of(goal_figures(levels, mentees=99, minimum=5))
        told = tell(goal_figures(levels, mentees=99, minimum=5)["levels"], 3)
        least = max(sum(band.low for band in told.options[2:]), 100 - sum(band.high for band in told.options[:2]))
        most = min(sum(band.high for band in told.options[2:]), 100 - sum(band.low for band in told.options[:2]))

        assert report.levels.finding == f"As expected, or further: {report.reached.text} of goals"
        assert report.reached.band.low <= most
        assert report.reached.band.high >= least


def test_report_does_not_change_once_the_round_has_closed(cohort, reader):
    review_goals(cohort, [[1]] * 10)
    freeze_goals(cohort=cohort)
    before = page_and_file(reader, cohort)

    review_goals(cohort, [[-2]] * 10)
    freeze_goals(cohort=cohort)

    assert page_and_file(reader, cohort)[1] == before[1]


def test_words_and_people_of_goals_are_in_no_report(cohort, reader):
    review_goals(cohort, [[1]] * 10)
    freeze_goals(cohort=cohort)

    for content in page_and_file(reader, cohort):
        assert "Speak up" not in content
        assert not any(place.person.user.name in content for place in cohort.enrolments.select_related("person__user"))
