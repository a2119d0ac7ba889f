"""Nobody gets a second mentor while somebody with nobody could still have a first."""

from dataclasses import replace

import pytest

from matching.exchanging import open_drafts_of
from matching.models import Membership, Proposal, policy_of
from matching.services import (
    Wishes,
    add_exclusion,
    change_policy,
    decline_proposal,
    pair_by_hand,
    send_proposals,
    wishes_in,
)
from matching.services.standing import read_standing
from mentoring.lib.errors import Refused
from programmes.models import Cohort, Enrolment, Role
from programmes.services import withdraw_enrolment
from tests.factories import make_mentorship
from tests.matching.further import Round, both_say_yes, open_pairs_of
from tests.matching.people import mentee_of, pairs_of, searched

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return Round()


def mentor_of_pair(place):
    """The place of the one mentor with whom this mentee is in an open pair."""
    pairs = place.memberships.filter(ended_at=None).values("mentorship")
    return Enrolment.objects.get(
        pk__in=Membership.objects.filter(mentorship__in=pairs, role=Role.MENTOR).values("enrolment")
    )


def suggestion_of(place):
    return Proposal.objects.get(sides__enrolment=place, status="sent")


# --- who holds the further search back ---


def test_mentee_whose_mentor_gave_up_comes_before_a_second_mentor(here):
    here.first()
    partner = mentor_of_pair(here.ben)
    withdraw_enrolment(enrolment=partner, by=partner.person.user)

    assert wishes_in(here.cohort) == Wishes(further=1, first=1)
    with pytest.raises(Refused, match="1 mentee has nobody and may find a mentor now"):
        here.further()
    here.first()
    assert (len(open_pairs_of(here.ben)), wishes_in(here.cohort)) == (1, Wishes(further=1))


def test_mentee_whose_suggestion_came_to_nothing_comes_before_a_second_mentor(here):
    searched(here.cohort, here.by)
    send_proposals(cohort=here.cohort, by=here.by)
    both_say_yes(suggestion_of(here.ann))
    decline_proposal(proposal=suggestion_of(here.ben), by=here.ben.person.user)

    assert wishes_in(here.cohort) == Wishes(further=1, first=1)


def test_rules_that_were_changed_are_gone_by_for_first_mentors_first(here):
    """Eve, the one mentor with a place, is the only one with whom Dee may not be paired."""
    here.first()
    dee, programme = mentee_of(here.cohort, "Speaking"), here.cohort.programme
    add_exclusion(owner=dee.person, excluded=here.free().person, by=dee.person.user)
    searched(here.cohort, here.by)
    before = wishes_in(here.cohort)

    terms = policy_of(programme).terms
    change_policy(programme=programme, terms=replace(terms, bounds=replace(terms.bounds, most_hours=12)), by=here.by)

    assert (before, wishes_in(Cohort.objects.get(pk=here.cohort.pk))) == (Wishes(1, 0), Wishes(1, 1))


# --- a further draft whose mentee has lost their only pair since ---


@pytest.fixture
def lost():
    """Eve has two places, drafted to Ann, who fits better, and to Ben, whose only mentor has left since."""
    here = Round()
    Enrolment.objects.filter(pk__in=[here.ben.pk, here.eve.pk]).update(capacity=2)
    make_mentorship(here.cy, here.ann)
    make_mentorship(here.dan, here.ben)
    here.further()
    for place, score in ((here.ann, 900_000), (here.ben, 500_000)):
        Proposal.objects.drafts_of(here.cohort).filter(sides__enrolment=place).update(score=score)
    withdraw_enrolment(enrolment=here.dan, by=here.dan.person.user)
    return here


def test_only_draft_of_somebody_stays_where_a_search_needs_the_place_of_a_further_one(lost):
    cleo = mentee_of(lost.cohort, "Sailing")

    searched(lost.cohort, lost.by, drafts="all")

    assert pairs_of(lost.cohort) == {(lost.eve, lost.ben), (lost.eve, cleo)}


def test_only_draft_of_somebody_stays_where_a_pair_by_hand_needs_the_place_of_a_further_one(lost):
    cleo = mentee_of(lost.cohort, "Sailing")

    pair_by_hand(mentee=cleo, mentor=lost.eve, by=lost.by)

    assert pairs_of(lost.cohort) == {(lost.eve, lost.ben), (lost.eve, cleo)}


def test_only_draft_of_somebody_is_sent_where_places_have_become_fewer(lost):
    Enrolment.objects.filter(pk=lost.eve.pk).update(capacity=1)

    send_proposals(cohort=lost.cohort, by=lost.by)

    assert pairs_of(lost.cohort, "sent") == {(lost.eve, lost.ben)}


def test_draft_of_a_further_mentor_is_the_first_to_give_way_for_an_exchange(lost):
    drafts = open_drafts_of(lost.cohort, read_standing(lost.cohort).first_drafts())

    assert [draft.mentee for draft in drafts] == [lost.ann.pk, lost.ben.pk]
