"""Two whose pair has ended are suggested to each other nowhere again, wherever it was and whoever was the mentor."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.assignment import NotProven
from matching.choices import choices_for
from matching.models import Proposal, Run, policy_of
from matching.preview import preview_of
from matching.services import (
    accept_proposal,
    exchange_mentors,
    finding,
    no_longer_possible,
    pair_by_hand,
    prove_run,
    remove_proposal,
    restore_proposal,
    send_again,
    send_proposals,
)
from matching.services.asking import NotAmongThem
from matching.services.choosable import with_somebody
from matching.services.inputs import kept_apart
from matching.services.one_row import read_row
from matching.services.standing import read_standing, standing_of
from mentoring.lib.errors import Refused
from programmes.models import Cohort, Role
from tests.factories import end_pairs, make_mentorship, make_proposal
from tests.matching.choosing import ask, choosing_cohort
from tests.matching.further import Round
from tests.matching.naming import name, naming_cohort
from tests.matching.past import both_in, two_of_before
from tests.matching.people import matched, mentee_of, mentor_of, open_cohort, pairs_of, searched
from tests.matching.proofs import sealed_anew

pytestmark = pytest.mark.django_db
Status = Proposal.Status
RULED_OUT = "This pair is ruled out. Please choose another mentor."
AS_THEY_WERE = "People are as they were: 1 scores computed anew are the same."


@pytest.fixture(params=[False, True], ids=["as before", "turned round"])
def two(request):
    return two_of_before(is_turned=request.param)


# --- where pairs are found ---


def test_search_leaves_them_apart_and_finds_others_for_them(two):
    cohort, by = open_cohort()
    mentor, mentee = both_in(cohort, *two)
    searched(cohort, by)
    assert pairs_of(cohort) == set()
    other, another = mentor_of(cohort), mentee_of(cohort)

    searched(cohort, by)

    assert pairs_of(cohort) == {(mentor, another), (other, mentee)}


def test_search_for_further_mentors_leaves_them_apart():
    here = Round()
    here.first()
    two_of_before((here.free().person, here.ann.person))

    run = here.further()

    assert (run.cardinality, Proposal.objects.drafts_of(here.cohort).count()) == (0, 0)


def test_search_writes_no_pair_that_ended_while_it_was_at_work(two):
    cohort, _by = open_cohort()
    mentor, mentee = both_in(cohort, *two)
    couple = frozenset({str(mentor.person_id), str(mentee.person_id)})

    assert couple in kept_apart(cohort, [mentor.person_id, mentee.person_id])


def test_preview_has_nobody_for_them(two):
    cohort, _by = open_cohort()
    both_in(cohort, *two)

    assert preview_of(cohort, policy_of(cohort.programme).terms).tried.placed == 0


# --- what a coordinator does ---


def test_choosing_a_mentor_by_hand_says_ruled_out_as_of_every_rule(two):
    cohort, by = open_cohort()
    mentor, mentee = both_in(cohort, *two)

    with pytest.raises(Refused, match=RULED_OUT):
        pair_by_hand(mentee=mentee, mentor=mentor, by=by)

    assert choices_for(mentee).ruled_out == [mentor.person.user.name]


def test_exchange_that_would_bring_them_together_is_ruled_out(two):
    cohort, by = open_cohort()
    mentor, mentee = both_in(cohort, *two)
    make_proposal(mentor_of(cohort), mentee, status=Status.DRAFT)
    theirs = make_proposal(mentor, mentee_of(cohort), status=Status.DRAFT)

    with pytest.raises(Refused, match="This exchange is ruled out"):
        exchange_mentors(mentee=mentee, other=theirs, by=by)


def test_draft_of_them_is_not_put_back(two):
    cohort, by = open_cohort()
    draft = make_proposal(*both_in(cohort, *two), status=Status.DRAFT)
    remove_proposal(proposal=draft, by=by)

    with pytest.raises(Refused, match=RULED_OUT):
        restore_proposal(proposal=draft, by=by)


def test_draft_of_them_is_taken_out_instead_of_sent(two):
    cohort, by = open_cohort()
    draft = make_proposal(*both_in(cohort, *two), status=Status.DRAFT)
    assert no_longer_possible(cohort, [draft.pk]) == {draft.pk}

    assert send_proposals(cohort=cohort, by=by) == 0

    assert not Proposal.objects.filter(pk=draft.pk).exists()


def test_suggestion_to_them_is_not_sent_again(two):
    cohort, by = open_cohort(stage=Cohort.Stage.RUNNING)
    lapsed = make_proposal(*both_in(cohort, *two), status=Status.LAPSED)

    with pytest.raises(Refused, match="not suggested to each other any more"):
        send_again(proposal=lapsed, by=by)


# --- where people have a say ---


def test_they_are_on_no_list_of_each_other(two):
    cohort, _by = choosing_cohort()
    mentor, mentee = both_in(cohort, *two)

    assert [read_row(place).possible() for place in (mentor, mentee)] == [[], []]
    assert with_somebody(cohort, Role.MENTEE, [mentee]) == set()
    with pytest.raises(NotAmongThem):
        ask(mentee, mentor)


def test_nobody_names_who_they_were_a_pair_with(two):
    cohort, _by = naming_cohort()
    mentor, mentee = both_in(cohort, *two)

    with pytest.raises(Refused, match="not free to be named"):
        name(mentee, mentor)


# --- how it is read ---


def test_pair_of_this_round_that_ended_stays_apart_too():
    cohort, by = open_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    searched(cohort, by)
    send_proposals(cohort=cohort, by=by)
    for place in (mentor, mentee):
        accept_proposal(proposal=Proposal.objects.get(), by=place.person.user, no_line=True)
    end_pairs()

    searched(cohort, by)

    assert pairs_of(cohort) == set()


def test_two_whose_mentors_were_the_same_have_not_met():
    """Only who were in one pair are kept apart."""
    before, _by = open_cohort()
    one, other = mentee_of(before), mentee_of(before)
    mentor = mentor_of(before)
    for mentee in (one, other):
        make_mentorship(mentor, mentee)
    end_pairs()
    cohort, by = open_cohort()
    places = both_in(cohort, one.person, other.person)

    searched(cohort, by)

    assert pairs_of(cohort) == {places}


def test_pairs_of_before_cost_no_query_more(two):
    cohort, _by = open_cohort()
    mentor, _mentee = both_in(cohort, *two)
    couple = frozenset({str(person.pk) for person in two})

    for read in (lambda: read_standing(cohort), lambda: standing_of(mentor.person, cohort)):
        with CaptureQueriesContext(connection) as asked:
            standing = read()
        assert len(asked) == 2
        assert (standing.members, standing.met()) == ([], frozenset({couple}))


# --- proofs of before ---


def found_before(*, is_told):
    """A search that brought together two whose pair had ended, as the version before did where `is_told`."""
    cohort, by = open_cohort()
    two = both_in(cohort, *(place.person for place in (mentor_of(open_cohort()[0]), mentee_of(open_cohort()[0]))))
    run = matched(cohort, by)
    two_of_before([place.person for place in two])
    if is_told:
        run.versions["seals"] = 4
        sealed_anew(run)
    return Run.objects.get(pk=run.pk)


def test_search_from_before_this_rule_is_proven_by_the_rules_it_went_by():
    told = [prove_run(found_before(is_told=is_told))[-1] for is_told in (True, False)]

    assert told == [
        AS_THEY_WERE,
        "People have changed since (which pairs are ruled out), so it is proven by the scores that were kept.",
    ]


def test_large_search_from_before_this_rule_stays_proven(monkeypatch):
    monkeypatch.setattr(finding, "MOST_LISTED", 0)

    assert prove_run(found_before(is_told=True))[0].startswith("1 of 1 mentees have a mentor")
    with pytest.raises(NotProven, match="this has changed since: which pairs are ruled out"):
        prove_run(found_before(is_told=False))


def test_search_that_knew_of_them_is_proven_anew(two):
    cohort, by = open_cohort()
    both_in(cohort, *two)
    run = searched(cohort, by)

    assert prove_run(run)[-1] == "People are as they were: 0 scores computed anew are the same."
