"""What a coordinator reads and presses before a search of a round whose pairs are not all sent or kept."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching import searching_again
from matching.board import board_of
from matching.late import keep_bonus, place_late
from matching.models import Policy, Proposal, Run
from matching.scoring import Style, Weights
from matching.searching_again import Found, again_of
from matching.services import accept_proposal, add_exclusion, change_policy, finding, keep_proposal, send_proposals
from matching.services.inputs import read_inputs
from matching.services.kept import inputs_beside, inputs_today
from matching.services.standing import read_standing
from matching.terms import USUAL
from mentoring.jobs.services import run_next_job
from participants.models import Profile
from programmes.models import Cohort
from tests.factories import end_pairs, make_mentorship
from tests.matching.naming import with_wishes
from tests.matching.office import board_text, text_of
from tests.matching.people import mentee_of, mentor_of, pairs_of, searched, silent

pytestmark = pytest.mark.django_db
ALL, CLEARLY, ANEW = Run.Drafts.ALL, Run.Drafts.CLEARLY, Run.Drafts.ANEW
TERMS = replace(USUAL[Style.CLASSIC], weights=Weights(97, 0, 0, 0, 0, 3))
LINK, PLACES, AGAIN = "What a search would change", "Find places for those without", "Find pairs again"


def address(name, cohort):
    return reverse(f"admin:matching_cohort_{name}", args=[cohort.pk])


def page_text(client, cohort):
    return text_of(client.get(address("search_again", cohort)))


@pytest.fixture
def late(office):
    """Three drafts: one fits a little less well than another could, one far less; and somebody who came later."""
    cohort, client, by = office
    change_policy(programme=cohort.programme, terms=TERMS, by=by)
    acting = mentor_of(cohort, "Acting")
    mentor_of(cohort, "Sailing"), mentor_of(cohort, "Cooking")
    mentee_of(cohort, "Acting", person__user__name="Ann")
    for skill in ("Baking", "Cooking"):
        mentee = mentee_of(cohort, skill)
        add_exclusion(owner=mentee.person, excluded=acting.person, by=mentee.person.user)
    searched(cohort, by)
    # Better for Ann by 3 points of 100, for who wants to bake by all of it.
    mentor_of(cohort, "Acting", person__department__name="Sales", capacity=2)
    mentor_of(cohort, "Baking")
    mentee_of(cohort, "Dancing")
    return cohort, client, by


# --- the page ---


def test_page_says_what_each_way_would_find(late):
    cohort, _client, _by = late

    ways = {way.drafts: way.found for way in again_of(cohort).ways}

    assert (ways[ALL].stay, ways[CLEARLY].stay, ways[ANEW].stay) == (3, 2, 1)
    assert [found.placed for found in ways.values()] == [4, 4, 4]
    averages = [float(found.average) for found in ways.values()]
    assert averages[0] < averages[1] < averages[2]


@pytest.mark.parametrize("drafts", [ALL, CLEARLY, ANEW])
@pytest.mark.parametrize("objective", ["fair", "total", "stable"])
def test_search_finds_what_the_page_said(late, drafts, objective):
    cohort, _client, by = late
    change_policy(programme=cohort.programme, terms=replace(TERMS, objective=objective), by=by)
    before = pairs_of(cohort)
    said = next(way.found for way in again_of(Cohort.objects.get(pk=cohort.pk)).ways if way.drafts == drafts)

    searched(cohort, by, drafts=drafts)

    fits = Proposal.objects.drafts_of(cohort).values_list("score", flat=True)
    assert (said.stay, said.placed) == (len(before & pairs_of(cohort)), len(fits))
    assert said.average == searching_again.points_of_100(sum(fits) // len(fits))
    assert said.lowest == searching_again.points_of_100(min(fits))


def test_search_finds_what_the_mathematics_of_late_joiners_say(late):
    """`place_late` where all drafts are kept, `keep_bonus` where they are unless others fit clearly better."""
    cohort, _client, _by = late
    inputs = read_inputs(cohort)
    found = finding.compare(inputs, silent)
    pairs = found.mentee, found.mentor, found.score, inputs.capacity
    drafts = {mentee.pk: mentor.pk for mentor, mentee in pairs_of(cohort)}
    column = {place.pk: number for number, place in enumerate(inputs.mentors)}
    kept = [column.get(drafts.get(place.pk), -1) for place in inputs.mentees]

    beside = place_late(*pairs, kept)
    clearly, anew = keep_bonus(*pairs, kept, bonuses=[50_000, 0], objective="fair")

    ways = {way.drafts: way.found for way in again_of(cohort).ways}
    assert ways[ALL].placed == len(drafts) + beside.cardinality
    assert (ways[CLEARLY].stay, ways[CLEARLY].placed) == (3 - clearly.moved, clearly.cardinality)
    assert (ways[ANEW].stay, ways[ANEW].placed) == (3 - anew.moved, anew.cardinality)
    assert ways[ANEW].average == searching_again.points_of_100(anew.total // anew.cardinality)


def test_page_in_words(late):
    cohort, client, _by = late

    text = page_text(client, cohort)

    assert "3 suggestions are not sent yet and not kept: a search may choose them anew." in text
    assert "Pairs, suggestions that were sent and those you keep stay as they are, whatever you choose." in text
    assert "What becomes of suggestions not sent yet" in text
    assert [text.count(f"{number} of 3") for number in (3, 2, 1)] == [1, 1, 1]
    assert text.count("4 of 4") == 3


@pytest.mark.parametrize("drafts", [ALL, CLEARLY, ANEW])
def test_each_way_is_one_press(late, drafts):
    cohort, client, _by = late

    response = client.post(address("search", cohort), {"drafts": drafts})

    assert response.status_code == 302
    assert run_next_job()
    assert Run.objects.first().drafts == drafts


def test_way_that_there_is_not_is_no_page(late):
    cohort, client, _by = late

    assert client.post(address("search", cohort), {"drafts": "some"}).status_code == 404
    assert Run.objects.count() == 1


def test_kept_drafts_are_none_of_those_that_may_move(late):
    cohort, _client, by = late
    for proposal in Proposal.objects.all()[:2]:
        keep_proposal(proposal=proposal, keep=True, by=by)

    again = again_of(cohort)

    assert (again.movable, again.mentees) == (1, 2)
    assert {way.drafts: way.found.stay for way in again.ways} == {ALL: 1, CLEARLY: 0, ANEW: 0}


def test_without_drafts_that_may_move_the_page_leads_to_the_board(late):
    cohort, client, by = late
    for proposal in Proposal.objects.all():
        keep_proposal(proposal=proposal, keep=True, by=by)

    assert client.get(address("search_again", cohort)).url == address("board", cohort)


def test_where_nobody_is_without_nobody_is_looked_for(office):
    cohort, client, by = office
    mentor_of(cohort), mentee_of(cohort)
    searched(cohort, by)

    text = page_text(client, cohort)

    assert (PLACES in text, "Find pairs again, keep most" in text) == (False, True)
    refused = client.post(address("search", cohort), {"drafts": "all"}, follow=True)
    assert "Every mentee has a mentor or a suggestion already." in refused.content.decode()


def test_draft_that_is_ruled_out_by_now_is_counted_with_no_way(late):
    cohort, _client, _by = late
    mentor, mentee = next(pair for pair in pairs_of(cohort) if pair[1].person.user.name == "Ann")
    add_exclusion(owner=mentee.person, excluded=mentor.person, by=mentee.person.user)

    ways = {way.drafts: way.found for way in again_of(cohort).ways}

    assert ways[ALL].stay == 2
    assert ways[ALL].placed == 4


def test_draft_of_a_closed_account_is_counted_with_no_way(late):
    cohort, _client, _by = late
    mentor, _mentee = next(pair for pair in pairs_of(cohort) if pair[1].person.user.name == "Ann")
    mentor.person.user.is_active = False
    mentor.person.user.save()

    assert {way.found.stay for way in again_of(cohort).ways} <= {0, 1, 2}


def test_nobody_placed_has_no_fit():
    assert searching_again._counted({}, {}) == Found(0, 0, "none", "none")


def test_what_people_named_is_not_told_by_figures(late):
    cohort, client, by = late
    change_policy(programme=cohort.programme, terms=with_wishes(TERMS), by=by, pairing=Policy.Pairing.RANKED)

    text = page_text(client, cohort)

    assert "What each would change is not worked out here, as it would tell of whom people named." in text
    assert ("Average fit" in text, "Find pairs again, keep most" in text) == (False, True)


def test_too_many_people_are_not_worked_out_on_a_page(late, monkeypatch):
    cohort, client, _by = late
    monkeypatch.setattr(searching_again, "WORKED_OUT_UP_TO", 1)

    text = page_text(client, cohort)

    assert "With so many people what each would change shows only after the search." in text
    assert "Average fit" not in text


@pytest.mark.parametrize("ruled_out", [0, 1])
def test_those_beside_the_drafts_are_whom_reading_anew_would_find(late, ruled_out):
    cohort, _client, _by = late
    gone = Proposal.objects.drafts_of(cohort)[:ruled_out]
    for proposal in gone:
        mentor, mentee = (proposal.sides.get(role=role).enrolment for role in ("mentor", "mentee"))
        Profile.objects.filter(pk=mentor.person_id).update(manager=mentee.person_id)
    standing = read_standing(cohort)

    beside = inputs_beside(cohort, standing, inputs_today(cohort, standing))

    held = standing.holding(standing.drafts() - {proposal.pk for proposal in gone})
    assert beside == read_inputs(cohort, standing=held)
    assert len(beside.mentees) == 1 + ruled_out


@pytest.mark.parametrize("least_training", [None, 1])
def test_page_costs_the_same_for_few_and_for_many(office, least_training):
    cohort, client, by = office
    terms = replace(TERMS, bounds=replace(TERMS.bounds, least_training=least_training))
    counts = []
    for people in (2, 12):
        for number in range(people):
            mentor_of(cohort, f"Skill {number}"), mentee_of(cohort, f"Skill {number}")
        change_policy(programme=cohort.programme, terms=TERMS, by=by)
        searched(cohort, by)
        change_policy(programme=cohort.programme, terms=terms, by=by)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address("search_again", cohort)).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 15


# --- the board ---


def test_board_counts_who_has_nobody_and_whom_no_search_has_looked_at(late):
    cohort, client, _by = late
    mentee_of(cohort, "Eating")

    text = board_text(client, cohort)

    assert "2 mentees have nobody yet. The last search did not look at 2 of them" in text
    assert (PLACES in text, AGAIN in text, LINK in text) == (True, True, True)


def test_board_counts_only_those_whom_the_last_search_did_not_look_at(late):
    cohort, client, by = late
    for _ in range(3):  # for two of them there is a place
        mentee_of(cohort, "Eating")
    searched(cohort, by, drafts=ALL)
    mentee_of(cohort, "Fishing")

    board = board_of(cohort)

    assert (board.lonely, board.not_looked_at) == (2, 1)
    assert "The last search did not look at 1 of them, who joined since" in board_text(client, cohort)
    assert "Suggestions not sent yet stayed, as far as they are still possible." in board_text(client, cohort)


def test_board_with_nothing_but_sent_suggestions_finds_places_for_those_without(office):
    cohort, client, by = office
    mentor_of(cohort, capacity=2), mentee_of(cohort)
    searched(cohort, by)
    send_proposals(cohort=cohort, by=by)
    mentee_of(cohort)

    text = board_text(client, cohort)

    assert "1 mentee has nobody yet. The last search did not look at them: they joined since" in text
    assert "A search for them moves nobody who is in a pair or has a suggestion that was sent or kept." in text
    assert (PLACES in text, AGAIN in text, LINK in text) == (True, False, False)


def test_late_joiner_gets_a_place_beside_a_running_pair_which_stays(office):
    cohort, client, by = office
    mentor, mentee = mentor_of(cohort, capacity=2), mentee_of(cohort)
    searched(cohort, by)
    send_proposals(cohort=cohort, by=by)
    for place in (mentor, mentee):
        accept_proposal(proposal=Proposal.objects.get(), no_line=True, by=place.person.user)
    joiner = mentee_of(cohort)

    client.post(address("search", cohort))
    assert run_next_job()

    assert pairs_of(cohort) == {(mentor, joiner)}
    assert pairs_of(cohort, "accepted") == {(mentor, mentee)}


def test_mentee_whose_pair_ended_is_one_whom_the_last_search_did_not_look_at(office):
    cohort, _client, by = office
    mentor, mentee = mentor_of(cohort, capacity=2), mentee_of(cohort)
    make_mentorship(mentor, mentee)
    mentee_of(cohort)
    searched(cohort, by)
    assert board_of(cohort).not_looked_at == 0

    end_pairs()

    assert (board_of(cohort).lonely, board_of(cohort).not_looked_at) == (1, 1)


def test_board_where_everybody_has_somebody_says_nothing_of_those_without(office):
    cohort, client, by = office
    mentor_of(cohort), mentee_of(cohort)
    searched(cohort, by)

    text = board_text(client, cohort)

    assert ("nobody yet." in text, PLACES in text, LINK in text) == (False, False, True)


def test_board_says_what_became_of_drafts_and_what_is_proven(late):
    cohort, client, by = late

    searched(cohort, by, drafts=CLEARLY)

    text = board_text(client, cohort)
    assert "1 of 3 suggestions not sent yet changed. The fits of these mentees add up to" in text
    assert "Each suggestion not sent yet counted 5 points of 100 more than it fits." in text
