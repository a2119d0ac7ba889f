"""The lists of the board and the choice of a mentor by hand, as a coordinator reads them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from matching.board import ROWS, board_of
from matching.choices import WORKED_OUT_UP_TO, choices_for
from matching.models import Proposal, Run
from matching.rules import rules_in_words
from matching.services import (
    accept_proposal,
    add_exclusion,
    decline_proposal,
    keep_proposal,
    pair_by_hand,
    remove_proposal,
    restore_proposal,
    send_proposals,
)
from mentoring.lib import clock
from programmes.models import Role
from tests.conftest import coordinator
from tests.factories import ProgrammeFactory, make_proposal
from tests.matching.people import mentee_of, mentor_of, open_cohort, pairs_of, searched

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(sign_in):
    """A cohort, its coordinator's client, and the coordinator."""
    programme = ProgrammeFactory()
    user = coordinator("Cora Coordinator", "cora", programme).user
    cohort, _by = open_cohort(programme=programme)
    return cohort, sign_in(user), user


def text_of(response):
    page = response.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index('<div id="content"') :]))


def board_text(client, cohort, query=""):
    return text_of(client.get(reverse("admin:matching_cohort_board", args=[cohort.pk]) + query))


def pair_named(cohort, number, status="draft", **fields):
    mentor = mentor_of(cohort, person__user__name=f"Mentor {number:03}", person__department__name="Design")
    mentee = mentee_of(cohort, person__user__name=f"Mentee {number:03}")
    return make_proposal(mentor, mentee, status=status, **fields)


def act(client, name, proposal, query="", **data):
    return client.post(reverse(f"admin:matching_proposal_{name}", args=[proposal.pk]) + query, data, follow=True)


def names_in(rows):
    return [pair.mentee.name for pair in rows.rows]


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
    assert f"Page 2 of 2, {ROWS + 2} pairs" in text
    assert f"Send {ROWS + 2} suggestions" in text


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "²", ""])
def test_page_that_nobody_can_mean_is_no_fault(office, page):
    cohort, client, _by = office
    pair_named(cohort, 1)

    assert "Mentee 001" in board_text(client, cohort, f"?drafts={page}")


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
    assert (found.to_send, found.placed, found.numbers.mentees) == (1, 2, 3)
    text = board_text(client, cohort, "?q=legal")
    assert "No pair to look at has this name or department." in text
    assert "Send 1 suggestion" in text


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
    assert "This round is over" not in before

    type(cohort).objects.filter(pk=cohort.pk).update(stage=stage)

    text = board_text(client, cohort)
    assert "This round is over" in text
    assert [words for words in buttons if words in text] == []
    address = reverse("admin:matching_mentee_mentor", args=[waiting.pk])
    assert "In this round no new pairs are looked for." in client.get(address, follow=True).content.decode()


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


def test_board_says_who_waits_for_whom_while_it_is_open(office):
    cohort, client, _by = office
    both, one = pair_named(cohort, 1, status="sent"), pair_named(cohort, 2, status="sent")
    accept_proposal(proposal=one, by=one.sides.get(role=Role.MENTOR).enrolment.person.user, no_line=True)
    day = date_format(both.reply_by, "D j M")

    text = board_text(client, cohort)

    assert f"Both are asked to answer by {day}." in text
    assert f"Mentor 002 said yes and waits for Mentee 002, until {day} at the latest." in text


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

    assert "The round runs from then on" in text_of(client.get(address))
    usual = (clock.today() + timedelta(days=10)).isoformat()
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


def test_refusal_of_a_button_is_a_sentence_on_the_board(office):
    cohort, client, _by = office
    proposal = pair_named(cohort, 1, status="sent")

    for name in ("keep", "let_go", "remove", "restore"):
        assert "This has already changed." in act(client, name, proposal).content.decode()


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


# --- a mentor by hand ---


def three():
    """One wish that two mentors meet, and another mentee whom only the first of them fits."""
    cohort, by = open_cohort()
    both, one = mentor_of(cohort, "Speaking", "Sailing"), mentor_of(cohort, "Speaking")
    speaking, sailing = mentee_of(cohort, "Speaking"), mentee_of(cohort, "Sailing")
    searched(cohort, by)
    assert pairs_of(cohort) == {(both, sailing), (one, speaking)}
    return cohort, by, both, one, speaking, sailing


def option(choices, mentor):
    return next(each for each in choices.options.rows if each.place == mentor.pk)


def test_choice_says_what_it_costs_everybody_and_whose_draft_gives_way():
    cohort, _by, both, one, speaking, sailing = three()
    boss = mentor_of(cohort)
    speaking.person.manager = boss.person
    speaking.person.save()

    choices = choices_for(speaking)

    assert (option(choices, one).cost, option(choices, one).is_now) == ("As good for everybody.", True)
    assert option(choices, both).cost == "70 points fewer in all."
    assert option(choices, both).gives_way == sailing.person.user.name
    assert (option(choices, boss).refusal, option(choices, boss).points, option(choices, boss).cost) == (
        "Ruled out",
        "",
        "",
    )
    assert [each.place for each in choices.options.rows][-1] == boss.pk


