"""Two people whom a coordinator keeps apart although no search has paired them, and what undoes it."""

import pytest
from django.urls import reverse

from matching.assignment import NotProven
from matching.board import board_of
from matching.models import Proposal
from matching.services import (
    allow_pair,
    keep_proposal,
    pair_by_hand,
    prove_run,
    remove_proposal,
    restore_proposal,
    start_run,
    veto_pair,
)
from mentoring.audit.models import AuditEvent
from mentoring.lib.errors import Refused
from programmes.models import Enrolment, Role
from tests.factories import make_proposal
from tests.matching.office import act, board_text, text_of
from tests.matching.people import mentee_of, mentor_of, open_cohort, pairs_of, searched

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """A mentee, the mentor who fits best, another one, and the coordinator."""
    cohort, by = open_cohort()
    best, other = mentor_of(cohort, "Speaking"), mentor_of(cohort, "Sailing")
    return cohort, by, mentee_of(cohort, "Speaking"), best, other


def test_two_who_are_kept_apart_are_found_by_no_search_and_the_search_is_proven(two):
    cohort, by, mentee, best, other = two
    first = searched(cohort, by)
    assert pairs_of(cohort) == {(best, mentee)}

    Proposal.objects.all().delete()
    veto = veto_pair(mentee=mentee, mentor=best, by=by)
    again = searched(cohort, by)

    assert pairs_of(cohort) == {(other, mentee)}
    assert (veto.status, veto.origin, veto.run, veto.locked) == ("removed", "coordinator", None, False)
    assert {side.enrolment for side in veto.sides.all()} == {mentee, best}
    assert AuditEvent.objects.filter(subject_id=veto.pk).values_list("verb", "actor_id").get() == (
        "proposal.veto",
        by.pk,
    )
    assert "People are as they were" in prove_run(again)[-1]
    with pytest.raises(NotProven):  # whose drafts this test deleted
        prove_run(first)


def test_search_of_before_is_proven_by_what_it_kept_once_two_are_kept_apart(two):
    cohort, by, mentee, _best, other = two
    run = searched(cohort, by)

    veto_pair(mentee=mentee, mentor=other, by=by)

    assert prove_run(run)[-1] == (
        "People have changed since (which pairs are ruled out), so it is proven by the scores that were kept."
    )
    assert "no other choice places more mentees" in board_of(cohort).proof


def test_draft_of_the_two_is_taken_out_even_a_kept_one(two):
    cohort, by, mentee, best, _other = two
    searched(cohort, by)
    draft = keep_proposal(proposal=Proposal.objects.get(), by=by, keep=True)

    veto_pair(mentee=mentee, mentor=best, by=by)

    draft.refresh_from_db()
    assert (draft.status, draft.locked, Proposal.objects.count()) == ("removed", False, 1)


def test_board_says_of_nobody_who_never_had_a_pair_that_it_is_gone(two):
    cohort, by, mentee, best, _other = two
    veto_pair(mentee=mentee, mentor=best, by=by)

    (waiting,) = board_of(cohort).without.rows

    assert waiting.why == ["A pair was taken out, or two were kept apart."]


def test_two_who_are_kept_apart_are_paired_by_nobody(two):
    _cohort, by, mentee, best, other = two
    veto_pair(mentee=mentee, mentor=best, by=by)

    with pytest.raises(Refused, match="This pair is ruled out"):
        pair_by_hand(mentee=mentee, mentor=best, by=by)
    assert pair_by_hand(mentee=mentee, mentor=other, by=by).status == "draft"


@pytest.mark.parametrize("why", ["already", "a rule", "stepped back", "in a pair", "a search"])
def test_keeping_apart_is_refused_where_nothing_would_find_the_two(two, why):
    cohort, by, mentee, best, other = two
    if why == "already":
        veto_pair(mentee=mentee, mentor=best, by=by)
    elif why == "a rule":
        mentee.person.manager = best.person
        mentee.person.save()
    elif why == "stepped back":
        Enrolment.objects.filter(pk=best.pk).update(status="withdrawn")
    elif why == "in a pair":
        keep_proposal(proposal=pair_by_hand(mentee=mentee, mentor=other, by=by), by=by, keep=True)
    else:
        start_run(cohort=cohort, by=by)
    before = Proposal.objects.count()
    says = {
        "already": "This pair is ruled out already.",
        "a rule": "This pair is ruled out already.",
        "stepped back": "One of the two no longer takes part, or is in another pair by now.",
        "in a pair": "One of the two no longer takes part, or is in another pair by now.",
        "a search": "A search for pairs is on its way.",
    }[why]

    with pytest.raises(Refused, match=says):
        veto_pair(mentee=mentee, mentor=best, by=by)
    assert Proposal.objects.count() == before


# --- undone ---


def test_two_who_are_allowed_again_are_found_by_the_next_search(two):
    cohort, by, mentee, best, _other = two
    veto = veto_pair(mentee=mentee, mentor=best, by=by)
    searched(cohort, by)

    allow_pair(proposal=veto, by=by)
    run = searched(cohort, by)

    assert pairs_of(cohort) == {(best, mentee)}
    assert not Proposal.objects.filter(pk=veto.pk).exists()
    assert AuditEvent.objects.filter(subject_id=veto.pk, verb="proposal.allow", actor_id=by.pk).exists()
    assert "People are as they were" in prove_run(run)[-1]


