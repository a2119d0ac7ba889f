"""Further mentors, where a programme allows several: from the wish to two open pairs, and whom each search looks at."""

import pytest
from django.db import IntegrityError, transaction

from matching.assignment import NotProven
from matching.models import Membership, Mentorship, Proposal, Run, Seat
from matching.services import (
    Wishes,
    add_exclusion,
    exchange_mentors,
    keep_proposal,
    pair_by_hand,
    prove_run,
    remove_proposal,
    restore_proposal,
    send_again,
    send_proposals,
    wishes_in,
)
from matching.services.seats import EnoughMentors
from mentoring.lib.errors import Refused
from participants.services import limit_mentees
from programmes.models import Enrolment, Role
from programmes.services import change_capacity
from tests.factories import make_mentorship
from tests.matching.further import Round, allow, open_pairs_of, say_yes
from tests.matching.people import mentee_of, mentor_of, pairs_of, searched

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return Round()


@pytest.fixture
def paired(here):
    """Everybody has a first mentor."""
    here.first()
    return here


def names_of(pairs):
    return {(mentee.person.user.name, mentor.person.user.name) for mentor, mentee in pairs}


# --- the whole way ---


def test_mentee_comes_from_a_wish_for_two_to_two_open_pairs(here):
    first = here.first()
    assert [len(open_pairs_of(place)) for place in (here.ann, here.ben)] == [1, 1]

    run = here.further()
    (draft,) = Proposal.objects.drafts_of(here.cohort)
    here.send()

    assert (first.kind, run.kind) == (Run.Kind.FIRST, Run.Kind.FURTHER)
    assert (draft.is_further, run.cardinality, run.certificate["mentees"]) == (True, 1, [str(here.ann.pk)])
    assert len(open_pairs_of(here.ann)) == 2
    assert sorted(Seat.objects.filter(enrolment=here.ann).values_list("number", flat=True)) == [1, 2]
    assert len(open_pairs_of(here.ben)) == 1
    assert not wishes_in(here.cohort).further


def test_third_mentor_comes_by_a_search_of_its_own():
    here = Round(mentors_each=3, wish=3)
    mentor_of(here.cohort, "Speaking")
    here.first()

    found = []
    for _ in range(2):
        found.append(here.further().cardinality)
        here.send()

    assert (found, len(open_pairs_of(here.ann))) == ([1, 1], 3)
    with pytest.raises(Refused, match="Nobody here has a mentor and would like another"):
        here.further()


@pytest.mark.parametrize(("mentors_each", "wish"), [(1, 2), (2, 1)])
def test_nobody_is_looked_for_where_the_programme_or_the_mentee_has_one_alone(mentors_each, wish):
    here = Round(mentors_each=mentors_each, wish=wish)
    here.first()

    with pytest.raises(Refused, match="would like another"):
        here.further()


# --- whom a search looks at ---


def test_first_search_looks_at_mentees_with_nobody_alone(paired):
    dee = mentee_of(paired.cohort, "Speaking", capacity=2)

    run = searched(paired.cohort, paired.by)

    assert run.certificate["mentees"] == [str(dee.pk)]


def test_search_for_further_mentors_waits_until_everybody_could_have_a_first(paired):
    mentee_of(paired.cohort, "Speaking")

    with pytest.raises(Refused, match="1 mentee has nobody and may find a mentor now"):
        paired.further()

    assert wishes_in(paired.cohort) == Wishes(further=1, first=1)


def test_mentee_for_whom_nobody_is_left_keeps_nobody_from_a_further_mentor(paired):
    """Eve, the one mentor with a place, is the only one with whom Dee may not be paired."""
    dee = mentee_of(paired.cohort, "Speaking")
    add_exclusion(owner=dee.person, excluded=paired.free().person, by=dee.person.user)
    searched(paired.cohort, paired.by)

    run = paired.further()

    assert {mentee for _mentor, mentee in pairs_of(paired.cohort)} == {paired.ann}
    assert run.cardinality == 1


def test_place_that_came_free_since_goes_to_a_first_mentor(paired):
    dee, free = mentee_of(paired.cohort, "Speaking"), Enrolment.objects.filter(pk=paired.free().pk)
    free.update(status="withdrawn")
    searched(paired.cohort, paired.by)
    assert wishes_in(paired.cohort).first == 0

    free.update(status="approved")

    assert wishes_in(paired.cohort).first == 1
    searched(paired.cohort, paired.by)
    assert {mentee for _mentor, mentee in pairs_of(paired.cohort)} == {dee}


def test_first_drafts_stay_and_keep_their_places(paired):
    dee = mentee_of(paired.cohort, "Sailing", person__user__name="Dee")
    searched(paired.cohort, paired.by)
    before = pairs_of(paired.cohort)

    run = paired.further()

    assert pairs_of(paired.cohort) == before
    assert {mentee for _mentor, mentee in before} == {dee}
    assert (run.cardinality, len(run.unplaced), run.pairs) == (0, 1, {})


