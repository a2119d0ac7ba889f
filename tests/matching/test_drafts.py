"""What a coordinator does with drafts, and what the next search makes of it."""

import pytest

from matching.models import Proposal, ProposalSide
from matching.reports import what_changed
from matching.services import (
    add_exclusion,
    decline_proposal,
    keep_proposal,
    pair_by_hand,
    remove_proposal,
    restore_proposal,
    send_proposals,
    start_run,
)
from mentoring.audit.models import AuditEvent
from mentoring.lib.errors import Refused
from programmes.models import Role
from programmes.services import withdraw_enrolment
from tests.factories import ProfileFactory, make_mentorship, make_proposal
from tests.matching.people import mentee_of, mentor_of, open_cohort, pairs_of, searched

pytestmark = pytest.mark.django_db


def two_pairs():
    """Two mentors and two mentees of whom a search makes the natural pairs."""
    cohort, by = open_cohort()
    speaking, sailing = mentor_of(cohort, "Speaking"), mentor_of(cohort, "Sailing")
    wants_speaking, wants_sailing = mentee_of(cohort, "Speaking"), mentee_of(cohort, "Sailing")
    run = searched(cohort, by)
    assert pairs_of(cohort) == {(speaking, wants_speaking), (sailing, wants_sailing)}
    return cohort, by, run, {"mentors": [speaking, sailing], "mentees": [wants_speaking, wants_sailing]}


def draft_of(mentee):
    return Proposal.objects.get(sides__enrolment=mentee, status="draft")


# --- keep ---


def test_kept_pair_survives_a_search_that_would_part_it():
    cohort, by, _run, people = two_pairs()
    (speaking, sailing), (wants_speaking, wants_sailing) = people["mentors"], people["mentees"]
    crossed = pair_by_hand(mentee=wants_speaking, mentor=sailing, by=by)

    searched(cohort, by)

    assert pairs_of(cohort) == {(sailing, wants_speaking), (speaking, wants_sailing)}
    crossed.refresh_from_db()
    assert (crossed.status, crossed.locked, crossed.origin) == ("draft", True, "coordinator")


def test_pair_that_was_let_go_is_found_anew():
    cohort, by, _run, people = two_pairs()
    crossed = pair_by_hand(mentee=people["mentees"][0], mentor=people["mentors"][1], by=by)

    keep_proposal(proposal=crossed, by=by, keep=False)
    searched(cohort, by)

    assert pairs_of(cohort) == set(zip(people["mentors"], people["mentees"], strict=True))


def test_kept_pair_holds_its_place_in_other_cohorts_too():
    _cohort, by, _run, people = two_pairs()
    keep_proposal(proposal=draft_of(people["mentees"][0]), by=by, keep=True)
    other, by = open_cohort()
    mentor_of(other, person=people["mentors"][0].person)
    mentee_of(other)

    searched(other, by)

    assert pairs_of(other) == set()


def test_kept_pair_is_sent_like_any_other():
    cohort, by, _run, people = two_pairs()
    keep_proposal(proposal=draft_of(people["mentees"][0]), by=by, keep=True)

    assert send_proposals(cohort=cohort, by=by) == 2


def test_kept_pair_whose_person_stepped_back_is_taken_out_and_told():
    _cohort, by, _run, people = two_pairs()
    kept = keep_proposal(proposal=draft_of(people["mentees"][0]), by=by, keep=True)
    mentor = people["mentors"][0].person.user

    withdraw_enrolment(enrolment=people["mentors"][0], by=mentor)

    kept.refresh_from_db()
    assert (kept.status, kept.locked) == ("removed", True)
    recorded = AuditEvent.objects.filter(verb="proposal.drop")
    assert list(recorded.values_list("subject_id", "actor_id")) == [(kept.pk, mentor.pk)]


def test_kept_pair_whose_account_closed_is_taken_out_by_the_next_search():
    cohort, by, _run, people = two_pairs()
    kept = keep_proposal(proposal=draft_of(people["mentees"][0]), by=by, keep=True)
    user = people["mentors"][0].person.user
    user.is_active = False
    user.save()

    run = searched(cohort, by)

    kept.refresh_from_db()
    assert (kept.status, kept.locked) == ("removed", True)
    assert str(people["mentees"][0].pk) not in run.pairs
    assert AuditEvent.objects.filter(verb="proposal.drop", subject_id=kept.pk).count() == 1


@pytest.mark.parametrize("status", ["removed", "sent", "accepted", "declined", "lapsed"])
def test_only_drafts_are_kept(status):
    cohort, by = open_cohort(stage="running")
    proposal = make_proposal(mentor_of(cohort), mentee_of(cohort), status=status)

    with pytest.raises(Refused, match="already changed"):
        keep_proposal(proposal=proposal, by=by, keep=True)
    proposal.refresh_from_db()
    assert not proposal.locked


