"""What the page of a programme asks of the database."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.models import Programme
from tests.factories import CohortFactory, EligibilityRuleFactory, GradeFactory, SiteFactory
from tests.programmes.admin.pages import address


def asked(office, programme) -> int:
    """As the first page of a process: what Django remembers of its tables is forgotten."""
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as captured:
        assert office.get(address(Programme, "change", programme.pk)).status_code == 200
    return len(captured)


@pytest.mark.parametrize("has_lines", [False, True], ids=["for everybody", "with lines"])
def test_first_page_of_a_process_costs_no_more_and_the_same_for_many_cohorts(office, programme, has_lines):
    if has_lines:
        EligibilityRuleFactory(programme=programme, site=SiteFactory(name="Site 0"))
        EligibilityRuleFactory(programme=programme, grade_from=GradeFactory(name="A1", level=1))
    CohortFactory(programme=programme, name="Cohort 0")
    one = asked(office, programme)
    for number in range(1, 5):
        CohortFactory(programme=programme, name=f"Cohort {number}")

    assert asked(office, programme) == one < 15
