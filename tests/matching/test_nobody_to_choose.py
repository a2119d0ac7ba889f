"""Where people choose for themselves: nobody is led or written to before there is somebody whom they can ask."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.models import Membership
from matching.place_stands import how_places_stand
from matching.services import add_exclusion
from matching.services.inviting import invite_to_choose
from matching.services.one_row import read_row
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Enrolment, Role
from programmes.place_words import what_happens_next
from tests.factories import end_pairs, make_mentorship, make_proposal
from tests.matching.choosing import ask, choosing_cohort
from tests.matching.people import mentee_of, mentor_of, steps_of

pytestmark = pytest.mark.django_db
WAITS = "Here you choose yourself, and nobody can be asked at this moment. You need do nothing until somebody can."


def told():
    return set(OutgoingMessage.objects.filter(kind="choice_open").values_list("subject_id", flat=True))


def titles(*places):
    return [step.title for place in places for step in steps_of(place.person)]


def test_nobody_is_led_or_written_to_where_there_is_no_mentor():
    cohort, _by = choosing_cohort()
    mentee = mentee_of(cohort)

    assert invite_to_choose() == 0
    assert titles(mentee) == []
    stand = how_places_stand([mentee.pk])[mentee.pk]
    assert (stand.sentence, stand.url) == (WAITS, "")
    place = Enrolment.objects.select_related("cohort__programme").get(pk=mentee.pk)
    assert what_happens_next(place, stand)[:2] == [
        WAITS,
        "The person you ask says yes or no. Nothing starts without their yes.",
    ]

    mentor_of(cohort)

    assert invite_to_choose() == 1
    assert titles(mentee) == ["Choose a mentor"]
    assert how_places_stand([mentee.pk])[mentee.pk].sentence.startswith("Here you choose yourself. We show you")


@pytest.mark.parametrize("takes", ["pair", "question", "kept", "limit", "elsewhere", "rest", "account"])
def test_nobody_is_led_or_written_to_while_no_mentor_has_a_place_free(takes):
    cohort, _by = choosing_cohort(stage="running")
    mentee, other, mentor = mentee_of(cohort), mentee_of(cohort), mentor_of(cohort, capacity=1)
    assert titles(mentee) == ["Choose a mentor"]

    if takes == "pair":
        make_mentorship(mentor, other)
    elif takes == "question":
        ask(other, mentor)
    elif takes == "kept":
        make_proposal(mentor, other, status="draft", locked=True)
    elif takes == "limit":
        type(mentor.person).objects.filter(pk=mentor.person_id).update(mentor_limit=0)
    elif takes == "elsewhere":
        there = choosing_cohort(stage="running")[0]
        make_mentorship(mentor_of(there, person=mentor.person), mentee_of(there))
    elif takes == "rest":
        end_pairs(pk=make_mentorship(mentor, other).pk)
        Membership.objects.filter(enrolment=mentor).update(looks_again=False)
    else:
        type(mentor.person.user).objects.filter(pk=mentor.person.user_id).update(is_active=False)

    assert titles(mentee) == []
    invite_to_choose()
    assert mentee.pk not in told()


def test_a_draft_takes_no_place_from_whoever_chooses():
    cohort, _by = choosing_cohort()
    mentee, mentor = mentee_of(cohort), mentor_of(cohort)
    make_proposal(mentor, mentee_of(cohort), status="draft")

    assert titles(mentee) == ["Choose a mentor"]


def test_in_a_reverse_programme_mentors_wait_for_a_mentee_who_has_nobody():
    cohort, _by = choosing_cohort(programme__style="reverse", stage="running")
    mentor, other, mentee = mentor_of(cohort), mentor_of(cohort), mentee_of(cohort)
    pair = make_mentorship(other, mentee)
    assert (titles(mentor), invite_to_choose()) == ([], 0)

    end_pairs(pk=pair.pk)

    assert titles(mentor) == ["Choose a mentee"]
    invite_to_choose()
    assert mentor.pk in told()


def test_whoever_is_both_cannot_ask_themselves():
    cohort, _by = choosing_cohort()
    mentee = mentee_of(cohort)
    mentor_of(cohort, person=mentee.person)

    assert titles(mentee) == []
    assert invite_to_choose() == 0


def test_a_mail_goes_to_those_alone_of_whom_a_rule_forbids_not_everybody():
    """Exactly those whose list holds somebody, whichever rule it is, and the others as soon as theirs does."""
    cohort, _by = choosing_cohort()
    mentor = mentor_of(cohort)
    shy, managed, free = mentee_of(cohort), mentee_of(cohort, person__manager=mentor.person), mentee_of(cohort)
    add_exclusion(owner=shy.person, excluded=mentor.person, by=shy.person.user)

    assert invite_to_choose() == 1
    assert told() == {free.pk}
    everybody = Enrolment.objects.select_related("cohort__programme__policy", "person__user")
    with_somebody = {place.pk for place in everybody.filter(role=Role.MENTEE) if read_row(place).possible()}
    assert with_somebody & {shy.pk, managed.pk, free.pk} == {free.pk}

    mentor_of(cohort)
    assert invite_to_choose() == 2
    assert told() == {shy.pk, managed.pk, free.pk}


def test_those_who_have_nobody_keep_no_mail_from_others(monkeypatch):
    monkeypatch.setattr("matching.services.inviting.AT_ONCE", 1)
    cohort, _by = choosing_cohort()
    mentor, mentees = mentor_of(cohort), [mentee_of(cohort) for _ in range(3)]
    first, second, last = sorted(mentees, key=lambda place: place.pk)
    for place in (first, second):
        add_exclusion(owner=place.person, excluded=mentor.person, by=place.person.user)

    assert invite_to_choose() == 1
    assert told() == {last.pk}


def test_to_look_for_somebody_costs_the_same_however_many_wait():
    cohort, _by = choosing_cohort()
    mentor_of(cohort)
    counted = []
    for number in (1, 4):
        for _ in range(number):
            mentee = mentee_of(cohort)
            add_exclusion(
                owner=mentee.person, excluded=cohort.enrolments.get(role=Role.MENTOR).person, by=mentee.person.user
            )
        with CaptureQueriesContext(connection) as captured:
            assert invite_to_choose() == 0
        counted.append(len(captured))

    assert counted[0] == counted[1]
