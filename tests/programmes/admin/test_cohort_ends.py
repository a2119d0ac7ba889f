"""How a round ends in the office, and which one comes after it."""

from datetime import timedelta

import pytest

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
    assert "Pairs go on until you close the cohort" in question
    assert "will not go out any more." in question
    assert "Please say why it comes to its end before" in refused
    assert 'aria-invalid="true"' in refused
    assert OutgoingMessage.objects.filter(kind="round_closing_alone").count() == 2
    assert said(response)[0].startswith("The round is coming to its end.")
    page = office.get(address(Cohort, "change", cohort.pk)).content.decode()
    assert "coming to its end, Cora Coordinator. “We start anew.”" in page


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
    assert "Prepare the next round" not in page


def test_next_round_leads_to_its_own_page(office, cohort):
    url = address(Cohort, "next", cohort.pk)
    assert url not in office.get(address(Cohort, "change", cohort.pk)).content.decode()
    Cohort.objects.filter(pk=cohort.pk).update(stage=Stage.RUNNING)
    assert url in office.get(address(Cohort, "change", cohort.pk)).content.decode()

    response = office.post(url)

    following = Cohort.objects.get(name="Autumn")
    assert (following.stage, following.starts_on) == (Stage.DRAFT, cohort.ends_on + timedelta(days=1))
    assert response.headers["Location"] == address(Cohort, "change", following.pk)


def test_no_round_follows_what_is_always_on(office, programme):
    cohort = AlwaysOnFactory(programme=programme)

    assert said(office.post(address(Cohort, "next", cohort.pk))) == [
        "This cohort is always on, so no round follows it."
    ]


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
