"""What the board says is proven of the last search, and until when."""

import pytest
from django.utils.formats import date_format
from django.utils.timezone import localtime

from matching.board import board_of
from matching.models import Proposal, Run
from matching.services import (
    add_exclusion,
    decline_proposal,
    keep_proposal,
    pair_by_hand,
    remove_proposal,
    restore_proposal,
    send_proposals,
    veto_pair,
)
from mentoring.lib import clock
from programmes.models import Role
from tests.matching.office import board_text
from tests.matching.people import mentee_of, mentor_of, searched

pytestmark = pytest.mark.django_db
BEST = "Proven: no other choice places more mentees"
CHANGED = "Pairs have changed or ended since."


def proof(cohort):
    return board_of(cohort).proof


def test_board_claims_no_more_than_was_proven(office):
    cohort, client, by = office
    mentor_of(cohort), mentee_of(cohort)
    run = searched(cohort, by)
    assert BEST in board_text(client, cohort)

    keep_proposal(proposal=Proposal.objects.get(), keep=True, by=by)
    assert BEST in proof(cohort)

    mentor_of(cohort), mentee_of(cohort)
    again = searched(cohort, by)
    keep_proposal(proposal=Proposal.objects.get(run=run), keep=False, by=by)
    assert proof(cohort).startswith("Proven: beside the pairs kept or sent before, no other choice places more mentees")

    again.certificate["set_aside"] = 1
    again.save()
    assert "Proven for the pairs left" in board_text(client, cohort)


def test_proof_is_told_as_of_its_search_once_a_pair_was_made_by_hand(office):
    cohort, client, by, first, second = two_for_one(office)
    run = searched(cohort, by)
    found = Proposal.objects.get().sides.get(role=Role.MENTEE).enrolment
    other = second if found == first else first

    pair_by_hand(mentee=other, mentor=mentor_in(cohort), by=by)

    assert proof(cohort) == f"When it ran, this was proven to be the best result. {CHANGED}"
    text = board_text(client, cohort)
    assert text.count(date_format(localtime(run.finished_at), "j M")) == 1
    assert "Their mentor was given to somebody else by hand. Search again, or choose a mentor." in text
    assert "No search was made since" not in text


def test_two_who_are_kept_apart_hide_nothing_of_a_pair_that_gave_way_by_hand(office):
    cohort, client, by, first, second = two_for_one(office)
    searched(cohort, by)
    found = Proposal.objects.get().sides.get(role=Role.MENTEE).enrolment
    other = second if found == first else first
    pair_by_hand(mentee=other, mentor=mentor_in(cohort), by=by)

    veto_pair(mentee=found, mentor=mentor_of(cohort), by=by)

    text = board_text(client, cohort)
    assert "Their mentor was given to somebody else by hand. Search again, or choose a mentor." in text
    assert "A pair was taken out" not in text


def two_for_one(office):
    cohort, client, by = office
    mentor_of(cohort)
    return cohort, client, by, mentee_of(cohort), mentee_of(cohort)


def mentor_in(cohort):
    return cohort.enrolments.get(role=Role.MENTOR)


def test_pair_that_went_for_another_reason_is_not_said_to_have_given_way_by_hand(office):
    cohort, client, by = office
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    searched(cohort, by)

    add_exclusion(owner=mentor.person, excluded=mentee.person, by=mentor.person.user)

    text = board_text(client, cohort)
    assert "The pair that was found for them no longer stands. Search again, or choose a mentor." in text
    assert CHANGED in text


def test_proof_holds_again_once_the_pair_is_put_back(office):
    cohort, _client, by = office
    mentor_of(cohort), mentee_of(cohort)
    searched(cohort, by)
    proposal = Proposal.objects.get()

    remove_proposal(proposal=proposal, by=by)
    assert CHANGED in proof(cohort)

    restore_proposal(proposal=proposal, by=by)
    assert BEST in proof(cohort)


def test_proof_stays_while_what_was_found_is_answered_yes_and_goes_with_a_no(office):
    cohort, _client, by = office
    mentor_of(cohort), mentee_of(cohort)
    searched(cohort, by)
    send_proposals(cohort=cohort, by=by)
    proposal = Proposal.objects.get()
    assert BEST in proof(cohort)

    decline_proposal(proposal=proposal, by=proposal.sides.first().enrolment.person.user)
    assert CHANGED in proof(cohort)


def test_proof_of_a_later_search_goes_once_a_pair_that_stood_beside_it_is_answered_no(office):
    cohort, _client, by = office
    mentor_of(cohort), mentee_of(cohort)
    searched(cohort, by)
    send_proposals(cohort=cohort, by=by)
    sent = Proposal.objects.get()
    mentor_of(cohort), mentee_of(cohort)
    searched(cohort, by)
    assert proof(cohort).startswith("Proven: beside the pairs kept or sent before")

    decline_proposal(proposal=sent, by=sent.sides.first().enrolment.person.user)
    assert proof(cohort).startswith(
        "When it ran, this was proven to be the best result beside the pairs already kept or sent."
    )
    assert CHANGED in proof(cohort)


def test_no_proof_is_claimed_where_none_is_kept(office):
    cohort, _client, by = office
    Run.objects.create(cohort=cohort, created_at=clock.now(), created_by=by, finished_at=clock.now())

    assert proof(cohort) == ""
