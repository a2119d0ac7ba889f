"""What the two read of a question that one asked the other, what they press, and what the office sees of it."""

import re

import pytest
from django.urls import reverse

from matching.board import board_of
from matching.models import Proposal
from matching.next_steps import look_after_pairs
from matching.reports import unanswered
from matching.services import accept_proposal, decline_proposal
from mentoring.desk.today import closing_soon
from participants.models import Profile
from programmes.models import Cohort
from tests.conftest import coordinator
from tests.factories import (
    ProfileFactory,
    ProgrammeFactory,
    in_days,
    make_request,
)
from tests.matching.choosing import ask, choosing_cohort, list_of, press, seen
from tests.matching.office import board_text
from tests.matching.people import mentee_of, mentor_of

pytestmark = pytest.mark.django_db
Status = Proposal.Status


# --- asking, and the answer ---


def test_press_asks_and_shows_what_happens_next(sign_in):
    cohort, _by = choosing_cohort()
    mentee, mentor = mentee_of(cohort), mentor_of(cohort, person__user__name="Ada Asked")

    text = press(sign_in, mentee, mentor)

    assert "Asked. We write to you as soon as there is an answer." in text or "You asked Ada Asked" in text
    assert "We wait for the answer of Ada Asked" in text
    assert "Take the question back" in text


def test_page_before_a_question_is_taken_back_says_that_the_one_asked_leaves_the_list(sign_in):
    cohort, _by = choosing_cohort()
    mentee, mentor = mentee_of(cohort), mentor_of(cohort, person__user__name="Ada Asked")
    proposal = ask(mentee, mentor)
    address = reverse("matching:proposal-decline", args=[proposal.pk])

    text = seen(sign_in, mentee, address)
    sign_in(mentee.person).post(address)

    assert "Afterwards you can choose somebody else; Ada Asked is then no longer on your list." in text
    assert "Ada Asked" not in seen(sign_in, mentee)


def test_one_who_was_faster_is_told_in_a_sentence(sign_in):
    cohort, _by = choosing_cohort(stage="running")
    mentee, mentor = mentee_of(cohort), mentor_of(cohort, person__user__name="Ada Asked")
    ask(mentee_of(cohort), mentor)

    page = sign_in(mentee.person).post(reverse("matching:choice-ask", args=[mentee.pk, mentor.pk]), follow=True)

    assert "Ada Asked is no longer free for you to ask; perhaps somebody was faster." in page.content.decode()
    assert page.redirect_chain[-1][0] == list_of(mentee)


def test_where_managers_are_not_known_one_question_comes_first(sign_in):
    cohort, _by = choosing_cohort()
    mentee, mentor = mentee_of(cohort), mentor_of(cohort, person__user__name="Ada Asked")

    asked = press(sign_in, mentee, mentor, line="")
    refused = press(sign_in, mentee, mentor, line="yes")

    assert "Are you and Ada Asked in each other’s reporting line" in asked
    assert "Choose a mentor" in refused
    assert not Proposal.objects.exists()
    assert "We wait for the answer of Ada Asked" in press(sign_in, mentee, mentor, line="no")


def test_question_about_lines_is_not_asked_where_managers_are_known(sign_in):
    cohort, _by = choosing_cohort()
    mentee, mentor = (
        place(cohort, person__manager=ProfileFactory(manager=ProfileFactory())) for place in (mentee_of, mentor_of)
    )

    page = sign_in(mentee.person).get(reverse("matching:choice-ask", args=[mentee.pk, mentor.pk]))

    assert page.url == list_of(mentee)


def test_one_who_is_asked_reads_who_and_why_and_what_each_answer_does(sign_in):
    cohort, _by = choosing_cohort(stage="running")
    mentee, mentor = mentee_of(cohort, "Speaking", person__user__name="Ben Bold"), mentor_of(cohort, "Speaking")
    proposal = ask(mentee, mentor)

    text = seen(sign_in, mentor, proposal.get_absolute_url())

    assert "Ben Bold asks you to be their mentor" in text
    assert "You offer what comes first on this mentee’s wish list: Speaking." in text
    assert "Ben Bold chose you among those who fit, and has said yes." in text
    assert "Yes, I would like to start" in text
    assert "decides on the other’s pay or promotion, please press “Not this time”" in text


def test_answers_read_kindly_on_both_sides(sign_in):
    cohort, _by = choosing_cohort(stage="running")
    mentee, mentor = mentee_of(cohort, person__user__name="Ben Bold"), mentor_of(cohort, person__user__name="Ada Asked")
    proposal = ask(mentee, mentor)
    address = proposal.get_absolute_url()
    no = seen(sign_in, mentor, reverse("matching:proposal-decline", args=[proposal.pk]))
    page = sign_in(mentor.person).post(reverse("matching:proposal-decline", args=[proposal.pk]), follow=True)

    assert "Ben Bold reads only that the two of you do not become a pair this time, and never why" in no
    assert "Thank you for telling us. Nobody is told why." in page.content.decode()
    assert "Thank you for your answer" in seen(sign_in, mentor, address)
    asker = seen(sign_in, mentee, address)
    assert "Not this time" in asker
    assert "Choose somebody else" in asker
    assert "programme team" not in asker


