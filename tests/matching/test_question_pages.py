"""What the two read of a question before an answer, what they press, and that nobody else learns of it."""

import html
import re

import pytest
from django.urls import reverse

from matching.models import FirstQuestion, Proposal
from matching.services import accept_proposal, decline_proposal
from programmes.models import Role
from tests.conftest import coordinator
from tests.factories import make_request
from tests.matching.first_questions import OTHER, SAID, WORDS, ask, say
from tests.matching.office import board_text
from tests.matching.people import mentee_of, mentor_of, open_cohort, steps_of
from tests.matching.suggested import page_for, user_of, visible_text

pytestmark = pytest.mark.django_db
NAMES = {Role.MENTOR: "Maria Mentor", Role.MENTEE: "Minh Mentee"}
EACH = pytest.mark.parametrize("role", [Role.MENTOR, Role.MENTEE])


def ask_page(proposal):
    return reverse("matching:question-create", args=[proposal.pk])


def answer_page(proposal, question):
    return reverse("matching:question-answer", args=[proposal.pk, question.pk])


def text_for(sign_in, proposal, role):
    return visible_text(page_for(sign_in, proposal, role))


def text_of(response):
    return html.unescape(visible_text(response.content.decode()))


def send(sign_in, proposal, role, url, words):
    return sign_in(user_of(proposal, role)).post(url, {"words": words}, follow=True)


# --- the page of the suggestion ---


@EACH
def test_page_offers_a_question_beside_the_answer(sign_in, proposal, role):
    page = page_for(sign_in, proposal, role)

    assert f'<a class="btn btn-link" href="{ask_page(proposal)}">Ask a question first</a>' in page
    assert page.count("btn-primary") == 1
    assert "Questions to each other" not in page


@EACH
def test_both_read_a_question_and_what_was_said_to_it(sign_in, proposal, role):
    other = OTHER[role]
    question = ask(proposal, role)

    waits, asked = (page_for(sign_in, proposal, each) for each in (role, other))
    say(question, other)
    done, said = (text_for(sign_in, proposal, each) for each in (role, other))

    assert f"You asked {WORDS} No answer yet." in visible_text(waits)
    assert f'"{ask_page(proposal)}"' not in waits
    assert f"{NAMES[role]} asks you {WORDS} Answer in a few words" in visible_text(asked)
    assert answer_page(proposal, question) in asked
    assert (waits.count('id="asked-first"'), asked.count('id="asked-first"')) == (1, 1)
    assert (waits.count("btn-primary"), asked.count("btn-primary")) == (1, 1)
    assert f"You asked {WORDS} {NAMES[other]} answered {SAID}" in done
    assert "Ask another question first" in done
    assert f"{NAMES[role]} asks you {WORDS} You answered {SAID}" in said
    assert "Ask a question first" in said
    assert "Ask another question first" not in said


def test_after_two_nothing_more_can_be_asked(sign_in, proposal):
    for number in range(2):
        say(ask(proposal, words=f"{WORDS} {number}"))

    assert f'"{ask_page(proposal)}"' not in page_for(sign_in, proposal, Role.MENTEE)
    assert ask_page(proposal) in page_for(sign_in, proposal, Role.MENTOR)


def test_who_said_yes_reads_and_answers_a_question_and_asks_none(sign_in, proposal):
    accept_proposal(proposal=proposal, by=user_of(proposal, Role.MENTOR), no_line=True)
    question = ask(proposal, Role.MENTEE)

    page = page_for(sign_in, proposal, Role.MENTOR)

    assert answer_page(proposal, question) in page
    assert f'"{ask_page(proposal)}"' not in page


def test_page_of_what_has_ended_tells_nothing_of_it(sign_in, proposal):
    say(ask(proposal))
    decline_proposal(proposal=proposal, by=user_of(proposal, Role.MENTOR))

    for role in OTHER:
        assert "Questions to each other" not in text_for(sign_in, proposal, role)


def test_words_are_shown_as_they_are_and_never_as_markup(sign_in, proposal):
    ask(proposal, words="<b>Bold</b>\n\nand & more")

    page = page_for(sign_in, proposal, Role.MENTOR)

    assert "<p>&lt;b&gt;Bold&lt;/b&gt;</p>\n\n<p>and &amp; more</p>" in page


# --- asking and answering ---


def test_asking_leads_back_to_the_suggestion_and_says_what_follows(sign_in, proposal):
    response = send(sign_in, proposal, Role.MENTEE, ask_page(proposal), WORDS)

    assert response.redirect_chain == [(proposal.get_absolute_url(), 302)]
    assert "Asked. We write to you when there is an answer" in text_of(response)
    assert FirstQuestion.objects.get().words == WORDS


def test_page_to_ask_says_who_reads_it_and_that_the_day_stays(sign_in, proposal):
    page = text_of(sign_in(user_of(proposal, Role.MENTEE)).get(ask_page(proposal)))

    assert "Only the two of you read it." in page
    assert "The suggestion stays open until" in page
    assert (
        "Your question and the answer are for you two and are deleted once both have answered, or the suggestion has"
        " closed." in page
    )


@pytest.mark.parametrize(
    ("words", "refusal"),
    [("", "Please write something first."), ("x" * 501, "Please keep to 500 characters; these are 501.")],
    ids=["empty", "long"],
)
def test_what_cannot_be_sent_comes_back_with_the_reason(sign_in, proposal, words, refusal):
    response = send(sign_in, proposal, Role.MENTEE, ask_page(proposal), words)

    assert response.status_code == 200
    assert refusal in text_of(response)
    assert words in response.content.decode()
    assert not FirstQuestion.objects.exists()


