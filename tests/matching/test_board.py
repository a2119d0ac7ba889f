"""The lists of the board, as a coordinator reads them."""

import re
from dataclasses import astuple
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format

from matching.board import ROWS, board_of
from matching.models import Membership, Mentorship, Proposal, Run
from matching.reports import Mentees
from matching.services import (
    accept_proposal,
    end_mentorship,
)
from mentoring.lib import clock
from mentoring.lib.schedule import working_day
from programmes.models import Cohort, Enrolment, Role
from tests.factories import EnrolmentFactory, close_round, make_mentorship, make_proposal
from tests.matching.office import act, board_text, names_in, pair_named, text_of
from tests.matching.people import mentee_of, mentor_of, searched

pytestmark = pytest.mark.django_db

# What was taken out, and whether it can be put back.
BACK = {
    "nothing changed": True,
    "mentee has a suggestion": False,
    "mentor is full": False,
    "mentor stepped back": False,
}


# --- lists ---


def test_every_list_comes_by_the_page(office):
    cohort, client, _by = office
    for number in range(ROWS + 2):
        pair_named(cohort, number)
        pair_named(cohort, number + 100, status="sent")
        mentee_of(cohort), mentor_of(cohort)

    first, second = (board_of(cohort, pages=dict.fromkeys(("drafts", "sent", "without", "mentors"), n)) for n in (1, 2))

    for name in ("drafts", "sent", "without", "mentors"):
        lists = getattr(first, name), getattr(second, name)
        assert [(len(each.rows), each.total, each.pages) for each in lists] == [(ROWS, ROWS + 2, 2), (2, ROWS + 2, 2)]
    assert not set(names_in(first.drafts)) & set(names_in(second.drafts))
    text = board_text(client, cohort, "?drafts=2")
    assert f"{ROWS + 1} to {ROWS + 2} of {ROWS + 2} pairs" in text
    assert f"Send {ROWS + 2} suggestions" in text


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "²", ""])
def test_page_that_nobody_can_mean_is_no_fault(office, page):
    cohort, client, _by = office
    pair_named(cohort, 1)

    assert "Mentee 001" in board_text(client, cohort, f"?drafts={page}")


def test_page_after_the_last_one_of_pairs_is_the_last_one(office):
    cohort, client, _by = office
    for number in range(ROWS + 1):
        pair_named(cohort, number)
    (last,) = board_of(cohort, pages={"drafts": 2}).drafts.rows

    answer = act(client, "remove", Proposal.objects.get(pk=last.id), "?drafts=2")

    assert (board_of(cohort, pages={"drafts": 2}).drafts.page, text_of(answer).count("Pairs to look at")) == (1, 1)
    assert "Take out" in text_of(answer)


def test_people_are_found_by_name_and_department(office):
    cohort, client, _by = office
    pair_named(cohort, 1), pair_named(cohort, 2, status="sent")
    Run.objects.create(cohort=cohort, created_at=clock.now(), created_by=office[2], finished_at=clock.now())
    mentee_of(cohort, person__user__name="Lena Left", person__department__name="Legal")

    assert names_in(board_of(cohort, looked_for="mentee 001").drafts) == ["Mentee 001"]
    assert names_in(board_of(cohort, looked_for="Mentor 002").sent) == ["Mentee 002"]
    found = board_of(cohort, looked_for="legal")
    assert (found.drafts.total, found.sent.total, [each.person.name for each in found.without.rows]) == (
        0,
        0,
        ["Lena Left"],
    )
    # The numbers above the lists stay those of everybody.
    assert (found.to_send, found.mentees, found.numbers.mentees) == (1, Mentees(sent=1, drafted=1, alone=1), 3)
    text = board_text(client, cohort, "?q=legal")
    assert "No pair to look at has this name or department." in text
    assert "Send 1 suggestion" in text


def test_search_that_finds_nobody_says_so_once_and_how_to_see_everybody(office):
    cohort, client, by = office
    pair_named(cohort, 1), pair_named(cohort, 2, status="sent")
    mentee_of(cohort, person__user__name="Lena Left")
    Run.objects.create(cohort=cohort, created_at=clock.now(), created_by=by, finished_at=clock.now())
    words, of_pairs = "Nobody here has this name or department.", "No pair to look at has this name or department."

    texts = [board_text(client, cohort, query) for query in ("", "?q=mentee+001", "?q=lena", "?q=xyz")]

    assert [(words in text, of_pairs in text) for text in texts] == [
        (False, False),
        (False, False),
        (False, True),
        (True, False),
    ]
    assert "Show everybody" in texts[-1]