def test_choice_never_tells_a_private_wish_from_any_other_rule():
    cohort, _by = open_cohort()
    avoided, boss, lost, removed = (mentor_of(cohort) for _ in range(4))
    mentee = mentee_of(cohort)
    mentee.person.manager = boss.person
    mentee.person.save()
    add_exclusion(owner=mentee.person, excluded=avoided.person, by=mentee.person.user)
    make_proposal(lost, mentee, status=Proposal.Status.DECLINED)
    make_proposal(removed, mentee, status=Proposal.Status.REMOVED)

    choices = choices_for(mentee)

    assert {option(choices, each).refusal for each in (avoided, boss, lost, removed)} == {"Ruled out"}


def test_ruled_out_mentors_stand_together_by_name_and_all_rules_are_told_once(office):
    cohort, client, _by = office
    mentee = mentee_of(cohort)
    cleo, anna, _free = (mentor_of(cohort, person__user__name=name) for name in ("Cleo", "Anna", "Bea"))
    mentee.person.manager = cleo.person
    mentee.person.save()
    add_exclusion(owner=mentee.person, excluded=anna.person, by=mentee.person.user)

    text = text_of(client.get(reverse("admin:matching_mentee_mentor", args=[mentee.pk])))

    assert "Ruled out: Anna, Cleo" in text
    assert text.index("Bea") < text.index("Ruled out")
    assert text.count("so why a pair is ruled out is never shown.") == 1
    assert "somebody of the same manager, as far as the HR file names managers, nor with a mentor of a lower" in text


def test_rules_are_told_by_style():
    classic, reverse_ = (" ".join(rules_in_words(style, knows_managers=True)) for style in ("classic", "reverse"))
    unknown = [rules_in_words(style, knows_managers=False)[1] for style in ("classic", "reverse")]

    assert ("same manager" in classic, "lower grade" in classic, "higher grade" in classic) == (True, True, False)
    assert ("same manager" in reverse_, "lower grade" in reverse_, "higher grade" in reverse_) == (False, False, True)
    assert unknown == [f"Nobody is paired with a mentor of a {word} grade." for word in ("lower", "higher")]


def test_pair_taken_out_reads_the_same_whether_or_not_one_avoids_the_other():
    cohort, _by = open_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    make_proposal(mentor, mentee, status=Proposal.Status.REMOVED)
    before = option(choices_for(mentee), mentor)

    add_exclusion(owner=mentor.person, excluded=mentee.person, by=mentor.person.user)

    assert option(choices_for(mentee), mentor) == before


def test_choice_says_when_somebody_would_be_left_without_a_pair():
    cohort, _by = open_cohort()
    boss, other_boss = mentor_of(cohort), mentor_of(cohort)
    free, bound = mentee_of(cohort), mentee_of(cohort)
    bound.person.manager = other_boss.person
    bound.person.save()

    choices = choices_for(free)

    assert option(choices, boss).cost == "1 mentee fewer with a pair."
    assert option(choices, other_boss).cost == "As good for everybody."


def test_mentor_without_a_place_left_cannot_be_chosen():
    _cohort, by, both, _one, speaking, sailing = three()
    keep_proposal(proposal=Proposal.objects.get(sides__enrolment=sailing), by=by, keep=True)

    assert option(choices_for(speaking), both).refusal == "No place left"
    assert not choices_for(sailing).is_open


def test_choices_are_found_by_name_and_their_cost_left_out_where_it_is_too_much(monkeypatch):
    _cohort, _by, both, _one, speaking, _sailing = three()
    monkeypatch.setattr("matching.choices.WORKED_OUT_UP_TO", 1)

    choices = choices_for(speaking, looked_for=both.person.user.name.upper())

    assert [(each.place, each.cost) for each in choices.options.rows] == [(both.pk, "")]
    assert not choices.is_worked_out
    assert WORKED_OUT_UP_TO == 20_000


def test_choosing_on_the_page_makes_the_pair(office):
    cohort, client, _by = office
    mentor, mentee = mentor_of(cohort), mentee_of(cohort, person__user__name="Minh Mentee")
    address = reverse("admin:matching_mentee_mentor", args=[mentee.pk])

    page = text_of(client.get(address))
    answer = client.post(address, {"mentor": mentor.pk}, follow=True)

    assert "Choose a mentor for Minh Mentee" in page
    assert "Pair these two" in page
    assert "Paired by hand, kept" in text_of(answer)
    assert pairs_of(cohort) == {(mentor, mentee)}
    assert "There is a pair already" in text_of(client.get(address))
    assert client.post(address, {"mentor": mentor.pk}, follow=True).status_code == 200
    assert client.post(address, {"mentor": "nobody"}).status_code == 404


