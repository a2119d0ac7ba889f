"""Surveys that come at a moment of one's own, as somebody comes to them: offered, begun or refused."""

import pytest

from feedback.models import SurveyRun
from feedback.services import begin_survey, is_offered
from mentoring.lib.errors import Refused
from programmes.models import Cohort
from tests import factories
from tests.factories import at

START, EARLY_END = SurveyRun.Kind.START, SurveyRun.Kind.EARLY_END


def make_round(**more):
    """A round that takes registrations until 10 June, starts on 15 June and ends on 15 December."""
    days = {"registration_ends_on": at("2026-06-10 00:00").date(), "starts_on": at("2026-06-15 00:00").date()}
    return factories.CohortFactory(**days, ends_on=at("2026-12-15 00:00").date(), mid_survey_on=None, **more)


def begin(place, kind=START):
    return begin_survey(kind=kind, cohort=place.cohort, person=place.person, by=place.person.user)


def offered(place, kind=START):
    return is_offered(kind=kind, cohort=Cohort.objects.get(pk=place.cohort_id), person=place.person)


def refusal(place, kind=START):
    with pytest.raises(Refused) as refused:
        begin(place, kind)
    return refused.value.message
