import pytest

from feedback import services
from feedback.models import SurveyRun
from feedback.services import close_run, record_answers
from mentoring.lib import clock
from programmes.models import Cohort
from tests import factories
from tests.factories import at
from tests.feedback.population import all_items, departments_of, make_people

MONDAY = at("2026-06-01 12:00")


@pytest.fixture
def monday():
    """The clock stands at noon of Mon 1 June 2026."""
    with clock.standing_at(MONDAY):
        yield MONDAY


@pytest.fixture
def running_cohort(db, monday):
    """A running cohort whose mid survey is due today."""
    return factories.CohortFactory(stage=Cohort.Stage.RUNNING, mid_survey_on=MONDAY.date())


@pytest.fixture
def open_run(running_cohort):
    """An open survey with these people asked; called with the department of each."""

    def of(departments: list[str]) -> SurveyRun:
        make_people(running_cohort, departments)
        services.tend_surveys()
        return SurveyRun.objects.get(cohort=running_cohort)

    return of


@pytest.fixture
def analyst(db):
    profile = factories.ProfileFactory(user__name="Hanna Analyst")
    factories.HrAnalystFactory(user=profile.user, organisation=profile.organisation)
    return profile


@pytest.fixture
def reader(analyst, sign_in):
    return sign_in(analyst)


@pytest.fixture
def closed_survey(open_run):
    """A survey that closed: called with how many people each department has, and what everybody answered."""

    def of(answers=None, **counts):
        run = open_run(departments_of(**counts))
        for invitation in run.invitations.all():
            record_answers(invitation=invitation, answers=answers or all_items(4))
        close_run(run=run)
        return SurveyRun.objects.get(pk=run.pk)

    return of
