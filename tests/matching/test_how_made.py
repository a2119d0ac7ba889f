"""The page of one search, as a coordinator reads it."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.board import board_of
from matching.bounds import Bounds, HrField, Tie
from matching.how_made import LATEST, made_of, searches_beside
from matching.models import Run, terms_of
from matching.scoring import Style, Weights
from matching.services import add_exclusion, change_policy
from matching.services.seals import PAST_SINCE
from matching.terms import USUAL, Terms
from mentoring.lib import clock
from tests.factories import at, make_proposal, make_request
from tests.matching.further import Round
from tests.matching.naming import name, naming_cohort
from tests.matching.office import board_text, text_of
from tests.matching.people import matched, mentee_of, mentor_of, open_cohort, searched

pytestmark = pytest.mark.django_db


def address(run):
    return reverse("admin:matching_run_made", args=[run.pk])


def one_of_two(cohort):
    mentor_of(cohort, "Speaking")
    mentee_of(cohort, "Speaking")
    mentee_of(cohort)


def test_page_says_who_asked_when_for_whom_and_what_was_found(office):
    cohort, client, by = office
    one_of_two(cohort)
    with clock.standing_at(at("2026-03-01 09:00")):
        run = matched(cohort, by)

    text = text_of(client.get(address(run)))

    assert (
        "For mentees without a mentor. Cora Coordinator asked for it on Sun 1 Mar 2026, 09:00; it was finished on"
        in text
    )
    assert "Mentees 2 looked at Mentors 1 looked at Pairs 2 compared Found 1 of 2 mentees with a mentor" in text
    assert "Lowest fit 85 of 100 Average fit 85 of 100" in text
    assert "Proven: no other choice places more mentees." in text


@pytest.mark.parametrize("state", ["declined", "lapsed", "accepted"])
@pytest.mark.parametrize("is_request", [False, True])
def test_what_is_proven_reads_as_on_the_board(state, is_request):
    """A question that came to nothing is between the two, and so is beside what a search was proven."""
    cohort, by = open_cohort()
    pair = mentee_of(cohort), mentor_of(cohort)
    if is_request:
        make_request(*pair, status=state)
    else:
        make_proposal(*reversed(pair), status=state)
    one_of_two(cohort)
    run = matched(cohort, by)

    made = made_of(run)

    assert made.proof == board_of(cohort).proof
    assert ("beside" in made.proof) == (not is_request or state == "accepted")


def test_page_says_what_the_search_went_by_then_whatever_is_set_now(office):
    cohort, client, by = office
    one_of_two(cohort)
    weights = Weights(skills=60, level=0, seniority=40, place=0, language=0, department=0, grade_gap=-1)
    then = Terms(weights, Bounds(most_hours=3, **{HrField.COUNTRIES: Tie.SAME}), "total")
    change_policy(programme=cohort.programme, terms=then, by=by)
    run = matched(cohort, by)
    change_policy(programme=cohort.programme, terms=USUAL[Style.CLASSIC], by=by)

    text = text_of(client.get(address(run)))

    assert terms_of(Run.objects.get(pk=run.pk)) == then
    assert "the best is the one with the best fit of all together: one pair may fit less well, so that others" in text
    assert [(weight.words.partition(":")[0], weight.share) for weight in made_of(run).weights] == [
        ("Skills", 60),
        ("Seniority", 40),
    ]
    assert "Best: the mentor is 1 level below the mentee." in text
    assert "Where time zones are known, their clocks are at most 3 hours apart." in text
    assert "Where countries are known, the two have the same one." in text


def test_page_of_a_search_without_regrets_does_not_say_that_most_people_came_first(office):
    cohort, client, by = office
    one_of_two(cohort)
    change_policy(programme=cohort.programme, terms=replace(USUAL[Style.CLASSIC], objective="stable"), by=by)

    text = text_of(client.get(address(matched(cohort, by))))

    assert "No regrets first: no mentee and mentor would both rather have each other." in text
    assert "Most people first." not in text


def test_rules_say_whether_managers_are_known_and_nothing_of_pairs_of_before_that_did_not_count():
    cohort, by = open_cohort()
    one_of_two(cohort)
    run = matched(cohort, by)

    lines, *_bounds, people = made_of(run).rules
    run.versions["seals"] = PAST_SINCE - 1
    *_others, of_old = made_of(run).rules

    assert lines.startswith("The HR file names no managers for these people, so we cannot check reporting lines.")
    assert "former pairs unless both would like to be a pair again" in people
    assert of_old.startswith("We leave out two people who were already suggested to each other. People can also")
    mentee_of(cohort, person__manager=mentor_of(cohort).person)
    assert made_of(run).rules[0].startswith("Nobody is paired with their own reporting line")


def test_levels_that_are_best_the_same_are_said_so():
    cohort, by = open_cohort()
    one_of_two(cohort)
    usual = USUAL[Style.CLASSIC]
    change_policy(programme=cohort.programme, terms=replace(usual, weights=replace(usual.weights, grade_gap=0)), by=by)

    assert made_of(matched(cohort, by)).levels == "Best: both are on the same level."


def test_page_identifies_the_search_as_the_command_knows_it(office):
    cohort, client, by = office
    one_of_two(cohort)
    run = matched(cohort, by)

    text = text_of(client.get(address(run)))

    assert f"python3 manage.py verify_match {run.pk}" in text
    assert f"numpy {run.versions['numpy']}, SciPy {run.versions['scipy']}" in text
    assert f"way of computing {run.versions['algorithm']}" in text
    assert run.seals["inputs_digest"] in text


def test_searches_that_knew_the_same_cannot_be_held_against_each_other():
    """By one digest for both, somebody would see that a private wish came in between."""
    cohort, by = open_cohort()
    one_of_two(cohort)

    one, other = searched(cohort, by), searched(cohort, by)

    assert one.inputs_digest == other.inputs_digest
    assert made_of(one).seal != made_of(other).seal


def test_page_tells_nothing_of_a_private_wish(office):
    cohort, client, by = office
    mentor, mentee = mentor_of(cohort, "Speaking"), mentee_of(cohort)
    mentor_of(cohort)
    before = made_of(searched(cohort, by))

    add_exclusion(owner=mentee.person, excluded=mentor.person, by=mentee.person.user)
    run = searched(cohort, by)

    told = replace(made_of(run), run=before.run, seal=before.seal)
    assert (told, before.pairs) == (before, 2)
    page = client.get(address(run)).content.decode()
    assert run.inputs_digest not in page
    assert not [digest for digest in run.certificate["digests"].values() if digest in page]


def test_lowest_fit_is_told_of_no_search_in_which_wishes_counted(office):
    cohort, by = naming_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    name(mentee, mentor)
    run = matched(cohort, by)

    made = made_of(run)

    assert (made.lowest, made.together) == ("", f"{run.total / 10_000:.1f}")
    assert made.why_no_lowest.startswith("The lowest fit is not told where people name whom they would like")
    assert made.proof == "Proven best by fit and wishes together, as this programme weighs them."


def test_lowest_fit_is_told_of_no_search_in_which_drafts_counted_for_more():
    cohort, by = open_cohort()
    one_of_two(cohort)
    searched(cohort, by)

    made = made_of(searched(cohort, by, drafts=Run.Drafts.CLEARLY))

    assert (made.lowest, made.drafts) == ("", ["0 of 1 suggestion not sent yet changed."])
    assert made.why_no_lowest.startswith("Suggestions not sent yet counted for more than they fit")


def test_search_that_found_nobody_has_no_fits():
    cohort, by = open_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    add_exclusion(owner=mentee.person, excluded=mentor.person, by=mentee.person.user)

    made = made_of(matched(cohort, by))

    assert (made.lowest, made.together, made.average, made.why_no_lowest) == ("", "", "", "")


def test_old_search_says_what_it_did_not_keep(office):
    cohort, client, by = office
    one_of_two(cohort)
    run = matched(cohort, by)
    del run.policy["terms"], run.certificate["minimum"]
    run.save()

    text = text_of(client.get(address(run)))

    assert "A search this old did not keep how its fits were made up." in text
    assert "A search this old kept no lowest fit." in text


def test_board_leads_to_the_last_search_and_the_last_one_for_further_mentors(sign_in):
    paired = Round()
    first = paired.first()
    further = paired.further()

    page = sign_in(paired.by).get(reverse("admin:matching_cohort_board", args=[paired.cohort.pk])).content.decode()

    links = [f'href="{address(run)}">How this search was made</a>' in page for run in (first, further)]
    assert links == [True, True]
    assert made_of(further).purpose == "For mentees who have a mentor and would like another"


def test_board_without_a_search_leads_to_none(office):
    cohort, client, _by = office

    assert "How this search was made" not in board_text(client, cohort)


def test_page_leads_to_the_other_searches_of_the_cohort(office):
    cohort, client, by = office
    one_of_two(cohort)
    before, run = searched(cohort, by), searched(cohort, by)
    elsewhere, its_coordinator = open_cohort()
    one_of_two(elsewhere)
    other = matched(elsewhere, its_coordinator)

    page = client.get(address(run)).content.decode()

    assert [f'href="{address(each)}"' in page for each in (before, run, other)] == [True, False, False]
    assert [(each.run, each.placed, each.is_this) for each in searches_beside(run)] == [
        (run, "1 pair", True),
        (before, "1 pair", False),
    ]
    assert LATEST == 50


def test_search_that_has_not_finished_has_no_page(office):
    cohort, client, by = office
    one_of_two(cohort)
    run = matched(cohort, by)
    Run.objects.update(finished_at=None)

    assert client.get(address(run)).status_code == 404


def test_page_asks_no_more_of_the_database_when_there_is_more(office):
    cohort, client, by = office
    one_of_two(cohort)
    counts = []
    for _ in range(2):
        run = searched(cohort, by)
        for _ in range(2):
            mentor_of(cohort, "Speaking")
            mentee_of(cohort, "Speaking")
        client.get(address(run))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(run))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 15