def test_choice_costs_the_same_number_of_queries_for_many_mentors(office):
    cohort, client, _by = office
    mentee = mentee_of(cohort, "Speaking")
    counts = []
    for number in (3, 20):
        for _ in range(number):
            mentor_of(cohort, "Speaking"), mentee_of(cohort, "Speaking")
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("admin:matching_mentee_mentor", args=[mentee.pk]))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 15


def test_pair_by_hand_stands_on_the_board_as_such(office):
    cohort, client, by = office
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)

    pair_by_hand(mentee=mentee, mentor=mentor, by=by)

    assert "Paired by hand, kept" in board_text(client, cohort)


BEST = "Proven: nobody can place more mentees"
CHANGED = "since then pairs were changed by hand or ended."


def proof(cohort):
    return board_of(cohort).proof


def test_board_claims_no_more_than_was_proven(office):
    cohort, client, by = office
    mentor_of(cohort), mentee_of(cohort)
    run = searched(cohort, by)
    assert BEST in board_text(client, cohort)

    keep_proposal(proposal=Proposal.objects.get(), keep=True, by=by)
    assert BEST in proof(cohort)

    mentor_of(cohort), mentee_of(cohort)
    again = searched(cohort, by)
    keep_proposal(proposal=Proposal.objects.get(run=run), keep=False, by=by)
    assert proof(cohort).startswith("Proven: beside the pairs kept or sent before, nobody can place more mentees")

    again.certificate["set_aside"] = 1
    again.save()
    assert "Proven for the pairs left" in board_text(client, cohort)


def test_proof_is_told_as_of_its_day_once_a_pair_was_made_by_hand(office):
    cohort, client, by, first, second = two_for_one(office)
    run = searched(cohort, by)
    found = Proposal.objects.get().sides.get(role=Role.MENTEE).enrolment
    other = second if found == first else first

    pair_by_hand(mentee=other, mentor=mentor_in(cohort), by=by)

    day = date_format(localtime(run.finished_at), "j F")
    assert proof(cohort) == f"Proven best when it was searched, on {day}; {CHANGED}"
    text = board_text(client, cohort)
    assert "Their mentor was given to somebody else by hand. Search again, or choose a mentor." in text
    assert "No search was made since" not in text


def two_for_one(office):
    cohort, client, by = office
    mentor_of(cohort)
    return cohort, client, by, mentee_of(cohort), mentee_of(cohort)


def mentor_in(cohort):
    return cohort.enrolments.get(role=Role.MENTOR)


def test_pair_that_went_for_another_reason_is_not_said_to_have_given_way_by_hand(office):
    cohort, client, by = office
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    searched(cohort, by)

    add_exclusion(owner=mentor.person, excluded=mentee.person, by=mentor.person.user)

    text = board_text(client, cohort)
    assert "The pair that was found for them no longer stands. Search again, or choose a mentor." in text
    assert CHANGED in text


def test_proof_holds_again_once_the_pair_is_put_back(office):
    cohort, _client, by = office
    mentor_of(cohort), mentee_of(cohort)
    searched(cohort, by)
    proposal = Proposal.objects.get()

    remove_proposal(proposal=proposal, by=by)
    assert CHANGED in proof(cohort)

    restore_proposal(proposal=proposal, by=by)
    assert BEST in proof(cohort)


def test_proof_stays_while_what_was_found_is_answered_yes_and_goes_with_a_no(office):
    cohort, _client, by = office
    mentor_of(cohort), mentee_of(cohort)
    searched(cohort, by)
    send_proposals(cohort=cohort, by=by)
    proposal = Proposal.objects.get()
    assert BEST in proof(cohort)

    decline_proposal(proposal=proposal, by=proposal.sides.first().enrolment.person.user)
    assert CHANGED in proof(cohort)


def test_proof_of_a_later_search_goes_once_a_pair_that_stood_beside_it_is_answered_no(office):
    cohort, _client, by = office
    mentor_of(cohort), mentee_of(cohort)
    searched(cohort, by)
    send_proposals(cohort=cohort, by=by)
    sent = Proposal.objects.get()
    mentor_of(cohort), mentee_of(cohort)
    searched(cohort, by)
    assert proof(cohort).startswith("Proven: beside the pairs kept or sent before")

    decline_proposal(proposal=sent, by=sent.sides.first().enrolment.person.user)
    assert proof(cohort).startswith("Proven best beside the pairs kept or sent before, when it was searched, on")
    assert CHANGED in proof(cohort)


def test_no_proof_is_claimed_where_none_is_kept(office):
    cohort, _client, by = office
    Run.objects.create(cohort=cohort, created_at=clock.now(), created_by=by, finished_at=clock.now())

    assert proof(cohort) == ""
