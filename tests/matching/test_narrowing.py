"""The board narrowed by how well two fit, how the pair came and how it stands."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.board import ROWS, board_of
from matching.models import Mentorship, Proposal, Run
from matching.narrowing import Wanted, wanted_of
from matching.services import accept_proposal, end_mentorship
from mentoring.lib import clock
from tests.factories import make_proposal, make_request
from tests.matching.office import act, board_text, names_in, pair_named, text_of
from tests.matching.people import mentee_of, mentor_of

pytestmark = pytest.mark.django_db
NOTHING = "No pair here is what you look for. Choose less, or show all."


def scored(proposal, score):
    Proposal.objects.filter(pk=proposal.pk).update(score=score)


@pytest.fixture
def many(office):
    """One pair of each kind, and somebody with nobody, once a search was made."""
    cohort, _client, by = office
    kinds = [
        (900_000, {}),
        (500_000, {"origin": "coordinator", "locked": True}),
        (500_000, {"status": "sent"}),
        (100_000, {"status": "lapsed"}),
        (100_000, {"status": "declined", "is_further": True}),
        (900_000, {"status": "removed", "origin": "coordinator"}),
    ]
    for number, (score, fields) in enumerate(kinds, start=1):
        scored(pair_named(cohort, number, **fields), score)
    running = pair_named(cohort, 7, status="accepted")
    scored(running, 500_000)
    mentee_of(cohort, person__user__name="Lena Left")
    mentor_of(cohort, person__user__name="Fred Free")
    Run.objects.create(cohort=cohort, created_at=clock.now(), created_by=by, finished_at=clock.now())
    return office


def listed(board):
    return sorted(name for rows in (board.drafts, board.sent, board.removed) for name in names_in(rows))


def named(*numbers):
    return [f"Mentee {number:03}" for number in numbers]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Wanted(), [1, 2, 3, 4, 5, 6, 7]),
        (Wanted(fit="strong"), [1, 6]),
        (Wanted(fit="good"), [2, 3, 7]),
        (Wanted(fit="possible"), [4, 5]),
        (Wanted(how="search"), [1, 3, 4, 5, 7]),
        (Wanted(how="hand"), [2, 6]),
        (Wanted(how="kept"), [2]),
        (Wanted(how="further"), [5]),
        (Wanted(state="draft"), [1, 2]),
        (Wanted(state="waiting"), [3]),
        (Wanted(state="yes"), [7]),
        (Wanted(state="no"), [4, 5]),
        (Wanted(state="ended"), []),
        (Wanted(state="removed"), [6]),
        (Wanted(fit="strong", how="hand"), [6]),
        (Wanted(fit="good", how="hand", state="draft"), [2]),
        (Wanted(fit="strong", state="waiting"), []),
    ],
)
def test_board_lists_just_what_is_chosen(many, wanted, numbers):
    cohort, _client, _by = many

    board = board_of(cohort, wanted=wanted)

    assert (listed(board), board.listed, board.suggestions) == (named(*numbers), len(numbers), 7)
    # Who is in no pair fits nobody.
    everybody = wanted.is_anything
    assert (board.without.total > 0, board.mentors.total > 0) == (everybody, everybody)
    assert (board.to_send, board.kept) == (2, 1)


def test_pair_that_has_ended_stands_under_ended_alone(many):
    cohort, _client, by = many
    ended = make_proposal(mentor_of(cohort), mentee_of(cohort, person__user__name="Enid Ended"))
    for side in ended.sides.all():
        accept_proposal(proposal=ended, by=side.enrolment.person.user, no_line=True)
    end_mentorship(mentorship=Mentorship.objects.get(proposal=ended), by=by)

    assert listed(board_of(cohort, wanted=Wanted(state="ended"))) == ["Enid Ended"]
    assert listed(board_of(cohort, wanted=Wanted(state="yes"))) == named(7)


def test_what_one_asked_the_other_and_came_to_nothing_is_counted_nowhere(many):
    cohort, _client, _by = many
    make_request(mentee_of(cohort, person__user__name="Asked Ann"), mentor_of(cohort), status="declined")

    board = board_of(cohort, wanted=Wanted(state="no"))

    assert (listed(board), board.suggestions) == (named(4, 5), 7)


def test_each_answer_says_how_many_it_would_leave(many):
    cohort, client, _by = many

    filters = {each.name: each for each in board_of(cohort, wanted=Wanted(fit="good")).filters}

    assert {name: [option.label for option in each.options] for name, each in filters.items()} == {
        "fit": ["All (7)", "Strong (2)", "Good (3)", "Possible (2)"],
        "how": ["All (3)", "Found by a search (2)", "Chosen by hand (1)", "Further mentor (0)", "Kept (1)"],
        "state": [
            "All (3)",
            "Not sent yet (1)",
            "Waiting for answers (1)",
            "Both said yes (1)",
            "Not this time, or no answer (0)",
            "Ended (0)",
            "Taken out (0)",
        ],
    }
    assert [option.value for option in filters["fit"].options if option.is_chosen] == ["good"]
    page = client.get(reverse("admin:matching_cohort_board", args=[cohort.pk]), {"fit": "good"}).content.decode()
    assert '<option value="good" selected>Good (3)</option>' in page
    assert '<label for="state">Status</label>' in page


def test_numbers_are_those_of_whoever_is_looked_for_by_name(many):
    cohort, _client, _by = many

    (fit, *_others) = board_of(cohort, looked_for="mentee 001").filters

    assert [option.label for option in fit.options] == ["All (1)", "Strong (1)", "Good (0)", "Possible (0)"]


def test_further_mentors_are_asked_about_where_there_are_any(office):
    cohort, _client, _by = office
    pair_named(cohort, 1)

    said = [option.label for each in board_of(cohort).filters for option in each.options]

    assert [words for words in said if "Further" in words] == []


def test_ways_that_a_pair_came_are_asked_about_where_there_is_one(office):
    cohort, _client, _by = office
    pair_named(cohort, 1)
    pair_named(cohort, 2, origin="next")
    make_request(mentee_of(cohort, person__user__name="Asked Ann"), mentor_of(cohort))

    def how(**looked_for):
        return [option.label for option in board_of(cohort, **looked_for).filters[1].options]

    assert how() == [
        "All (3)",
        "Found by a search (1)",
        "Chosen by hand (0)",
        "Next best (1)",
        "One asked the other (1)",
        "Kept (0)",
    ]
    assert how(looked_for="mentee 001") == ["All (1)", "Found by a search (1)", "Chosen by hand (0)", "Kept (0)"]
    assert listed(board_of(cohort, wanted=Wanted(how="next"))) == named(2)
    assert listed(board_of(cohort, wanted=Wanted(how="asked"))) == ["Asked Ann"]


def test_what_is_chosen_stays_among_the_answers_where_there_is_none(many):
    cohort, _client, _by = many

    (how,) = [each for each in board_of(cohort, wanted=Wanted(how="next")).filters if each.name == "how"]

    assert [option.label for option in how.options if option.is_chosen] == ["Next best (0)"]


def test_board_says_how_many_are_listed_and_when_there_are_none(many):
    cohort, client, _by = many

    some, none, both, plain = (
        board_text(client, cohort, query)
        for query in ("?fit=good", "?fit=strong&state=waiting", "?fit=good&q=xyz", "?q=mentee+001")
    )

    assert "3 of 7 pairs are listed. People who are in none are left out." in some
    assert ("Lena Left" in some, "Fred Free" in some, "Show all" in some) == (False, False, True)
    assert (NOTHING in none, NOTHING in both, NOTHING in plain) == (True, True, False)
    assert "Nobody here has this name or department." not in both
    assert "Send 2 suggestions" in none
    assert ("Show everybody" in plain, "are listed" in plain) == (True, False)


def test_choice_that_nobody_can_mean_is_everything(many):
    cohort, client, _by = many

    assert wanted_of({"fit": "x", "how": "", "state": "draft"}) == Wanted(state="draft")
    assert "Lena Left" in board_text(client, cohort, "?fit=%00&how=<script>&state=1")


def test_choice_stays_through_pages_and_presses(office):
    cohort, client, _by = office
    for number in range(ROWS + 1):
        scored(pair_named(cohort, number), 900_000)
    board = reverse("admin:matching_cohort_board", args=[cohort.pk])
    query = "?fit=strong&how=search&state=draft"

    page = client.get(board + query).content.decode()
    answer = act(client, "keep", Proposal.objects.first(), query + "&drafts=1", cohort=cohort.pk)

    assert 'href="?fit=strong&amp;how=search&amp;state=draft&amp;drafts=2#drafts"' in page
    assert page.count("/keep/?fit=strong&amp;how=search&amp;state=draft") == ROWS
    assert answer.redirect_chain == [(f"{board}?fit=strong&how=search&state=draft&drafts=1", 302)]
    assert f"{ROWS + 1} of {ROWS + 1} pairs are listed." in text_of(answer)


def test_board_costs_no_more_when_it_is_narrowed(many):
    cohort, client, _by = many
    costs = []
    for query in ("", "?fit=good", "?fit=good&how=search&state=draft&q=mentee"):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("admin:matching_cohort_board", args=[cohort.pk]) + query)
        costs.append(len(queries))

    assert max(costs) == costs[0] <= 15