def test_first_search_takes_the_place_of_a_further_draft(paired):
    further = paired.further()
    dee = mentee_of(paired.cohort, "Sailing")

    searched(paired.cohort, paired.by)

    assert {(mentor, mentee) for mentor, mentee in pairs_of(paired.cohort)} == {(paired.free(), dee)}
    assert "Replaced by a later search: 1." in prove_run(further)[1]


def test_search_that_keeps_all_drafts_gives_the_place_of_a_further_one_to_a_first(paired):
    further = paired.further()
    dee = mentee_of(paired.cohort, "Sailing")

    run = searched(paired.cohort, paired.by, drafts="all")

    assert pairs_of(paired.cohort) == {(paired.free(), dee)}
    assert prove_run(run)[-1].startswith("People are as they were")
    assert "Replaced by a later search: 1." in prove_run(further)[1]


def test_search_that_keeps_all_drafts_leaves_a_further_one_where_places_are_left(paired):
    paired.further()
    Enrolment.objects.filter(pk=paired.free().pk).update(capacity=2)
    dee = mentee_of(paired.cohort, "Sailing")

    searched(paired.cohort, paired.by, drafts="all")

    assert {mentee for _mentor, mentee in pairs_of(paired.cohort)} == {paired.ann, dee}


def test_search_again_for_further_mentors_replaces_its_own_drafts(paired):
    paired.further()
    mentor_of(paired.cohort, "Speaking")

    run = paired.further()

    assert Proposal.objects.drafts_of(paired.cohort).get().run == run


def test_same_two_are_not_suggested_to_each_other_twice(paired):
    Enrolment.objects.filter(pk=paired.free().pk).update(status="withdrawn")
    Enrolment.objects.filter(role=Role.MENTOR).update(capacity=2)

    run = paired.further()

    (draft,) = pairs_of(paired.cohort)
    assert draft[0].person.user.name not in open_pairs_of(paired.ann)
    assert run.cardinality == 1


def test_whoever_rests_after_a_pair_gets_no_further_mentor(paired):
    extra = make_mentorship(paired.free(), paired.ann)
    allow(paired.cohort, 3)
    Enrolment.objects.filter(pk=paired.ann.pk).update(capacity=3)
    now = extra.started_at
    with transaction.atomic():
        Mentorship.objects.filter(pk=extra.pk).update(status="ended", ended_at=now)
        Membership.objects.filter(mentorship=extra).update(ended_at=now, looks_again=False)

    assert wishes_in(paired.cohort).further == 0


# --- the proof ---


def test_search_for_further_mentors_is_proven_anew_and_after_people_changed(paired):
    run = paired.further()

    told = prove_run(run)
    assert told[0].startswith("1 of 1 mentees have a further mentor, and their scores add up to")
    assert told[-1] == "People are as they were: 2 scores computed anew are the same."

    paired.send()
    assert "People have changed since (who takes part and still waits" in prove_run(run)[-1]


def test_whom_a_search_was_for_is_sealed(paired):
    run = paired.further()
    Run.objects.filter(pk=run.pk).update(kind="first")

    with pytest.raises(NotProven, match="The seal of the kind is broken"):
        prove_run(Run.objects.get(pk=run.pk))


@pytest.mark.parametrize("changes", [{"kind": "third"}, {"kind": "further", "drafts": "all"}])
def test_search_is_for_first_or_for_further_mentors_and_the_latter_chooses_anew(here, changes):
    run = searched(here.cohort, here.by)

    with pytest.raises(IntegrityError, match="run_kind_known"), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(**changes)


# --- by hand ---


def test_further_mentor_is_paired_by_hand_up_to_the_wish(paired):
    proposal = pair_by_hand(mentee=paired.ann, mentor=paired.free(), by=paired.by)

    assert (proposal.is_further, proposal.locked) == (True, True)
    with pytest.raises(Refused, match="in another pair by now"):
        pair_by_hand(mentee=paired.ann, mentor=paired.free(), by=paired.by)
    with pytest.raises(Refused, match="in another pair by now"):
        pair_by_hand(mentee=paired.ben, mentor=paired.free(), by=paired.by)
    paired.send()
    assert len(open_pairs_of(paired.ann)) == 2


def test_nobodys_only_draft_gives_way_to_a_further_mentor_paired_by_hand(paired):
    mentee_of(paired.cohort, "Sailing")
    searched(paired.cohort, paired.by)

    with pytest.raises(Refused, match="No place of this mentor is left"):
        pair_by_hand(mentee=paired.ann, mentor=paired.free(), by=paired.by)


def test_draft_of_a_further_mentor_gives_way_to_a_first_one_paired_by_hand(paired):
    paired.further()
    dee = mentee_of(paired.cohort, "Sailing")

    pair_by_hand(mentee=dee, mentor=paired.free(), by=paired.by)

    assert {mentee for _mentor, mentee in pairs_of(paired.cohort)} == {dee}


def test_draft_of_a_further_mentor_is_taken_out_and_put_back(paired):
    paired.further()
    draft = Proposal.objects.drafts_of(paired.cohort).get()

    remove_proposal(proposal=draft, by=paired.by)
    assert paired.further().cardinality == 0  # nobody is left for Ann
    restored = restore_proposal(proposal=Proposal.objects.get(pk=draft.pk), by=paired.by)

    assert (restored.status, restored.is_further) == ("draft", True)


