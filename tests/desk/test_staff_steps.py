"""What coordinators and HR analysts are asked to do next; their own apps answer, home gathers."""

from datetime import timedelta

from feedback.models import Snapshot, SurveyRun
from matching.models import Proposal
from mentoring.desk.home import own_matters
from mentoring.lib import clock
from programmes.models import Cohort, Enrolment
from tests.factories import CohortFactory, EnrolmentFactory, MentorFactory, in_days, make_proposal, make_survey_run


def titles(person) -> list[str]:
    return [step.title for step in own_matters(person).steps]


def test_coordinator_is_asked_to_answer_requests_of_their_programme_alone(cast):
    mine = CohortFactory(programme=cast.programme)
    for _number in range(2):
        EnrolmentFactory(cohort=mine, status=Enrolment.Status.REGISTERED)
    EnrolmentFactory(cohort=mine, status=Enrolment.Status.APPROVED)

    assert "2 requests for a place wait for you" in titles(cast.coordinator)
    assert not [title for title in titles(cast.other_coordinator) if "place" in title]


def test_request_of_a_running_cohort_is_still_to_be_answered(cast):
    EnrolmentFactory(cohort=cast.cohort, status=Enrolment.Status.REGISTERED)

    assert "One request for a place waits for you" in titles(cast.coordinator)


def test_request_of_a_cohort_that_gives_no_places_asks_for_nothing(cast):
    EnrolmentFactory(cohort=cast.cohort, status=Enrolment.Status.REGISTERED)
    Cohort.objects.filter(pk=cast.cohort.pk).update(stage=Cohort.Stage.CLOSING)

    assert not [title for title in titles(cast.coordinator) if "place" in title]


def test_coordinator_is_asked_to_find_pairs_once_registration_is_over(cast):
    CohortFactory(programme=cast.programme, name="Late", registration_ends_on=in_days(-1))

    assert titles(cast.coordinator)[0] == "Find the best pairs of Open doors, Late"
    assert not [title for title in titles(cast.mentor) if "best pairs" in title]


def test_coordinator_is_asked_to_review_pairs_that_wait(cast):
    cohort = CohortFactory(programme=cast.programme, name="Late", stage=Cohort.Stage.MATCHING)
    make_proposal(MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort), status=Proposal.Status.DRAFT)

    assert titles(cast.coordinator)[0] == "Review the pairs of Open doors, Late"


def test_analyst_is_shown_new_figures_for_two_weeks(cast):
    run = make_survey_run(cast.cohort, state=SurveyRun.State.CLOSED)
    Snapshot.objects.create(run=run, built_on=clock.today(), figures={"answered": 5})

    assert "New figures: Open doors, Spring" in titles(cast.hr_analyst)
    assert "New figures: Open doors, Spring" not in titles(cast.coordinator)
    with clock.standing_at(clock.now() + timedelta(days=15)):
        assert "New figures: Open doors, Spring" not in titles(cast.hr_analyst)
