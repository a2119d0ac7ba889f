"""The last place under many at once: one winner, and a sentence for the others."""

import pytest
from django.test import Client
from django.urls import reverse

from matching.models import Mentorship, Proposal, Seat
from matching.services import NoPlaceLeft, lapse_due_proposals
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Enrolment, Role
from programmes.services import approve_enrolment, withdraw_enrolment
from tests.factories import ProfileFactory, in_days
from tests.matching.at_once import THREADS, at_once, no_of, suggestion_awaiting_mentee, taken_seats, yes_of
from tests.matching.people import mentee_of, mentor_of, open_cohort

TAKEN = "This mentor’s last place was taken a moment ago. The programme team will help."
long = pytest.mark.long


def round_of_twenty(capacity=1, cohorts=1):
    """A mentor with so many places in each cohort, and twenty suggestions that wait for the mentees alone."""
    person = ProfileFactory()
    places = []
    for _ in range(cohorts):
        cohort, _by = open_cohort(stage="running")
        places.append(mentor_of(cohort, person=person, capacity=capacity))
    return person, [suggestion_awaiting_mentee(places[number % cohorts]) for number in range(THREADS)]


def holds(person, proposals, outcomes, capacity):
    """So many won, the others read one sentence and are free for another mentor, and the database says the same."""
    refusals = [outcome for outcome in outcomes if outcome != "done"]
    assert {(type(refusal), str(refusal)) for refusal in refusals} == {(NoPlaceLeft, TAKEN)}
    assert outcomes.count("done") == taken_seats(person) == capacity
    keys = [proposal.pk for proposal in proposals]
    assert Mentorship.objects.filter(proposal__in=keys).count() == capacity
    states = list(Proposal.objects.filter(pk__in=keys).values_list("status", flat=True))
    assert (states.count("accepted"), states.count("declined")) == (capacity, THREADS - capacity)
    assert Seat.objects.filter(person=person).count() == capacity


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rounds", [pytest.param(3, id="3"), pytest.param(200, id="200", marks=long)])
def test_twenty_yeses_to_the_last_place_make_one_pair(rounds):
    for _ in range(rounds):
        person, proposals = round_of_twenty()

        holds(person, proposals, at_once(*map(yes_of, proposals)), capacity=1)


@long
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("capacity", [1, 2])
def test_places_hold_over_two_cohorts_at_once(capacity):
    for _ in range(20):
        person, proposals = round_of_twenty(capacity, cohorts=2)

        holds(person, proposals, at_once(*map(yes_of, proposals)), capacity)


def pressed_by(proposal, role=Role.MENTEE):
    """The button on the page, by a client of its own."""
    client = Client(raise_request_exception=False)
    client.force_login(proposal.sides.get(role=role).enrolment.person.user)
    address = reverse("matching:proposal-accept", args=[proposal.pk])
    answers = []

    def press():
        answers.append(client.post(address, {"line": "no"}))

    return press, answers, client


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rounds", [pytest.param(1, id="1"), pytest.param(20, id="20", marks=long)])
def test_twenty_buttons_pressed_at_once_make_one_pair_and_no_fault(rounds):
    for _ in range(rounds):
        person, proposals = round_of_twenty()
        buttons = [pressed_by(proposal) for proposal in proposals]

        at_once(*(press for press, _answers, _client in buttons))

        answers = [answer for _press, [answer], _client in buttons]
        assert {answer.status_code for answer in answers} == {302}
        [pair] = Mentorship.objects.filter(memberships__person=person)
        assert [answer.url for answer in answers].count(pair.get_absolute_url()) == 1
        told = [
            client.get(answer.url).content.decode() for answer, (_p, _a, client) in zip(answers, buttons, strict=True)
        ]
        assert sum("last place was taken a moment ago" in page for page in told) == THREADS - 1


@pytest.mark.django_db(transaction=True)
def test_button_pressed_twice_at_once_makes_one_pair():
    cohort, _by = open_cohort(stage="running")
    proposal = suggestion_awaiting_mentee(mentor_of(cohort))
    press, answers, _client = pressed_by(proposal)

    at_once(press, press)

    pair = Mentorship.objects.get()
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, pair.get_absolute_url())] * 2
    assert OutgoingMessage.objects.filter(kind="pair_made").count() == 2


# --- what may happen at the same moment ---


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rounds", [pytest.param(5, id="5"), pytest.param(100, id="100", marks=long)])
def test_yes_at_the_very_moment_of_the_end_is_a_pair_or_over_and_never_both(rounds):
    for _ in range(rounds):
        cohort, _by = open_cohort(stage="running")
        proposal = suggestion_awaiting_mentee(mentor_of(cohort))
        Proposal.objects.filter(pk=proposal.pk).update(reply_by=in_days(-1), lapses_at=clock.now())

        outcomes = at_once(yes_of(proposal), lapse_due_proposals)

        status = Proposal.objects.values_list("status", flat=True).get(pk=proposal.pk)
        pairs = Mentorship.objects.filter(proposal=proposal).count()
        told = OutgoingMessage.objects.filter(subject_id=proposal.pk, kind="suggestion_closed").count()
        assert (status, pairs, told, type(outcomes[0])) in [("accepted", 1, 0, str), ("lapsed", 0, 1, Refused)]
        assert outcomes[1] == "done"


@pytest.mark.django_db(transaction=True)
def test_yes_and_no_of_the_two_at_once_leave_no_half_pair():
    for _ in range(5):
        cohort, _by = open_cohort(stage="running")
        proposal = suggestion_awaiting_mentee(mentor_of(cohort))

        at_once(yes_of(proposal), no_of(proposal, Role.MENTOR))

        status = Proposal.objects.values_list("status", flat=True).get(pk=proposal.pk)
        assert (status, Mentorship.objects.filter(proposal=proposal).count()) in [("accepted", 1), ("declined", 0)]


@pytest.mark.django_db(transaction=True)
def test_place_given_and_given_back_at_once_ends_as_given_back_or_with_a_sentence():
    for _ in range(5):
        cohort, by = open_cohort(stage="matching")
        place = mentee_of(cohort, status="registered")

        outcomes = at_once(
            lambda place=place, by=by: approve_enrolment(enrolment=Enrolment.objects.get(pk=place.pk), by=by),
            lambda place=place: withdraw_enrolment(enrolment=Enrolment.objects.get(pk=place.pk), by=place.person.user),
        )

        place.refresh_from_db()
        assert outcomes[1] == "done"
        assert place.status == "withdrawn"
        assert outcomes[0] == "done" or isinstance(outcomes[0], Refused)


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_close_and_tell_once():
    cohort, _by = open_cohort(stage="running")
    mentor = mentor_of(cohort, capacity=3)
    proposals = [suggestion_awaiting_mentee(mentor) for _ in range(3)]
    Proposal.objects.update(reply_by=in_days(-1), lapses_at=clock.now())

    assert at_once(lapse_due_proposals, lapse_due_proposals) == ["done", "done"]

    assert set(Proposal.objects.values_list("status", flat=True)) == {"lapsed"}
    assert OutgoingMessage.objects.filter(kind="suggestion_closed").count() == len(proposals)