def test_keeping_twice_is_recorded_once():
    _cohort, by, _run, people = two_pairs()
    draft = draft_of(people["mentees"][0])

    for _ in range(2):
        keep_proposal(proposal=draft, by=by, keep=True)

    assert AuditEvent.objects.filter(verb="proposal.keep").count() == 1


# --- take out, put back ---


def test_pair_that_was_taken_out_can_be_put_back():
    cohort, by, _run, people = two_pairs()
    draft = draft_of(people["mentees"][0])
    remove_proposal(proposal=draft, by=by)

    restore_proposal(proposal=draft, by=by)

    assert pairs_of(cohort) == set(zip(people["mentors"], people["mentees"], strict=True))
    assert AuditEvent.objects.filter(verb="proposal.restore", subject_id=draft.pk).count() == 1


@pytest.mark.parametrize("wish", [True, False])
def test_pair_that_a_rule_forbids_by_now_is_not_put_back_in_one_word_for_every_rule(wish):
    _cohort, by, _run, people = two_pairs()
    mentee, mentor = people["mentees"][0], people["mentors"][0]
    draft = draft_of(mentee)
    remove_proposal(proposal=draft, by=by)
    if wish:
        add_exclusion(owner=mentee.person, excluded=mentor.person, by=mentee.person.user)
    else:
        mentee.person.manager = mentor.person
        mentee.person.save()

    with pytest.raises(Refused, match=r"^This pair is ruled out\. Please choose another mentor\.$"):
        restore_proposal(proposal=draft, by=by)

    draft.refresh_from_db()
    assert draft.status == Proposal.Status.REMOVED


def test_kept_pair_that_was_taken_out_is_not_suggested_again():
    cohort, by, _run, people = two_pairs()
    draft = keep_proposal(proposal=draft_of(people["mentees"][0]), by=by, keep=True)
    remove_proposal(proposal=draft, by=by)

    searched(cohort, by)

    assert (people["mentors"][0], people["mentees"][0]) not in pairs_of(cohort)


@pytest.mark.parametrize("how", ["another pair", "no place", "left", "sent"])
def test_put_back_is_refused_where_it_no_longer_fits(how):
    cohort, by, _run, people = two_pairs()
    mentor, mentee = people["mentors"][0], people["mentees"][0]
    draft = draft_of(mentee)
    remove_proposal(proposal=draft, by=by)
    words = {
        "another pair": "in another pair by now. Take that one out first",
        "no place": "All places of this mentor are in other pairs",
        "left": "no longer takes part, or is in another pair",
        "sent": "no longer takes part, or is in another pair",
    }
    if how == "another pair":
        make_proposal(mentor_of(cohort), mentee, status="draft")
    elif how == "no place":
        make_proposal(mentor, mentee_of(cohort), status="draft")
    elif how == "left":
        withdraw_enrolment(enrolment=mentor, by=mentor.person.user)
    else:
        make_proposal(mentor_of(cohort), mentee)

    with pytest.raises(Refused, match=words[how]):
        restore_proposal(proposal=draft, by=by)
    draft.refresh_from_db()
    assert draft.status == "removed"


# --- by hand ---


def test_pair_by_hand_has_its_fit_and_reasons_and_takes_the_mentee_from_the_other_draft():
    cohort, by, _run, people = two_pairs()

    proposal = pair_by_hand(mentee=people["mentees"][0], mentor=mentor_of(cohort, "Speaking", capacity=2), by=by)

    other = draft_of(people["mentees"][1])
    assert proposal.score == other.score
    assert [reason["code"] for reason in proposal.reasons] == [reason["code"] for reason in other.reasons]
    assert Proposal.objects.filter(status="draft").count() == 2
    assert AuditEvent.objects.filter(verb="proposal.pair", subject_id=proposal.pk).count() == 1


def test_pair_by_hand_frees_the_place_of_the_draft_that_fits_least():
    cohort, by, _run, people = two_pairs()
    (_speaking, sailing), (wants_speaking, wants_sailing) = people["mentors"], people["mentees"]

    pair_by_hand(mentee=wants_speaking, mentor=sailing, by=by)

    assert pairs_of(cohort) == {(sailing, wants_speaking)}
    assert not ProposalSide.objects.filter(enrolment=wants_sailing).exists()


def test_pair_by_hand_takes_no_place_from_what_is_kept_or_sent():
    cohort, by, _run, people = two_pairs()
    keep_proposal(proposal=draft_of(people["mentees"][1]), by=by, keep=True)

    with pytest.raises(Refused, match="No place of this mentor is left"):
        pair_by_hand(mentee=people["mentees"][0], mentor=people["mentors"][1], by=by)
    assert len(pairs_of(cohort)) == 2