def test_two_exchange_their_further_mentors():
    here = Round(wish=2)
    Enrolment.objects.filter(pk=here.ben.pk).update(capacity=2)
    mentor_of(here.cohort, "Speaking", person__user__name="Fay")
    here.first()
    here.further()
    before = names_of(pairs_of(here.cohort))
    other = Proposal.objects.drafts_of(here.cohort).get(sides__enrolment=here.ben)

    exchange_mentors(mentee=here.ann, other=other, by=here.by)

    after = names_of(pairs_of(here.cohort))
    assert (len(before), len(after), before & after) == (2, 2, set())
    assert set(Proposal.objects.drafts_of(here.cohort).values_list("is_further", flat=True)) == {True}


# --- sending, and the wish lowered meanwhile ---


def test_wish_that_was_lowered_takes_its_draft_out_when_all_are_sent(paired):
    paired.further()
    change_capacity(enrolment=paired.ann, capacity=1, by=paired.ann.person.user)

    assert send_proposals(cohort=paired.cohort, by=paired.by) == 0
    assert not Proposal.objects.drafts_of(paired.cohort).exists()


def test_programme_that_went_back_to_one_mentor_takes_its_drafts_out_when_all_are_sent(paired):
    paired.further()
    allow(paired.cohort, 1)

    assert send_proposals(cohort=paired.cohort, by=paired.by) == 0


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.MENTEE, "You have as many mentors in this cohort as you would like, or as the programme allows"),
        (Role.MENTOR, "^This pair cannot begin any more. We look for someone else.$"),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_yes_to_a_suggestion_beyond_the_wish_closes_it(paired, role, words, is_first):
    paired.further()
    send_proposals(cohort=paired.cohort, by=paired.by)
    proposal = Proposal.objects.get(cohort=paired.cohort, status="sent")
    if not is_first:
        say_yes(proposal, Role.MENTOR if role == Role.MENTEE else Role.MENTEE)
    change_capacity(enrolment=paired.ann, capacity=1, by=paired.ann.person.user)

    with pytest.raises(EnoughMentors, match=words):
        say_yes(proposal, role)

    proposal.refresh_from_db()
    assert (proposal.status, len(open_pairs_of(paired.ann))) == ("declined", 1)


def test_mentor_beyond_their_limit_is_not_sent_to_raise_it_for_a_mentee_who_wishes_for_no_more(paired):
    paired.further()
    send_proposals(cohort=paired.cohort, by=paired.by)
    proposal = Proposal.objects.get(cohort=paired.cohort, status="sent")
    mentor = proposal.sides.get(role=Role.MENTOR).enrolment.person
    limit_mentees(profile=mentor, limit=0, by=mentor.user)
    change_capacity(enrolment=paired.ann, capacity=1, by=paired.ann.person.user)

    with pytest.raises(EnoughMentors):
        say_yes(proposal, Role.MENTOR)

    proposal.refresh_from_db()
    assert proposal.status == "declined"


def test_further_suggestion_without_an_answer_is_sent_again_up_to_the_wish(paired):
    paired.further()
    send_proposals(cohort=paired.cohort, by=paired.by)
    proposal = Proposal.objects.get(cohort=paired.cohort, status="sent")
    Proposal.objects.filter(pk=proposal.pk).update(status="lapsed")

    send_again(proposal=proposal, by=paired.by)
    Proposal.objects.filter(pk=proposal.pk).update(status="lapsed")
    change_capacity(enrolment=paired.ann, capacity=1, by=paired.ann.person.user)

    with pytest.raises(Refused, match="another mentor or suggestion by now"):
        send_again(proposal=proposal, by=paired.by)


def test_suggestion_is_not_sent_again_beside_the_only_draft_of_its_mentee(here):
    searched(here.cohort, here.by)
    send_proposals(cohort=here.cohort, by=here.by)
    lapsed = Proposal.objects.get(cohort=here.cohort, sides__enrolment=here.ann)
    Proposal.objects.filter(pk=lapsed.pk).update(status="lapsed")
    searched(here.cohort, here.by)
    draft = Proposal.objects.drafts_of(here.cohort).get()

    with pytest.raises(Refused, match="another mentor or suggestion by now"):
        send_again(proposal=lapsed, by=here.by)

    keep_proposal(proposal=draft, keep=True, by=here.by)
    assert send_again(proposal=lapsed, by=here.by).status == "sent"


def test_kept_first_and_further_draft_go_out_together(here):
    searched(here.cohort, here.by)
    keep_proposal(proposal=Proposal.objects.get(sides__enrolment=here.ann), keep=True, by=here.by)

    here.further()
    here.send()

    assert [len(open_pairs_of(place)) for place in (here.ann, here.ben)] == [2, 1]


def test_round_in_which_nobody_searched_yet_looks_for_first_mentors_first():
    here = Round()
    make_mentorship(here.cy, here.ann)

    assert wishes_in(here.cohort) == Wishes(further=1, first=1)
