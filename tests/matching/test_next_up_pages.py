"""What coordinators and the two people read where the next best follows by itself."""

import pytest
from django.urls import reverse

from matching.models import Policy, Proposal, policy_of
from matching.next_steps import look_after_pairs
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Programme, Role
from tests.conftest import coordinator
from tests.factories import at, make_proposal
from tests.matching.following import READY, SENT, SOON, TEAM, Round, tend, user_of
from tests.matching.office import board_text, text_of
from tests.matching.people import mentee_of, mentor_of, searched
from tests.matching.suggested import page_for, visible_text
from tests.matching.terms import usual_terms

pytestmark = pytest.mark.django_db


def address(here):
    return reverse("admin:matching_programme_policy", args=[here.cohort.programme_id])


def policy_now(here):
    return policy_of(Programme.objects.get(pk=here.cohort.programme_id))


def press(client, here, **data):
    return client.post(address(here), usual_terms(seen=policy_now(here).as_seen, **data), follow=True)


# --- the page that says how pairs are found ---


def test_coordinator_says_what_follows_and_the_page_says_how_often(sign_in):
    here = Round(TEAM)
    client = sign_in(here.by)

    saved = [press(client, here, next_up=next_up).status_code for next_up in (READY, SENT)]
    page = client.get(address(here))

    assert (saved, policy_now(here).next_up, policy_now(here).is_chosen) == ([200, 200], SENT, True)
    assert page.context["form"].initial["next_up"] == SENT
    assert "After 3 in a row for one mentee, you decide again. Nobody is told who declined." in text_of(page)
    press(client, here, next_up=TEAM)
    assert (policy_now(here).next_up, policy_now(here).is_chosen) == (TEAM, False)


@pytest.mark.parametrize("pairing", ["suggested", "chosen", "ranked"])
def test_where_people_choose_or_name_somebody_it_says_so_and_saves_nothing(sign_in, pairing):
    here = Round(TEAM)

    page = press(sign_in(here.by), here, next_up=READY, pairing=pairing)

    assert "where people choose, or name whom they would like, please leave it at the first answer" in text_of(page)
    assert not Policy.objects.filter(pairing=pairing).exists()


def test_second_of_two_who_change_it_is_told_what_stands(sign_in):
    here = Round(TEAM)
    client, seen = sign_in(here.by), policy_now(here).as_seen
    here.wish(SENT)

    page = client.post(address(here), usual_terms(seen=seen, next_up=READY), follow=True)

    assert "When a suggestion came to nothing The next best pair goes out by itself" in text_of(page)
    assert policy_now(here).next_up == SENT


# --- the board, Today and home ---


def test_board_says_what_follows_and_which_pair_did(sign_in):
    here, sent = Round(), Round(SENT)
    for each in (here, sent):
        mentee_of(each.cohort, "Sailing")
        searched(each.cohort, each.by)
        each.decline()
    texts = [board_text(sign_in(each.by), each.cohort) for each in (here, sent)]
    tend()

    waits, goes = (board_text(sign_in(each.by), each.cohort) for each in (here, sent))

    assert "the next best for its mentee waits here until you send it" in texts[0]
    assert "the next best for its mentee goes out by itself, from 9 to 5 on working days" in texts[1]
    assert [text.count("Next best") for text in (*texts, waits, goes)] == [0, 0, 1, 1]
    assert "Pairs have changed or ended since." in waits


def test_board_says_nothing_of_it_where_the_programme_team_looks(sign_in):
    here = Round(TEAM)
    mentee_of(here.cohort, "Sailing")
    searched(here.cohort, here.by)

    assert "comes to nothing, the next best" not in board_text(sign_in(here.by), here.cohort)


def test_coordinator_reads_that_the_next_best_is_ready():
    here = Round()
    person = coordinator("Cora Coordinator", "cora", here.cohort.programme)
    here.decline()
    tend()

    [step] = look_after_pairs(person)

    assert (step.title, step.number) == (f"Review the pairs of {here.cohort}", 1)
    assert step.text == (
        "The next best is ready for 1 mentee whose suggestion came to nothing. Nobody reads it before you send it."
    )
    make_proposal(mentor_of(here.cohort), mentee_of(here.cohort), status="draft")
    Proposal.objects.filter(origin="next").update(origin="run")
    [step] = look_after_pairs(person)
    assert step.text == "They are ready to be sent. Nobody reads a suggestion before you send it."


# --- the two people ---


def test_whoever_hears_of_it_reads_neither_who_said_no_nor_that_they_come_second(sign_in):
    here = Round(SENT)
    here.decline()
    [closed] = OutgoingMessage.objects.filter(kind="suggestion_closed")
    OutgoingMessage.objects.all().delete()

    tend()

    [proposal] = here.next_ones()
    with clock.standing_at(at(SOON)):
        pages = [visible_text(page_for(sign_in, proposal, role)) for role in Role.values]
    mails = [mail.mail_subject + mail.text for mail in OutgoingMessage.objects.all()]
    assert "The programme team knows, and we look for someone else." in closed.text
    assert [len(mails), len(pages)] == [2, 2]
    assert [word for word in (" Bo ", "Next best", "came to nothing") for text in mails + pages if word in text] == []


@pytest.mark.parametrize("next_up", [TEAM, READY, SENT])
def test_page_of_the_one_that_came_to_nothing_reads_the_same_whatever_follows(sign_in, next_up):
    here = Round(next_up)
    here.decline()
    before = [visible_text(page_for(sign_in, here.first, role)) for role in Role.values]

    tend()

    assert [visible_text(page_for(sign_in, here.first, role)) for role in Role.values] == before
    assert [text for text in before if "The programme team knows, and we look" not in text] == []
    assert user_of(here.first, Role.MENTEE) == here.ann.person.user