def declined_before(cohort, mentor, mentee):
    decline_proposal(proposal=make_proposal(mentor, mentee), by=mentor.person.user)


def managed_by(cohort, mentor, mentee):
    mentee.person.manager = mentor.person
    mentee.person.save()


def apart_in_another_round(cohort, mentor, mentee):
    other, _by = open_cohort(stage="running")
    proposal = make_proposal(mentor_of(other, person=mentor.person), mentee_of(other, person=mentee.person))
    decline_proposal(proposal=proposal, by=mentee.person.user, apart=True)


def a_pair_the_other_way(cohort, mentor, mentee):
    other, _by = open_cohort(stage="running")
    make_mentorship(mentor_of(other, person=mentee.person), mentee_of(other, person=mentor.person))


RULES = [declined_before, managed_by, apart_in_another_round, a_pair_the_other_way]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_reads_alike_and_binds_hand_and_search(rule):
    cohort, by = open_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    rule(cohort, mentor, mentee)

    with pytest.raises(Refused) as refused:
        pair_by_hand(mentee=mentee, mentor=mentor, by=by)

    assert refused.value.message == "This pair is ruled out. Please choose another mentor."
    searched(cohort, by)
    assert pairs_of(cohort) == set()


def test_no_without_a_wish_does_not_keep_two_apart_in_another_round():
    cohort, by = open_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    other, _by = open_cohort(stage="running")
    proposal = make_proposal(mentor_of(other, person=mentor.person), mentee_of(other, person=mentee.person))
    decline_proposal(proposal=proposal, by=mentee.person.user)

    searched(cohort, by)

    assert pairs_of(cohort) == {(mentor, mentee)}


def test_pair_by_hand_is_refused_for_whoever_has_somebody_or_left():
    cohort, by = open_cohort(stage="running")
    free, asked, gone = mentor_of(cohort), mentee_of(cohort), mentee_of(cohort, status="withdrawn")
    make_proposal(mentor_of(cohort), asked)

    for mentee in (asked, gone):
        with pytest.raises(Refused, match="no longer takes part, or is in another pair by now"):
            pair_by_hand(mentee=mentee, mentor=free, by=by)


def test_nothing_is_changed_by_hand_while_a_search_is_on_its_way():
    cohort, by, _run, people = two_pairs()
    mentee_of(cohort)
    draft = draft_of(people["mentees"][0])
    out = make_proposal(mentor_of(cohort), mentee_of(cohort), status="removed")
    start_run(cohort=cohort, by=by)
    acts = [
        lambda: keep_proposal(proposal=draft, by=by, keep=True),
        lambda: restore_proposal(proposal=out, by=by),
        lambda: pair_by_hand(mentee=people["mentees"][0], mentor=people["mentors"][1], by=by),
    ]

    for act in acts:
        with pytest.raises(Refused, match="A search for pairs is on its way"):
            act()


# --- from one search to the next ---


def test_run_remembers_its_pairs_and_what_changed_since_the_one_before():
    cohort, by, first, people = two_pairs()
    pair_by_hand(mentee=people["mentees"][0], mentor=people["mentors"][1], by=by)
    for _ in range(2):
        mentor_of(cohort), mentee_of(cohort)

    second = searched(cohort, by)

    assert first.pairs == {
        str(mentee.pk): str(mentor.pk) for mentor, mentee in zip(people["mentors"], people["mentees"], strict=True)
    }
    assert len(second.pairs) == 4
    assert what_changed(second, first)[0] == "2 more mentees placed than in the search before."
    assert what_changed(second, first)[1] in ("1 pair changed.", "2 pairs changed.")
    assert what_changed(first, second)[0] == "2 mentees fewer placed than in the search before."
    assert what_changed(first, first) == [
        "As many mentees placed as in the search before.",
        "0 pairs changed.",
        "People, places and wishes may have changed since that search, too.",
    ]


def test_role_of_a_person_in_both_roles_is_never_paired_both_ways_with_one_that_is_kept():
    cohort, by = open_cohort()
    one, other = ProfileFactory(), ProfileFactory()
    mentor, mentee = mentor_of(cohort, person=one), mentee_of(cohort, person=other)
    mentor_of(cohort, person=other), mentee_of(cohort, person=one)
    kept = pair_by_hand(mentee=mentee, mentor=mentor, by=by)

    searched(cohort, by)

    assert pairs_of(cohort) == {(mentor, mentee)}
    assert kept.sides.get(role=Role.MENTOR).enrolment == mentor