def test_question_can_be_taken_back(sign_in):
    cohort, _by = choosing_cohort(stage="running")
    mentee, mentor = mentee_of(cohort, person__user__name="Ben Bold"), mentor_of(cohort)
    proposal = ask(mentee, mentor)
    address = reverse("matching:proposal-decline", args=[proposal.pk])

    before = seen(sign_in, mentee, address)
    page = sign_in(mentee.person).post(address, follow=True)

    assert "Afterwards you can choose somebody else;" in before
    assert "Taken back. You can choose somebody else." in page.content.decode()
    assert "You took the question back" in seen(sign_in, mentee, proposal.get_absolute_url())
    theirs = seen(sign_in, mentor, proposal.get_absolute_url())
    assert "Ben Bold had asked you" in theirs
    assert "Not this time" in theirs


def test_reporting_line_ends_a_question_without_blame(sign_in):
    cohort, _by = choosing_cohort(stage="running")
    mentee, mentor = mentee_of(cohort), mentor_of(cohort)
    Profile.objects.update(manager=None)
    proposal = ask(mentee, mentor, no_line=True)

    asks = seen(sign_in, mentor, reverse("matching:proposal-line", args=[proposal.pk]))
    page = sign_in(mentor.person).post(
        reverse("matching:proposal-accept", args=[proposal.pk]), {"line": "yes"}, follow=True
    )

    assert "If so, you two do not become a pair." in asks
    assert "Then you two do not become a pair; nobody is told why." in page.content.decode()


def test_question_that_closed_says_so_to_the_silent_one(sign_in):
    cohort, _by = choosing_cohort(stage="running")
    mentor = mentor_of(cohort)
    lapsed = make_request(mentee_of(cohort), mentor, status=Status.LAPSED)

    text = seen(sign_in, mentor, lapsed.get_absolute_url())

    assert "This question has closed" in text
    assert "Nothing is held against you." in text


# --- what the office sees ---


@pytest.fixture
def office_of_choosers(sign_in):
    programme = ProgrammeFactory()
    user = coordinator("Cora Coordinator", "cora", programme).user
    cohort, _by = choosing_cohort(programme=programme, stage="running")
    return cohort, sign_in(user), user


def test_board_says_who_chooses_and_shows_open_questions_alone(office_of_choosers):
    cohort, client, _user = office_of_choosers
    wanted, unwanted = mentor_of(cohort, person__user__name="Wim Wanted"), mentor_of(cohort)
    mentee = mentee_of(cohort, person__user__name="Ben Bold")
    declined = ask(mentee, unwanted)
    decline_proposal(proposal=declined, by=unwanted.person.user)
    lapsed = make_request(mentee_of(cohort), mentor_of(cohort), status=Status.LAPSED)

    alone = board_of(cohort)
    ask(mentee, wanted)
    text = board_text(client, cohort)

    assert alone.sent.rows == []
    assert {reason for waiting in alone.without.rows for reason in waiting.why} == {
        "No search was made since this person got a place."
    }
    assert "Here mentees choose for themselves" in text
    assert "One of the two asked the other. It is open until" in text
    assert not unanswered(Proposal.objects.filter(pk=lapsed.pk)).exists()


def test_board_shows_the_pair_that_comes_of_a_question(office_of_choosers):
    cohort, _client, _user = office_of_choosers
    mentee, mentor = mentee_of(cohort), mentor_of(cohort)
    accept_proposal(proposal=ask(mentee, mentor), by=mentor.person.user, no_line=True)

    assert [pair.state for pair in board_of(cohort).sent.rows] == ["both said yes"]


def test_coordinator_is_not_asked_to_search_where_people_choose(office_of_choosers):
    cohort, _client, user = office_of_choosers
    mentor_of(cohort)
    mentee_of(cohort)
    person = Profile.objects.get(user=user)
    Cohort.objects.update(stage="matching")
    assert look_after_pairs(person) == []

    Cohort.objects.update(stage="registration", registration_ends_on=in_days(-1))
    [let_choose] = look_after_pairs(person)
    Cohort.objects.update(stage="running")
    [lonely] = look_after_pairs(person)

    assert (let_choose.title, let_choose.button) == (f"Let people choose in {cohort}", "End registration")
    assert let_choose.url == reverse("admin:programmes_cohort_match", args=[cohort.pk])
    assert "people choose for themselves. You can find somebody for these as well." in lonely.text


def test_question_that_closes_soon_is_nothing_for_a_coordinator(office_of_choosers):
    cohort, _client, user = office_of_choosers
    request = make_request(mentee_of(cohort), mentor_of(cohort))
    Proposal.objects.filter(pk=request.pk).update(reply_by=in_days(1))

    assert closing_soon(Profile.objects.get(user=user)) == []


def test_page_of_the_rules_says_who_chooses(office_of_choosers, sign_in):
    cohort, client, _user = office_of_choosers
    address = reverse("admin:matching_programme_policy", args=[cohort.programme_id])

    page = client.get(address).content.decode()

    assert "Mentees: each reads of the five mentors who fit best, and asks one" in page
    assert re.search(r'value="suggested"[^>]*checked', page)
