from uuid import uuid4

import pytest

from matching.parting import Way
from matching.services import part
from mentoring.lib import registry
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.policies import asked_together, is_wanted
from programmes import services
from programmes.models import Enrolment
from programmes.receivers import place_mail_wanted
from tests.factories import EnrolmentFactory, MentorFactory, make_mentorship


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


# That a round nears its end waits for a morning, and for its reader's hours


def still_wanted() -> dict[str, str]:
    """Who would be sent the news of the end now, and of which kind; asked one by one, as at the fence."""
    told = OutgoingMessage.objects.filter(kind__startswith="round_closing")
    wanted = asked_together(told)
    assert wanted == {message.pk: is_wanted(message) for message in told}
    return {message.address: message.kind for message in told if wanted[message.pk]}


def test_news_of_the_end_are_wanted_until_it_has_come(cast):
    services.begin_closing(cohort=cast.cohort, reason="We start anew.", by=cast.coordinator.user)
    before = still_wanted()

    services.close_cohort(cohort=cast.cohort, by=cast.coordinator.user)

    assert (len(before), still_wanted()) == (2, {})


def test_nobody_reads_of_the_end_what_is_no_longer_true_of_them(cast):
    """Until the mail goes out, days after the press where hours are kept, a pair ends and places are given back."""
    both, steps_back, pair_of_one = (EnrolmentFactory(cohort=cast.cohort) for _each in range(3))
    mentor = MentorFactory(cohort=cast.cohort, person=both.person)
    make_mentorship(mentor, pair_of_one)
    services.begin_closing(cohort=cast.cohort, reason="We start anew.", by=cast.coordinator.user)
    before = still_wanted()

    part(mentorship=cast.mentorship, way=Way.STOP, by=cast.mentee.user)
    services.withdraw_enrolment(enrolment=steps_back, by=steps_back.person.user)
    services.withdraw_enrolment(enrolment=both, by=both.person.user)

    in_pairs = dict.fromkeys([both.person.user.email, pair_of_one.person.user.email], "round_closing")
    parted = dict.fromkeys([cast.mentor.user.email, cast.mentee.user.email], "round_closing")
    assert before == {**in_pairs, **parted, steps_back.person.user.email: "round_closing_alone"}
    assert still_wanted() == in_pairs


def test_whoever_is_in_a_pair_by_now_does_not_read_that_they_are_in_none(cast):
    mentor, mentee = MentorFactory(cohort=cast.cohort), EnrolmentFactory(cohort=cast.cohort)
    services.begin_closing(cohort=cast.cohort, reason="We start anew.", by=cast.coordinator.user)

    make_mentorship(mentor, mentee)

    assert still_wanted() == dict.fromkeys([cast.mentor.user.email, cast.mentee.user.email], "round_closing")
