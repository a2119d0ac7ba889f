"""How a round ends in the office, and which one comes after it."""

import re
from datetime import timedelta

import pytest
from django.utils.formats import date_format

from mentoring.lib.schedule import working_day
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Cohort, Enrolment
from tests.factories import (
    AlwaysOnFactory,
    CohortFactory,
    EnrolmentFactory,
    MentorFactory,
    in_days,
    make_mentorship,
    make_session,
)
from tests.programmes.admin.pages import address, said

Stage, Status = Cohort.Stage, Enrolment.Status


def test_end_of_a_round_says_what_it_does_and_asks_why(office, cohort):
    MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)
    Cohort.objects.filter(pk=cohort.pk).update(stage=Stage.RUNNING)
    url = address(Cohort, "end", cohort.pk)

    question = office.get(url).content.decode()
    refused = office.post(url, {"reason": " "}).content.decode()
    response = office.post(url, {"reason": "We start anew."})

    assert "<strong>2 mails go out.</strong> 2 people in no pair, who have a place or asked" in question
    assert question.count("Whoever had two mails") == 1
    assert "Pairs go on until you close the cohort" in question
    assert "will not go out any more." in question
    assert "Please say why it comes to its end before" in refused
    assert 'class="required">Reason (needed)</label>' in question
    assert re.search(r'<textarea name="reason"[^>]* required', question)
    assert '<form method="post" novalidate>' in question
    assert 'aria-invalid="true"' in refused
    assert OutgoingMessage.objects.filter(kind="round_closing_alone").count() == 2
    assert said(response)[0].startswith("The cohort is coming to its end.")
    page = office.get(address(Cohort, "change", cohort.pk)).content.decode()
    assert "coming to its end, Cora Coordinator. “We start anew.”" in page


def test_next_step_leads_and_the_end_stands_last_while_it_is_not_its_time(office, cohort):
    EnrolmentFactory(cohort=cohort)
    Cohort.objects.filter(pk=cohort.pk).update(stage=Stage.RUNNING)

    page = office.get(address(Cohort, "change", cohort.pk)).content.decode()

    card = page.partition('<div class="transitions">')[2].partition("</div>")[0]
    assert re.findall(r'class="(button[^"]*)"[^>]*>([^<]*)<', card) == [
        ("button default", "Review pairs"),
        ("button", "How the pairs stand"),
        ("button", "Prepare the next cohort"),
        ("button", "Start closing"),
    ]


def test_end_of_a_round_asks_nothing_once_its_last_day_has_come(office, cohort):
    dates = {"registration_ends_on": in_days(-9), "starts_on": in_days(-8), "ends_on": in_days(0)}
    Cohort.objects.filter(pk=cohort.pk).update(stage=Stage.RUNNING, mid_survey_on=None, **dates)
    url = address(Cohort, "end", cohort.pk)

    assert 'name="reason"' not in office.get(url).content.decode()
    office.post(url)

    cohort.refresh_from_db()
    assert cohort.stage == Stage.CLOSING


@pytest.mark.parametrize("target", ["end", "close"])
def test_mails_that_a_page_announces_are_the_mails_that_are_queued(office, cohort, target):
    MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)
    make_session(make_mentorship(MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)))
    EnrolmentFactory(cohort=cohort, person__user__email=None)
    stage = {"end": Stage.RUNNING, "close": Stage.CLOSING}[target]
    Cohort.objects.filter(pk=cohort.pk).update(stage=stage)
    url = address(Cohort, target, cohort.pk)

    announced = office.get(url).context["number_of_mails"]
    office.post(url, {"reason": "We start anew."})

    assert announced == OutgoingMessage.objects.count() == {"end": 5, "close": 7}[target]


def test_what_is_always_on_says_that_registration_stays_open(office, programme):
    cohort = AlwaysOnFactory(programme=programme)
    MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)
    url = address(Cohort, "match", cohort.pk)

    assert "Registration stays open: people can go on asking for a place." in office.get(url).content.decode()
    assert said(office.post(url)) == ["You can look for pairs now. Registration stays open."]
    page = office.get(address(Cohort, "change", cohort.pk)).content.decode()
    assert "Always open" in page
    assert "Prepare the next cohort" not in page


def test_next_round_is_named_before_it_is_made_and_leads_to_its_own_page(office, cohort):
    url, page = address(Cohort, "next", cohort.pk), address(Cohort, "change", cohort.pk)
    assert url not in office.get(page).content.decode()
    Cohort.objects.filter(pk=cohort.pk).update(stage=Stage.RUNNING)
    assert url in office.get(page).content.decode()

    question = office.get(url).content.decode()
    assert "“Autumn”, after Old doors, Spring" in question
    begins = working_day(cohort.ends_on + timedelta(days=1))
    assert f"It runs from {date_format(begins)} to " in question
    assert Cohort.objects.count() == 1

    response = office.post(url)
    following = Cohort.objects.get(name="Autumn")
    assert (following.stage, following.starts_on) == (Stage.DRAFT, begins)
    assert response.headers["Location"] == address(Cohort, "change", following.pk)


@pytest.mark.parametrize("method", ["get", "post"])
def test_next_round_that_is_there_is_where_the_button_leads(office, cohort, method):
    Cohort.objects.filter(pk=cohort.pk).update(stage=Stage.RUNNING)
    url, page = address(Cohort, "next", cohort.pk), address(Cohort, "change", cohort.pk)
    there = office.post(url).headers["Location"]

    again = getattr(office, method)(url)
    shown = office.get(page).content.decode()

    assert (again.headers["Location"], said(again)[-1]) == (
        there,
        "The next cohort was prepared already. This is its page.",
    )
    assert Cohort.objects.count() == 2
    assert "Prepare the next cohort" not in shown
    assert f'href="{there}">Go to the next cohort, Autumn</a>' in shown


def test_page_before_the_next_round_says_that_it_has_no_dates(office, programme):
    bare = CohortFactory(
        programme=programme,
        stage=Stage.DRAFT,
        **dict.fromkeys(("registration_ends_on", "starts_on", "ends_on", "mid_survey_on")),
    )

    assert "It has no dates yet." in office.get(address(Cohort, "next", bare.pk)).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_round_follows_what_is_always_on(office, programme, method):
    cohort = AlwaysOnFactory(programme=programme)

    response = getattr(office, method)(address(Cohort, "next", cohort.pk))

    assert said(response) == ["This cohort is always on, so none follows it."]
    assert response.headers["Location"] == address(Cohort, "change", cohort.pk)


def test_what_was_put_away_is_in_no_list_and_no_choice(office, programme):
    archived = CohortFactory(programme=programme, stage=Stage.ARCHIVED, name="Long ago")
    EnrolmentFactory(cohort=archived)

    everywhere = [
        office.get(address(Cohort, "changelist")),
        office.get(address(Enrolment, "changelist"), {"q": "nobody"}),
    ]

    assert not [page for page in everywhere if "Long ago" in page.content.decode()]
    assert "Long ago" in office.get(address(Cohort, "changelist"), {"stage": "archived"}).content.decode()
    assert office.get(address(Cohort, "change", archived.pk)).status_code == 200


def test_list_counts_the_requests_that_wait(office, cohort):
    EnrolmentFactory(cohort=cohort), MentorFactory(cohort=cohort, status=Status.REGISTERED)

    (row,) = office.get(address(Cohort, "changelist")).context["cl"].result_list

    assert (row.mentors, row.mentees, row.requests) == (1, 1, 1)
