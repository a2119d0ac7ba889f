"""What people read where a programme asks its mentors for a training: on pages, in mails and in refusals."""

import pytest

from tests.conftest import coordinator
from tests.matching.office import text_of
from tests.matching.terms import usual_terms
from tests.matching.test_how_pairs import address, bounds_of, press, stands
from tests.matching.test_mentor_training import PRACTICE

pytestmark = pytest.mark.django_db


# --- the page that asks for it ---


def test_second_of_two_is_told_that_training_makes_no_difference_any_more(office, sign_in):
    cohort, client, _by = office
    other = sign_in(coordinator("Otto Other", "otto", cohort.programme).user)
    press(client, cohort.programme, least_training=str(PRACTICE))
    seen = stands(cohort.programme).as_seen
    other.post(address(cohort.programme), usual_terms(least_training="", seen=seen))

    page = client.post(address(cohort.programme), usual_terms(least_training=str(PRACTICE), skills=80, seen=seen))

    text = text_of(page)
    told = text[text.index("It says now") : text.index("Keep this one and leave mine")]
    assert "Mentor training at least Makes no difference" in told
    assert bounds_of(cohort.programme).least_training is None
