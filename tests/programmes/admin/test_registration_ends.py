"""What pages say of registration once matching has ended it."""

from django.utils.formats import date_format

from mentoring.lib import clock
from programmes.models import Cohort
from tests.factories import EnrolmentFactory, MentorFactory
from tests.flows.page import Page
from tests.programmes.admin.pages import address


def words_of(response):
    return Page("", response.status_code, response.content.decode()).text


def test_pages_say_when_registration_ended_where_matching_began_early(office, cohort, person, sign_in):
    MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)
    office.post(address(Cohort, "match", cohort.pk))
    today = date_format(clock.company_today())

    page = words_of(office.get(address(Cohort, "change", cohort.pk)))
    theirs = words_of(sign_in(person).get(cohort.get_absolute_url()))

    assert (f"Registration ended on: {today}" in page, "Registration ends on" in page) == (True, False)
    assert f"Registration ended {date_format(clock.company_today())}" in theirs
    assert "Registration until" not in theirs
