"""What has changed between a search and its sending: were this wrong, two would be asked who may not be a pair."""

import pytest
from django.urls import reverse

from matching.models import Proposal
from matching.reports import mails_to_send
from matching.services import (
    accept_proposal,
    add_exclusion,
    keep_proposal,
    no_longer_possible,
    send_again,
    send_proposals,
)
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from participants.models import Grade
from programmes.models import Cohort
from tests.factories import make_proposal
from tests.matching.office import board_text
from tests.matching.people import matched, mentee_of, mentor_of, open_cohort, pairs_of, searched

pytestmark = pytest.mark.django_db
Status = Proposal.Status


def graded(place, level):
    grade, _is_new = Grade.objects.get_or_create(
        organisation=place.person.organisation, name=f"G{level}", defaults={"level": level}
    )
    place.person.grade = grade
    place.person.save(update_fields=["grade"])


def draft(mentor, mentee, score=700_000):
    proposal = make_proposal(mentor, mentee, status=Status.DRAFT)
    Proposal.objects.filter(pk=proposal.pk).update(score=score)
    return proposal


def same_two(one, other):
    """A round in which the mentee of two is the mentor of the other."""
    cohort, by = open_cohort(programme__organisation=one.person.organisation)
    return mentor_of(cohort, person=other.person), mentee_of(cohort, person=one.person), by


@pytest.mark.parametrize(
    ("style", "levels", "is_sent"),
    [("classic", (3, 8), False), ("classic", (8, 8), True), ("reverse", (8, 3), False), ("classic", (3, None), True)],
)
def test_grades_that_an_hr_file_turned_round_are_looked_at_again(style, levels, is_sent):
    cohort, by = open_cohort(programme__style=style)
    places = mentor_of(cohort), mentee_of(cohort)
    draft(*places)
    for place, level in zip(places, levels, strict=True):
        if level is not None:
            graded(place, level)

    assert send_proposals(cohort=cohort, by=by) == int(is_sent)


@pytest.mark.parametrize("has_both_said_yes", [False, True])
def test_nobody_is_asked_to_mentor_each_other_both_ways(has_both_said_yes):
    cohort, by = open_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    draft(mentor, mentee)
    turned_mentor, turned_mentee, _by = same_two(mentor, mentee)
    turned = make_proposal(turned_mentor, turned_mentee)
    if has_both_said_yes:
        for place in (turned_mentor, turned_mentee):
            accept_proposal(proposal=turned, by=place.person.user, no_line=True)

    assert send_proposals(cohort=cohort, by=by) == 0

    assert not Proposal.objects.filter(cohort=cohort).exists()


def test_of_drafts_that_want_one_place_the_kept_and_then_the_better_one_is_sent():
    cohort, by = open_cohort()
    mentor, other = mentor_of(cohort, capacity=1), mentor_of(cohort, capacity=1)
    draft(mentor, mentee_of(cohort), 500_000)
    better = draft(mentor, mentee_of(cohort), 900_000)
    draft(other, mentee_of(cohort), 900_000)
    kept = keep_proposal(proposal=draft(other, mentee_of(cohort), 500_000), by=by, keep=True)

    assert send_proposals(cohort=cohort, by=by) == 2

    assert set(Proposal.objects.values_list("pk", "status")) == {(better.pk, "sent"), (kept.pk, "sent")}


def test_mentor_who_was_asked_in_another_round_for_the_place_is_not_asked_for_it_again():
    cohort, by = open_cohort()
    mentor = mentor_of(cohort, capacity=2)
    draft(mentor, mentee_of(cohort), 900_000)
    draft(mentor, mentee_of(cohort), 800_000)
    elsewhere, _by = open_cohort(stage=Cohort.Stage.RUNNING)
    make_proposal(mentor_of(elsewhere, person=mentor.person, capacity=2), mentee_of(elsewhere))

    assert send_proposals(cohort=cohort, by=by) == 1


def test_sending_again_looks_at_the_same():
    cohort, by = open_cohort(stage=Cohort.Stage.RUNNING)
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    lapsed = make_proposal(mentor, mentee, status=Status.LAPSED)
    graded(mentor, 3)
    graded(mentee, 8)

    with pytest.raises(Refused, match="not suggested to each other any more"):
        send_again(proposal=lapsed, by=by)


@pytest.fixture
def nothing_left():
    """A cohort with one draft, whose two may not meet any more; and its coordinator."""
    cohort, by = open_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    draft(mentor, mentee)
    graded(mentor, 3)
    graded(mentee, 8)
    return cohort, by


def test_where_nothing_can_be_sent_any_more_drafts_go_and_nothing_else_changes(nothing_left):
    cohort, by = nothing_left

    assert send_proposals(cohort=cohort, by=by) == 0

    cohort.refresh_from_db()
    assert (cohort.stage, Proposal.objects.count(), OutgoingMessage.objects.count()) == ("matching", 0, 0)
    with pytest.raises(Refused, match="There is no suggestion to send"):
        send_proposals(cohort=cohort, by=by)


def test_page_before_sending_counts_what_goes_out_and_tells_what_does_not(nothing_left, client):
    cohort, by = nothing_left
    client.force_login(by)
    page = reverse("admin:matching_cohort_send", args=[cohort.pk])

    none_left = client.get(page).content.decode()
    mentee = mentee_of(cohort)
    draft(mentor_of(cohort), mentee)
    one_left = client.get(page).content.decode()
    sent = client.post(page, follow=True).content.decode()

    assert "none of the pairs that were found may be suggested any more" in none_left
    assert "Send 1 suggestion<" in one_left
    assert "1 more suggestion is taken out instead of being sent" in one_left
    assert "1 suggestion is on its way." in sent
    assert "1 suggestion was taken out" in sent


def test_what_is_announced_is_what_goes_out(nothing_left):
    cohort, by = nothing_left
    draft(mentor_of(cohort), mentee_of(cohort))
    drafts = Proposal.objects.drafts_of(cohort).values_list("pk", flat=True)

    announced = mails_to_send(cohort, no_longer_possible(cohort, drafts))

    assert (announced.suggestions, announced.mails, announced.taken_out) == (1, 2, 1)
    assert send_proposals(cohort=cohort, by=by) == 1
    assert OutgoingMessage.objects.count() == 2


def test_kept_draft_that_became_impossible_frees_both_for_the_next_search():
    cohort, by = open_cohort()
    mentor, mentee, other = mentor_of(cohort, "Go"), mentee_of(cohort, "Go"), mentor_of(cohort, "Go")
    keep_proposal(proposal=draft(mentor, mentee), by=by, keep=True)
    add_line(mentor, mentee)
    last = mentee_of(cohort)

    matched(cohort, by)

    assert pairs_of(cohort) == {(other, mentee), (mentor, last)}


def add_line(above, below):
    below.person.manager = above.person
    below.person.save(update_fields=["manager"])


def test_board_does_not_say_that_nobody_searched_where_a_suggestion_fell_away(client):
    cohort, by = open_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    keep_proposal(proposal=draft(mentor, mentee), by=by, keep=True)
    mentee_of(cohort)
    searched(cohort, by)
    client.force_login(by)

    add_exclusion(owner=mentor.person, excluded=mentee.person, by=mentor.person.user)

    board = board_text(client, cohort)
    assert "Their suggestion fell away, or no search was made since they got a place." in board
    assert "No search was made since this person got a place." not in board
