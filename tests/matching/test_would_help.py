"""Whoever looks after a cohort reads what could help each mentee for whom nobody was found."""

import pytest

from matching.board import board_of
from matching.models import Proposal
from matching.services import add_exclusion, decline_proposal, remove_proposal, send_proposals
from programmes.models import Cohort, Role
from tests.factories import ProfileFactory, make_proposal
from tests.matching.office import board_text
from tests.matching.people import matched, mentee_of, mentor_of, open_cohort, searched

pytestmark = pytest.mark.django_db
ONE_MORE = "One more place could help; “Choose a mentor” shows with whom."
FREE_NOW = "The last search found nobody for them. There is a place free now that it did not have."


def helps(cohort):
    return {each.person.name: each.help for each in board_of(cohort).without.rows}


def named(name):
    return ProfileFactory(user__name=name)


@pytest.fixture
def left(office):
    """Two mentees for one place."""
    cohort, client, by = office
    mentor_of(cohort, "Speaking")
    mentee_of(cohort, "Speaking"), mentee_of(cohort, person=named("Left"))
    searched(cohort, by)
    return cohort, client


def test_one_more_place_could_help_where_all_are_taken(left):
    cohort, client = left

    assert helps(cohort) == {"Left": ONE_MORE}
    assert f"Every place that was possible in this cohort is taken. {ONE_MORE}" in board_text(client, cohort)


def test_whoever_is_ruled_out_for_everybody_needs_another_mentor_whatever_the_rule():
    """A private wish reads like any other rule, here too."""
    told = []
    for is_private in (True, False):
        cohort, by = open_cohort()
        boss = ProfileFactory()
        mentor_of(cohort, person=boss)
        person = ProfileFactory(user__name="Left", manager=None if is_private else boss)
        if is_private:
            add_exclusion(owner=person, excluded=boss, by=person.user)
        mentee_of(cohort, person=person)
        matched(cohort, by)
        told.append(helps(cohort))

    assert told == [{"Left": "Another mentor would help."}] * 2


def test_a_run_keeps_nothing_that_tells_who_was_possible_for_whom():
    """In clear lie the reasons alone; who fits whom lies encrypted with the evidence."""
    cohort, by = open_cohort()
    mentors = [mentor_of(cohort, "Speaking") for _ in range(2)]
    person = ProfileFactory()
    add_exclusion(owner=person, excluded=mentors[0].person, by=person.user)
    mentee_of(cohort, "Speaking"), mentee_of(cohort, "Speaking"), mentee_of(cohort, person=person)

    run = matched(cohort, by)

    assert [set(entry) for entry in run.unplaced] == [{"enrolment", "reasons"}]
    assert not any(str(mentor.pk) in str(run.unplaced) for mentor in mentors)


@pytest.mark.parametrize("status", ["declined", "lapsed", "removed"])
def test_another_search_could_help_whoever_had_a_suggestion(office, status):
    cohort, _client, _by = office
    mentor = mentor_of(cohort, "Speaking")
    make_proposal(mentor, mentee_of(cohort, person=named("Left")), status=status)
    mentee_of(cohort, person=named("New"))

    assert helps(cohort) == {"Left": "Finding pairs again could help.", "New": ""}


def test_nothing_could_help_once_it_is_over(left):
    cohort, _client = left
    cohort.stage = Cohort.Stage.CLOSED
    cohort.save()

    assert set(helps(cohort).values()) == {""}


def test_another_search_could_help_once_a_place_is_free_that_the_last_one_did_not_have(left, office):
    """Whoever is left over reads nothing that is false by now: a mentor whose mentee said no waits for somebody."""
    cohort, client = left
    send_proposals(cohort=cohort, by=office[2])
    assert helps(cohort) == {"Left": ONE_MORE}

    sent = Proposal.objects.get()
    decline_proposal(proposal=sent, by=sent.sides.get(role=Role.MENTEE).enrolment.person.user)

    assert helps(cohort)["Left"] == "Finding pairs again could help."
    text = board_text(client, cohort)
    assert f"{FREE_NOW} Finding pairs again could help." in text
    assert "Every place that was possible" not in text


def test_a_draft_that_was_taken_out_and_a_mentor_with_more_places_free_them_too(left, office):
    cohort, _client = left
    remove_proposal(proposal=Proposal.objects.get(), by=office[2])
    assert helps(cohort)["Left"] == "Finding pairs again could help."

    Proposal.objects.update(status=Proposal.Status.DRAFT)
    assert helps(cohort) == {"Left": ONE_MORE}

    cohort.enrolments.filter(role=Role.MENTOR).update(capacity=2)
    assert helps(cohort) == {"Left": "Finding pairs again could help."}


def test_a_place_that_the_last_search_left_free_helps_nobody(office):
    cohort, _client, by = office
    free, person = mentor_of(cohort, "Speaking"), named("Left")
    add_exclusion(owner=person, excluded=free.person, by=person.user)
    mentee_of(cohort, person=person)
    matched(cohort, by)

    assert helps(cohort) == {"Left": "Another mentor would help."}

    mentor_of(cohort, "Speaking")
    assert helps(cohort) == {"Left": "Finding pairs again could help."}


def test_a_place_that_is_free_again_is_told_to_all_alike_be_it_ruled_out_or_not(left, office):
    """Who may be paired with whom makes no difference to what is said here."""
    cohort, _client = left
    mentor = cohort.enrolments.get(role=Role.MENTOR).person
    person = cohort.enrolments.get(person__user__name="Left").person
    add_exclusion(owner=person, excluded=mentor, by=person.user)

    remove_proposal(proposal=Proposal.objects.get(), by=office[2])

    assert helps(cohort)["Left"] == "Finding pairs again could help."