def test_answering_leads_back_to_the_suggestion(sign_in, proposal):
    question = ask(proposal)
    url = answer_page(proposal, question)

    shown = text_of(sign_in(user_of(proposal, Role.MENTOR)).get(url))
    response = send(sign_in, proposal, Role.MENTOR, url, SAID)

    assert f"Minh Mentee asks you {WORDS}" in shown
    assert response.redirect_chain == [(proposal.get_absolute_url(), 302)]
    assert "Your answer is on its way." in text_of(response)
    assert FirstQuestion.objects.get().answer == SAID


def test_pages_lead_back_where_nothing_is_to_be_done(sign_in, proposal):
    question = say(ask(proposal))
    ask(proposal, words="And where?")

    for role, url in ((Role.MENTEE, ask_page(proposal)), (Role.MENTOR, answer_page(proposal, question))):
        response = sign_in(user_of(proposal, role)).get(url)
        assert (response.status_code, response.url) == (302, proposal.get_absolute_url())


def test_own_question_is_not_answered_and_that_of_another_suggestion_is_not_found(sign_in, proposal):
    question = ask(proposal)
    other = make_request(mentee_of(proposal.cohort), mentor_of(proposal.cohort))
    asked_there = ask(other, Role.MENTOR)

    for role, key in ((Role.MENTEE, question), (Role.MENTOR, asked_there)):
        client = sign_in(user_of(proposal, role))
        for method in (client.get, client.post):
            assert method(answer_page(proposal, key), {"words": SAID}).status_code == 404


def test_what_was_typed_comes_back_where_the_suggestion_ended_meanwhile(sign_in, proposal):
    question = ask(proposal)
    decline_proposal(proposal=proposal, by=user_of(proposal, Role.MENTEE))

    for url, words in ((ask_page(proposal), WORDS), (answer_page(proposal, question), SAID)):
        response = send(sign_in, proposal, Role.MENTOR, url, words)

        assert response.status_code == 409
        assert "This suggestion is no longer open, so nothing was sent." in text_of(response)
        assert words in html.unescape(response.content.decode())
    for url in (ask_page(proposal), answer_page(proposal, question)):
        assert sign_in(user_of(proposal, Role.MENTOR)).get(url).url == proposal.get_absolute_url()


def test_another_question_while_one_waits_comes_back_with_its_words(sign_in, proposal):
    ask(proposal)

    response = send(sign_in, proposal, Role.MENTEE, ask_page(proposal), "CANARY, too")

    assert response.status_code == 409
    assert "Your last question still waits for its answer" in text_of(response)
    assert "CANARY, too" in response.content.decode()


# --- home ---


def step_of(proposal, role):
    steps = steps_of(user_of(proposal, role).profile)
    assert len(steps) <= 1
    return [(step.title, step.button, step.url) for step in steps]


@EACH
def test_next_step_tells_of_a_question_and_then_of_its_answer(proposal, role):
    other = OTHER[role]
    before = {each: step_of(proposal, each) for each in OTHER}

    question = ask(proposal, role)
    url = f"{proposal.get_absolute_url()}#asked-first"
    assert step_of(proposal, other) == [(f"{NAMES[role]} asks you something first", "Read the question", url)]
    assert step_of(proposal, role) == before[role]

    say(question, other)
    assert step_of(proposal, role) == [(f"{NAMES[other]} has answered your question", "Read the answer", url)]
    assert step_of(proposal, other) == before[other]


def test_next_step_of_whoever_said_yes_is_the_question_and_nothing_after_it(proposal):
    accept_proposal(proposal=proposal, by=user_of(proposal, Role.MENTOR), no_line=True)
    question = ask(proposal, Role.MENTEE)

    [(title, _button, _url)] = step_of(proposal, Role.MENTOR)
    say(question)

    assert title == "Minh Mentee asks you something first"
    assert step_of(proposal, Role.MENTOR) == []


def test_yes_of_whoever_asked_is_not_told_by_the_step_of_the_other(proposal):
    ask(proposal, Role.MENTEE)
    before = steps_of(user_of(proposal, Role.MENTOR).profile)

    accept_proposal(proposal=Proposal.objects.get(), by=user_of(proposal, Role.MENTEE), no_line=True)

    assert steps_of(user_of(proposal, Role.MENTOR).profile) == before
    assert step_of(proposal, Role.MENTEE) == []


def test_step_names_the_day_to_answer_by():
    cohort, _by = open_cohort(stage="running", programme__name="Open doors")
    request = make_request(mentee_of(cohort, person__user__name="Ada Asks"), mentor_of(cohort))
    say(ask(request, Role.MENTOR), Role.MENTEE)

    [step] = steps_of(user_of(request, Role.MENTOR).profile)

    assert step.title == "Ada Asks has answered your question"
    assert re.search(r"^In Open doors\. Please answer the suggestion itself by \w+ \d+ \w+\.", step.text)


# --- nobody else ---


def test_office_is_the_same_before_and_after(sign_in, proposal):
    carla = sign_in(coordinator("Carla Coordinator", "carla", proposal.cohort.programme))
    before = [board_text(carla, proposal.cohort), text_of(carla.get("/")), text_of(carla.get(reverse("desk:today")))]

    say(ask(proposal))
    ask(proposal, Role.MENTOR)

    after = [board_text(carla, proposal.cohort), text_of(carla.get("/")), text_of(carla.get(reverse("desk:today")))]
    assert after == before