def test_search_that_finds_nobody_says_so_where_nothing_waits_to_be_sent(office):
    cohort, client, by = office
    pair_named(cohort, 1, status="sent")
    Run.objects.create(cohort=cohort, created_at=clock.now(), created_by=by, finished_at=clock.now())

    assert "Nobody here has this name or department." in board_text(client, cohort, "?q=xyz")


def one_mentee_in_every_state(cohort, by):
    """Three count as with a mentor, two as with a suggestion, five are alone, one is at rest; four have no place."""
    _paired, hidden, drafted_again, rests, returns = (
        make_mentorship(mentor_of(cohort), mentee_of(cohort)).memberships.get(role=Role.MENTEE) for _ in range(5)
    )
    # A suggestion beside a pair, of whatever time, makes nobody count twice.
    make_proposal(mentor_of(cohort), hidden.enrolment, status="sent")
    make_proposal(mentor_of(cohort), drafted_again.enrolment, status="draft")
    for ended, looks_again in ((rests, False), (returns, True)):
        end_mentorship(mentorship=ended.mentorship, by=by)
        Membership.objects.filter(pk=ended.pk).update(looks_again=looks_again)
    for number, status in enumerate(("draft", "sent", "lapsed", "declined", "removed"), start=1):
        pair_named(cohort, number, status=status)
    mentee_of(cohort)
    for status in ("registered", "waiting", "withdrawn"):
        EnrolmentFactory(cohort=cohort, status=status)
    mentee_of(cohort, person__user__is_active=False)
    Run.objects.create(cohort=cohort, created_at=clock.now(), created_by=by, finished_at=clock.now())


def test_mentees_by_where_they_are_add_up_to_all_of_them(office):
    cohort, client, by = office
    one_mentee_in_every_state(cohort, by)

    board = board_of(cohort)

    assert board.mentees == Mentees(paired=3, sent=1, drafted=1, alone=5, at_rest=1)
    assert sum(astuple(board.mentees)) == board.numbers.mentees == 11
    assert board.without.total == board.lonely == board.mentees.alone
    text = board_text(client, cohort)
    tiles = re.findall(r"(With a mentor|Suggested|Without a pair|Pair has ended) (\d+) of 11", text)
    assert tiles == [
        ("With a mentor", "3"),
        ("Suggested", "2"),
        ("Without a pair", "5"),
        ("Pair has ended", "1"),
    ]
    assert "Suggested 2 of 11 1 sent, 1 not yet" in text


def test_mentees_add_up_once_their_pairs_have_ended(office):
    cohort, client, by = office
    one_mentee_in_every_state(cohort, by)
    for pair in Mentorship.objects.filter(ended_at=None):
        end_mentorship(mentorship=pair, by=by)

    board = board_of(cohort)

    assert sum(astuple(board.mentees)) == board.numbers.mentees == 11
    assert board.mentees.paired == 0
    assert "With a mentor 0 of 11" in board_text(client, cohort)


@pytest.mark.parametrize("stage", ["closed", "archived"])
def test_board_of_a_round_that_is_over_counts_the_pairs_there_were(office, stage):
    cohort, client, by = office
    one_mentee_in_every_state(cohort, by)
    never = mentee_of(cohort)
    close_round(cohort, by=by)
    Cohort.objects.filter(pk=cohort.pk).update(stage=stage)
    cohort.refresh_from_db()

    board = board_of(cohort)

    assert board.mentees == Mentees(paired=5, alone=7)
    assert board.without.total == 7
    had = set(Membership.objects.values_list("enrolment", flat=True))
    listed = {waiting.place for waiting in board.without.rows}
    assert (never.pk in listed, listed & had) == (True, set())
    mentors = Enrolment.objects.matchable(cohort).filter(role=Role.MENTOR)
    assert board.mentors.total == mentors.exclude(pk__in=had).count()
    text = board_text(client, cohort)
    assert re.findall(r"(Had a mentor|Suggested|Without a pair|Pair has ended) (\d+) of 12", text) == [
        ("Had a mentor", "5"),
        ("Without a pair", "7"),
    ]
    assert "Mentees who were in no pair" in text