def test_suggestion_of_a_search_that_is_allowed_again_went_in_a_lawful_way(two):
    cohort, by, mentee, best, _other = two
    run = searched(cohort, by)
    draft = remove_proposal(proposal=Proposal.objects.get(), by=by)

    allow_pair(proposal=draft, by=by)

    told = prove_run(run)
    assert "Gone in another lawful way before they were sent: 1." in " ".join(told)
    assert "People are as they were" in told[-1]
    searched(cohort, by)
    assert pairs_of(cohort) == {(best, mentee)}


def test_two_who_are_put_back_are_a_pair_to_look_at(two):
    cohort, by, mentee, best, _other = two
    veto = veto_pair(mentee=mentee, mentor=best, by=by)
    run = searched(cohort, by)
    remove_proposal(proposal=Proposal.objects.get(run=run), by=by)

    restore_proposal(proposal=veto, by=by)

    assert pairs_of(cohort) == {(best, mentee)}
    assert prove_run(run)


@pytest.mark.parametrize("status", ["draft", "sent", "accepted", "declined", "lapsed"])
def test_nothing_but_what_was_taken_out_is_allowed_again(two, status):
    _cohort, by, mentee, best, _other = two
    proposal = make_proposal(best, mentee, status=status)

    with pytest.raises(Refused, match="already changed"):
        allow_pair(proposal=proposal, by=by)
    assert Proposal.objects.get().status == status


def test_kept_pair_that_lost_one_of_its_people_is_not_allowed_again(two):
    _cohort, by, mentee, best, _other = two
    proposal = pair_by_hand(mentee=mentee, mentor=best, by=by)
    Proposal.objects.update(status="removed")

    with pytest.raises(Refused, match="already changed"):
        allow_pair(proposal=proposal, by=by)
    assert Proposal.objects.get().locked


def test_pair_kept_apart_that_becomes_another_without_an_act_is_found(two):
    cohort, by, mentee, best, _other = two
    veto = veto_pair(mentee=mentee, mentor=best, by=by)
    run = searched(cohort, by)
    assert prove_run(run)

    Proposal.objects.filter(pk=veto.pk).update(status="draft")

    with pytest.raises(NotProven, match=f"The suggestion {veto.pk} says it was paired by hand"):
        prove_run(run)


# --- on the pages ---


def test_page_of_mentors_keeps_two_apart_and_stays_where_it_was(office):
    cohort, client, by = office
    best = mentor_of(cohort, "Speaking", person__user__name="Bo Best")
    mentor_of(cohort, person__user__name="Oda Other")
    mentee = mentee_of(cohort, "Speaking", person__user__name="Minh Mentee")
    searched(cohort, by)
    Proposal.objects.all().delete()
    address = reverse("admin:matching_mentee_mentor", args=[mentee.pk]) + "?q=b"
    assert client.get(address).content.decode().count('name="never"') == 1

    answer = client.post(address, {"never": best.pk}, follow=True)

    assert answer.redirect_chain == [(address, 302)]
    assert "Bo Best is not suggested to this mentee in this cohort." in answer.content.decode()
    assert "Ruled out: Bo Best" in text_of(answer)
    text = board_text(client, cohort)
    assert "Taken out No search suggests these pairs in this cohort." in text
    assert "Minh Mentee Engineer, Engineering Bo Best" in text.partition("Taken out")[2]


def test_page_of_mentors_offers_no_veto_beside_the_draft_there_is(office):
    cohort, client, by = office
    mentor_of(cohort)
    mentee = mentee_of(cohort)
    searched(cohort, by)

    page = client.get(reverse("admin:matching_mentee_mentor", args=[mentee.pk])).content.decode()

    assert ('name="mentor"' in page, 'name="never"' in page) == (True, False)


def test_veto_of_a_mentor_of_another_cohort_is_not_found(office):
    cohort, client, _by = office
    mentee = mentee_of(cohort)
    elsewhere, _other = open_cohort()
    address = reverse("admin:matching_mentee_mentor", args=[mentee.pk])

    assert [
        client.post(address, {"never": each}).status_code for each in (mentor_of(elsewhere).pk, mentee.pk, "x")
    ] == [404, 404, 404]


def test_board_allows_a_pair_again_which_cannot_be_put_back(office):
    cohort, client, by = office
    best, _other = mentor_of(cohort, "Speaking"), mentor_of(cohort)
    mentee = mentee_of(cohort, "Speaking", person__user__name="Minh Mentee")
    veto = veto_pair(mentee=mentee, mentor=best, by=by)
    searched(cohort, by)
    text = board_text(client, cohort)
    # Each stands in the sentence above the list, and one of them beside the pair.
    assert (text.count("Allow again"), text.count("Put back")) == (2, 1)

    answer = act(client, "allow", veto)

    assert "Allowed again. The next search may suggest these two to each other." in answer.content.decode()
    assert "Taken out" not in text_of(answer)
    assert {side.role for side in Proposal.objects.get().sides.all()} == {Role.MENTOR, Role.MENTEE}
