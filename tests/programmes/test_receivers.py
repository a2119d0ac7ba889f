from uuid import uuid4

import pytest

from mentoring.lib import registry
from programmes.models import Enrolment
from programmes.receivers import place_mail_wanted
from tests.factories import EnrolmentFactory


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("place_requested", {"registered", "waiting", "approved"}),
        ("place_approved", {"approved"}),
        ("place_waiting", {"waiting"}),
        ("place_declined", {"declined"}),
        ("place_taken_back", {"withdrawn"}),
    ],
)
def test_place_mail_is_wanted_while_the_place_stands_so(cohort, kind, wanted):
    answers = {
        status.value: place_mail_wanted(kind, EnrolmentFactory(cohort=cohort, status=status).pk)
        for status in Enrolment.Status
    }

    assert answers == {status.value: status.value in wanted for status in Enrolment.Status}


def test_place_mail_of_a_place_that_is_gone_is_not_wanted(db):
    assert place_mail_wanted("place_approved", uuid4()) is False


def test_other_mails_are_left_to_others(db):
    assert place_mail_wanted("account", uuid4()) is None


def test_pump_asks_us(cohort):
    place = EnrolmentFactory(cohort=cohort, status="withdrawn")

    assert False in list(registry.message_wanted.ask("place_approved", place.pk))
