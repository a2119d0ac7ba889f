"""What the programme team answers, one by one and hundreds at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from programmes import services
from programmes.models import Cohort, Enrolment
from programmes.services import answers
from tests.factories import CohortFactory, EnrolmentFactory, ProfileFactory, in_days
from tests.programmes.services.records import audited, mails

Stage, Status = Cohort.Stage, Enrolment.Status


def asked(cohort, **fields):
    return EnrolmentFactory(cohort=cohort, status=Status.REGISTERED, **fields)


def status_of(enrolment):
    return Enrolment.objects.get(pk=enrolment.pk).status


@pytest.mark.parametrize("stage", [Stage.REGISTRATION, Stage.MATCHING, Stage.RUNNING])
def test_approve_enrolment_gives_the_place_and_says_so(programme, coordinator, person, stage):
    enrolment = asked(CohortFactory(programme=programme, stage=stage), person=person)

    services.approve_enrolment(enrolment=enrolment, by=coordinator.user)

    assert status_of(enrolment) == Status.APPROVED
    assert audited() == [("enrolment.approve", enrolment.pk, coordinator.user.pk)]
    assert mails() == [("place_approved", "pia@mail.example", enrolment.pk)]


@pytest.mark.parametrize("status", [Status.WAITING, Status.DECLINED])
def test_approve_enrolment_from_the_waiting_list_and_after_not_this_time(cohort, coordinator, status):
    enrolment = EnrolmentFactory(cohort=cohort, status=status)

    assert services.approve_enrolment(enrolment=enrolment, by=coordinator.user).status == Status.APPROVED


def test_approve_enrolment_of_somebody_who_left_is_refused(cohort, coordinator):
    enrolment = asked(cohort, person=ProfileFactory(user__name="Lia Left", last_day=in_days(-1)))

    with pytest.raises(Refused, match="Lia Left no longer works here"):
        services.approve_enrolment(enrolment=enrolment, by=coordinator.user)

    assert mails() == []


def test_put_on_waiting_list_tells_the_person_with_words(cohort, coordinator, person):
    enrolment = asked(cohort, person=person)

    services.put_on_waiting_list(enrolment=enrolment, words=" We look for two more mentors. ", by=coordinator.user)

    assert status_of(enrolment) == Status.WAITING
    assert Enrolment.objects.get().answer_words == "We look for two more mentors."
    assert audited() == [("enrolment.put_on_waiting_list", enrolment.pk, coordinator.user.pk)]
    assert "“We look for two more mentors.”" in OutgoingMessage.objects.get(kind="place_waiting").text


def test_words_of_one_answer_do_not_outlive_it(cohort, coordinator, person):
    enrolment = asked(cohort, person=person)
    services.put_on_waiting_list(enrolment=enrolment, words="Please wait a little.", by=coordinator.user)

    services.approve_enrolment(enrolment=enrolment, by=coordinator.user)

    assert Enrolment.objects.get().answer_words is None


def test_decline_enrolment_tells_the_person_kindly(cohort, coordinator, person):
    enrolment = asked(cohort, person=person)

    services.decline_enrolment(enrolment=enrolment, by=coordinator.user)

    assert status_of(enrolment) == Status.DECLINED
    assert audited() == [("enrolment.decline", enrolment.pk, coordinator.user.pk)]
    assert mails() == [("place_declined", "pia@mail.example", enrolment.pk)]
    assert "writes" not in OutgoingMessage.objects.get().text


def test_take_back_approval_ends_what_is_open_and_says_why(cohort, coordinator, person, heard):
    enrolment = EnrolmentFactory(cohort=cohort, person=person, aims="To speak up.")

    services.take_back_approval(enrolment=enrolment, words="Approved by mistake, sorry.", by=coordinator.user)

    place = Enrolment.objects.get()
    assert (place.status, place.aims, place.answer_words) == (
        Status.WITHDRAWN,
        None,
        "Approved by mistake, sorry.",
    )
    assert place.was_taken_back
    assert heard == [{"enrolment": enrolment, "by": coordinator.user}]
    assert mails() == [("place_taken_back", "pia@mail.example", enrolment.pk)]


def test_mail_of_a_place_taken_back_speaks_of_a_pair_to_whoever_is_in_one_alone(cast):
    alone = EnrolmentFactory(cohort=cast.mentee_place.cohort)

    services.answer_enrolments(
        enrolments=[alone, cast.mentee_place], answer=Status.WITHDRAWN, words="By mistake.", by=cast.coordinator.user
    )

    told = {
        message.address: "Your pair ends with it" in message.text
        for message in OutgoingMessage.objects.filter(kind="place_taken_back")
    }
    assert told == {alone.person.user.email: False, cast.mentee.user.email: True}


@pytest.mark.parametrize("words", ["", "   "])
def test_take_back_approval_needs_words(cohort, coordinator, words):
    enrolment = EnrolmentFactory(cohort=cohort)

    with pytest.raises(Refused, match="why the place is taken back"):
        services.take_back_approval(enrolment=enrolment, words=words, by=coordinator.user)

    assert status_of(enrolment) == Status.APPROVED


def test_words_have_an_end(cohort, coordinator):
    with pytest.raises(Refused, match="keep to 500 characters"):
        services.put_on_waiting_list(enrolment=asked(cohort), words="x" * 501, by=coordinator.user)


@pytest.mark.parametrize(
    ("answer", "statuses"),
    [
        (Status.APPROVED, [Status.APPROVED, Status.WITHDRAWN]),
        (Status.WAITING, [Status.WAITING, Status.APPROVED, Status.DECLINED, Status.WITHDRAWN]),
        (Status.DECLINED, [Status.APPROVED, Status.DECLINED, Status.WITHDRAWN]),
        (Status.WITHDRAWN, [Status.REGISTERED, Status.WAITING, Status.DECLINED, Status.WITHDRAWN]),
    ],
)
def test_answer_moves_a_place_only_along_its_table(cohort, coordinator, heard, answer, statuses):
    places = [EnrolmentFactory(cohort=cohort, status=status) for status in statuses]

    answered = services.answer_enrolments(enrolments=places, answer=answer, words="Sorry.", by=coordinator.user)

    assert answered.done == []
    assert [sentence for _place, sentence in answered.refused] == [
        "This has already changed, so nothing was done. Please look at how it stands now."
    ] * len(places)
    assert [status_of(place) for place in places] == statuses
    assert (heard, mails(), audited()) == ([], [], [])


@pytest.mark.parametrize("answer", [Status.APPROVED, Status.WAITING, Status.DECLINED])
def test_places_of_a_closed_cohort_stay_as_they_are(programme, coordinator, answer):
    enrolment = asked(CohortFactory(programme=programme, stage=Stage.CLOSED))

    answered = services.answer_enrolments(enrolments=[enrolment], answer=answer, by=coordinator.user)

    assert [sentence for _place, sentence in answered.refused] == ["This cohort is over; its places stay as they are."]


def test_answer_gives_what_it_can_and_names_the_rest(cohort, coordinator):
    leaver = asked(cohort, person=ProfileFactory(user__name="Lia Left", last_day=in_days(-1)))
    stayers = [asked(cohort), asked(cohort)]

    answered = services.answer_enrolments(enrolments=[leaver, *stayers], answer=Status.APPROVED, by=coordinator.user)

    assert {place.pk for place in answered.done} == {place.pk for place in stayers}
    assert answered.refused == [(leaver, "Lia Left no longer works here.")]
    assert len(mails()) == 2


@pytest.mark.parametrize("words", ["", "There are more mentees than mentors."])
def test_answer_costs_the_same_for_two_and_for_fifty(cohort, coordinator, words):
    costs = {}
    for number in (2, 50):
        places = [asked(cohort) for _ in range(number)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            services.answer_enrolments(enrolments=places, answer=Status.WAITING, words=words, by=coordinator.user)
        costs[number] = len(queries)

    assert costs[2] == costs[50] <= 9
    assert Enrolment.objects.filter(status=Status.WAITING).count() == 52
    assert {place.answer_words for place in Enrolment.objects.all()} == {words or None}


def test_answer_to_very_many_comes_in_several_transactions(cohort, coordinator, monkeypatch):
    monkeypatch.setattr(answers, "AT_ONCE", 2)
    places = [asked(cohort) for _ in range(5)]

    answered = services.answer_enrolments(enrolments=places, answer=Status.APPROVED, by=coordinator.user)

    assert len(answered.done) == len(mails()) == 5
