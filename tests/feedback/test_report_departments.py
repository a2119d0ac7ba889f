"""Figures of one department: were this wrong, what one of a few people answered could be found out."""

import random
import re

import pytest
from django.urls import reverse

from feedback.figures import merged_departments
from feedback.models import Snapshot
from feedback.reports import OTHERS
from feedback.services import close_run, record_answers
from mentoring.lib.bands import tell_together
from participants.models import Department
from tests import factories
from tests.feedback.report_pages import Tables, file_of, page_of, report_of
from tests.lib.leak_oracle import leak

pytestmark = pytest.mark.django_db


def test_department_that_is_a_group_by_itself_can_be_asked_for(closed_survey, reader):
    run = closed_survey(Sales=8, Legal=8)

    page = page_of(reader, run, "Legal")

    assert "Mid survey: Legal" in page
    assert "About 10 people answered this." in page
    assert "In the whole cohort, not in this group alone, about 15 of about 15 people" in page
    assert "Each figure comes from at least 8 people." in page


@pytest.mark.parametrize("department", ["Legal", "Nowhere", "<script>"])
def test_department_that_cannot_stand_alone_is_not_shown_and_says_how_to_read_it(closed_survey, reader, department):
    run = closed_survey(Sales=8, Legal=4, Design=4)
    Department.objects.get_or_create(name=department, organisation=run.cohort.programme.organisation)

    survey = report_of(run, department)
    page = page_of(reader, run, department)

    assert survey.items == []
    assert f"Not shown, to protect people: {department} does not stand alone in this survey." in page
    assert "<svg" not in page.partition('id="survey"')[2]
    assert file_of(reader, run, department)[-1]["Figure"] == survey.refusal


def test_department_nobody_took_part_from_cannot_be_told_from_a_small_one(closed_survey, reader):
    run = closed_survey(Sales=8, Legal=4, Design=4)
    factories.DepartmentFactory(name="Nobody")

    small, absent = (report_of(run, name).refusal.replace(name, "X") for name in ("Legal", "Nobody"))

    assert small == absent


@pytest.mark.parametrize("address", ["report-detail", "report-csv"])
@pytest.mark.parametrize("asked", ["nowhere", "=cmd()", 'x;=HYPERLINK("https://evil.example")', "Legal "])
def test_what_is_no_department_is_not_found_and_repeated_nowhere(closed_survey, reader, address, asked):
    run = closed_survey(Sales=8, Legal=4, Design=4)

    answer = reader.get(reverse(f"feedback:{address}", args=[run.cohort_id]), {"department": asked})

    assert (answer.status_code, asked in answer.content.decode()) == (404, False)


def test_markup_in_a_name_is_text(closed_survey, reader):
    run = closed_survey(Sales=8, Legal=8)
    factories.DepartmentFactory(name="<script>alert(1)</script>", organisation=run.cohort.programme.organisation)
    url = reverse("feedback:report-detail", args=[run.cohort_id])

    page = reader.get(url, {"department": "<script>alert(1)</script>"}).content.decode()

    assert "<script>alert" not in page


def test_small_departments_can_be_read_together_without_being_named(closed_survey, reader):
    run = closed_survey(Sales=8, Legal=4, Design=4)

    survey = report_of(run, OTHERS)
    page = page_of(reader, run, OTHERS)

    assert (survey.group, survey.items[0].people) == ("All other departments together", 10)
    assert "Mid survey: All other departments together" in page
    assert "Legal" not in page


def test_filter_offers_what_stood_alone_when_the_survey_opened_and_nothing_that_came_later(closed_survey, reader):
    """A department that is too small is not told from one that nobody took part from, nor from one that is new."""
    run = closed_survey(Sales=8, Legal=8, Design=4, Press=4)
    factories.DepartmentFactory(name="Nobody")
    Department.objects.filter(name="Legal").update(name="Law")

    options = re.findall(r"<option value=\"(.*?)\"", page_of(reader, run))

    assert options == ["", "Legal", "Sales", OTHERS]


def test_survey_that_is_not_split_offers_no_filter(closed_survey, reader):
    run = closed_survey(Sales=7, Legal=7)

    page = page_of(reader, run)

    assert "<select" not in page
    assert "No department had enough answers (8 or more) to stand beside the others" in page
    assert "Each figure comes from at least 5 people." in page


# No question an analyst can ask points at fewer than the minimum


def asked_together(asked, printed_for, department, item):
    """The departments of each group that a figure adds up: those that can be asked for, or the one asked for."""
    beside = [names for one, names in asked.items() if one and item["text"] in printed_for[one]]
    return beside if not department and beside else [asked[department]]


def texts_of(groups, everybody, item):
    histograms = []
    for names in groups:
        chosen = [given[item["id"]] for name, given in everybody if name in names and item["id"] in given]
        histograms.append([chosen.count(option) for option in range(1, 6)])
    return [band.text for band in tell_together(histograms, 2).options]


def table_of(page):
    return {statement: [row[1] for row in rows[1:6]] for statement, rows in Tables(page).found.items()}


@pytest.mark.parametrize(
    "seed", [pytest.param(seed, marks=[pytest.mark.long] if seed > 1 else []) for seed in range(50)]
)
def test_no_filter_of_the_page_reveals_a_group_under_the_minimum(open_run, reader, seed):
    rng = random.Random(seed)
    departments = [rng.choice(["Sales", "Sales", "Sales", "Legal", "Legal", "Press"]) for _each in range(60)]
    run = open_run(departments)
    everybody = []
    for invitation in run.invitations.select_related("person__department"):
        if rng.random() < 0.6:
            given = {"time": rng.randint(1, 5)} if rng.random() < 0.8 else {"aim": rng.randint(1, 5)}
            record_answers(invitation=invitation, answers=given)
            everybody.append((invitation.person.department.name, given))
    close_run(run=run)
    together = merged_departments(Snapshot.objects.get().figures)
    asked = {
        "": {"Sales", "Legal", "Press"},
        OTHERS: together,
        **{name: {name} for name in ("Sales", "Legal", "Press")},
    }

    printed_for = {department: table_of(page_of(reader, run, department)) for department in asked}
    for item in run.items:
        released = []
        for department, names in asked.items():
            printed = printed_for[department].get(item["text"])
            if printed is None:
                continue
            group = [n for n, (name, given) in enumerate(everybody) if name in names and item["id"] in given]
            assert printed == texts_of(asked_together(asked, printed_for, department, item), everybody, item)
            released.append(group)

        smallest = 8 if len(released) > 1 else 5
        assert leak(len(everybody), released, smallest) is None
        assert all(len(group) >= smallest for group in released)
    assert printed_for[""], "something must be shown, or nothing was proved"