def test_parts_of_a_fit_add_up_to_its_points_as_they_are_shown(office):
    cohort, client, _by = office
    parts = {"skills": 466_666, "level": 37_500, "department": 150_000}
    components = [{"name": name, "points": points, "maximum": 700_000} for name, points in parts.items()]
    proposal = pair_named(cohort, 1)
    Proposal.objects.filter(pk=proposal.pk).update(score=sum(parts.values()), components=components)

    (pair,) = board_of(cohort).drafts.rows

    assert (pair.points, [bar.points for bar in pair.bars]) == ("65.4", ["46.7", "3.7", "15"])
    assert "65.4 of 100 Skills wanted 46.7 / 70 How well they know them 3.7 / 70" in board_text(client, cohort)


def test_words_looked_for_are_shown_as_words(office):
    cohort, client, _by = office
    pair_named(cohort, 1)

    page = client.get(reverse("admin:matching_cohort_board", args=[cohort.pk]), {"q": '"><script>'}).content.decode()

    assert "<script>" not in page[page.index('id="q"') : page.index('id="q"') + 200]


def test_board_costs_the_same_for_ten_rows_and_for_hundreds_and_stays_small(office):
    cohort, client, by = office
    costs = []
    for count in (10, 90):
        for number in range(count):
            pair_named(cohort, 1000 * count + number, status=("draft", "sent", "lapsed", "removed")[number % 4])
            mentee_of(cohort), mentor_of(cohort)
        Run.objects.create(cohort=cohort, created_at=clock.now(), created_by=by, finished_at=clock.now())
        Run.objects.create(cohort=cohort, created_at=clock.now(), created_by=by, finished_at=clock.now())
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("admin:matching_cohort_board", args=[cohort.pk]))
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 15
    assert len(page.content) < 100_000


@pytest.mark.parametrize("stage", ["closed", "archived"])
def test_board_of_a_round_that_is_over_says_so_and_offers_nothing(office, stage):
    cohort, client, by = office
    waiting = mentee_of(cohort)
    for number, status in enumerate(("draft", "lapsed", "removed")):
        pair_named(cohort, number, status=status)
    Run.objects.create(cohort=cohort, created_at=clock.now(), created_by=by, finished_at=clock.now())
    buttons = ("Choose a mentor", "Send again", "Keep", "Take out", "Put back", "Send 1 suggestion", "Find pairs")
    before = board_text(client, cohort)
    assert all(words in before for words in buttons)
    assert "This cohort is over" not in before

    type(cohort).objects.filter(pk=cohort.pk).update(stage=stage)

    text = board_text(client, cohort)
    assert "This cohort is over" in text
    assert [words for words in buttons if words in text] == []
    address = reverse("admin:matching_mentee_mentor", args=[waiting.pk])
    assert "No new pairs are looked for in this cohort." in client.get(address, follow=True).content.decode()


@pytest.mark.parametrize("limit", [None, 1, 0])
def test_own_limit_of_a_mentor_shows_in_no_number_of_places(office, limit):
    """Their page of it says that nobody sees it."""
    cohort, client, _by = office
    mentor_of(cohort, capacity=3, person__mentor_limit=limit)
    mentee_of(cohort)

    assert "Mentors 1 with 3 places Mentees 1 with a place" in board_text(client, cohort)


# --- what stands where ---


def test_what_got_no_answer_comes_first_until_the_mentee_has_somebody(office):
    cohort, client, _by = office
    pair_named(cohort, 1, status="accepted")
    pair_named(cohort, 2, status="sent")
    late, settled = pair_named(cohort, 3, status="lapsed"), pair_named(cohort, 4, status="lapsed")
    make_proposal(mentor_of(cohort), settled.sides.get(role=Role.MENTEE).enrolment, status="draft")

    board = board_of(cohort)

    assert names_in(board.sent) == ["Mentee 003", "Mentee 002", "Mentee 001", "Mentee 004"]
    assert [pair.can_go_again for pair in board.sent.rows] == [True, False, False, False]
    day = date_format(late.reply_by, "D j M")
    assert f"No answer in time It was open until {day}. Send again" in board_text(client, cohort)


@pytest.mark.parametrize("first", [Role.MENTOR, Role.MENTEE])
def test_board_says_how_far_it_is_while_it_is_open_and_names_no_answer(office, first):
    cohort, client, _by = office
    both, one = pair_named(cohort, 1, status="sent"), pair_named(cohort, 2, status="sent")
    accept_proposal(proposal=one, by=one.sides.get(role=first).enrolment.person.user, no_line=True)
    day = date_format(both.reply_by, "D j M")

    text = board_text(client, cohort)

    assert f"Both are asked to answer by {day}." in text
    assert f"One of the two said yes. It is open until {day}." in text


def test_sending_again_asks_for_a_day_and_refuses_one_too_far(office):
    cohort, client, _by = office
    proposal = pair_named(cohort, 1, status="lapsed")
    address = reverse("admin:matching_proposal_again", args=[proposal.pk])
    ahead = clock.today() + timedelta(days=20)

    page = text_of(client.get(address))
    refused = text_of(client.post(address, {"reply_by": clock.today() + timedelta(days=31)}))
    sent = client.post(address, {"reply_by": ahead}, follow=True)

    assert "Mentee 001 and Mentor 001" in page
    assert "Please choose a day from 3 to 30 days ahead." in refused
    proposal.refresh_from_db()
    assert (proposal.status, proposal.reply_by) == ("sent", ahead)
    assert "Sent again. Both are asked anew." in sent.content.decode()


def test_page_before_sending_asks_for_a_day(office):
    cohort, client, _by = office
    proposal = pair_named(cohort, 1)
    address = reverse("admin:matching_cohort_send", args=[cohort.pk])
    ahead = clock.today() + timedelta(days=5)

    assert "The cohort runs from then on" in text_of(client.get(address))
    usual = working_day(clock.today() + timedelta(days=10)).isoformat()
    assert f'value="{usual}"' in client.get(address).content.decode()
    assert "Please check the day." in text_of(client.post(address, {"reply_by": "tomorrow"}))
    client.post(address, {"reply_by": ahead})
    proposal.refresh_from_db()
    assert (proposal.status, proposal.reply_by) == ("sent", ahead)


def test_buttons_of_a_draft_do_what_they_say_and_come_back_to_the_same_place(office):
    cohort, client, _by = office
    proposal = pair_named(cohort, 1)
    back = reverse("admin:matching_cohort_board", args=[cohort.pk]) + "?q=Mentee&drafts=1"
    told = []
    for name in ("keep", "let_go", "remove", "restore"):
        answer = act(client, name, proposal, "?q=Mentee&drafts=1&other=1")
        assert answer.redirect_chain == [(back, 302)]
        told.append(text_of(answer))
        proposal.refresh_from_db()
        told[-1] = (proposal.status, proposal.locked, "Kept" in told[-1], "Put back" in told[-1])

    assert told == [
        ("draft", True, True, False),
        ("draft", False, False, False),
        ("removed", False, False, True),
        ("draft", False, False, False),
    ]


def test_only_what_can_be_put_back_is_offered(office):
    cohort, client, _by = office
    out = {name: pair_named(cohort, number, status="removed") for number, name in enumerate(BACK)}
    places = {name: {side.role: side.enrolment for side in each.sides.all()} for name, each in out.items()}
    make_proposal(mentor_of(cohort, capacity=2), places["mentee has a suggestion"][Role.MENTEE], status="sent")
    make_proposal(places["mentor is full"][Role.MENTOR], mentee_of(cohort), status="draft")
    Enrolment.objects.filter(pk=places["mentor stepped back"][Role.MENTOR].pk).update(status="withdrawn")
    page = client.get(reverse("admin:matching_cohort_board", args=[cohort.pk])).content.decode()

    offered = {name: reverse("admin:matching_proposal_restore", args=[each.pk]) in page for name, each in out.items()}

    assert offered == BACK
    assert page.count("One of the two has somebody else by now, or no longer takes part.") == 3
    for name, can_be in BACK.items():
        act(client, "restore", out[name])
        out[name].refresh_from_db()
        assert (out[name].status == "draft") == can_be, name


def test_refusal_of_a_button_is_a_sentence_on_the_board(office):
    cohort, client, _by = office
    proposal = pair_named(cohort, 1, status="sent")

    for name in ("keep", "let_go", "remove", "restore"):
        assert "This has already changed, so nothing was done." in act(client, name, proposal).content.decode()


def test_board_compares_a_search_with_the_one_before_unless_some_were_sent_between(office):
    cohort, client, by = office
    mentor_of(cohort, "Speaking"), mentee_of(cohort, "Speaking")
    searched(cohort, by)
    assert "placed" not in board_text(client, cohort).partition("Last search")[2].partition("Proven")[0]

    mentor_of(cohort, "Sailing"), mentee_of(cohort, "Sailing")
    searched(cohort, by)
    assert "1 more mentee placed than in the search before. 0 pairs changed." in board_text(client, cohort)

    client.post(reverse("admin:matching_cohort_send", args=[cohort.pk]))
    mentor_of(cohort), mentee_of(cohort)
    searched(cohort, by)
    assert "pairs changed" not in board_text(client, cohort)
