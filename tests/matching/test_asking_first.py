"""A question before an answer: who may ask and answer what, and that nothing of it outlives its suggestion."""

import pytest

from matching.models import FirstQuestion, Proposal
from matching.services import (
    accept_proposal,
    answer_question,
    decline_proposal,
    end_cohort,
    lapse_due_proposals,
    send_again,
)
from matching.services.answers import close_impossible
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.too_late import Gone, TooLate
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.policies import is_wanted
from participants.models import Profile
from participants.services import let_leavers_go
from programmes.models import Role
from programmes.services import withdraw_enrolment
from tests.factories import ProfileFactory, in_days, make_proposal, make_request
from tests.flows.readable import can_be_read_in
from tests.matching.at_once import at_once, no_of
from tests.matching.first_questions import OTHER, SAID, WORDS, ask, mails, say
from tests.matching.people import mentee_of, mentor_of, open_cohort
from tests.matching.suggested import user_of

pytestmark = pytest.mark.django_db
EACH = pytest.mark.parametrize("role", [Role.MENTOR, Role.MENTEE])


def address_of(proposal, role):
    return user_of(proposal, role).email


def answer_yes(proposal, role):
    accept_proposal(proposal=Proposal.objects.get(pk=proposal.pk), by=user_of(proposal, role), no_line=True)


# --- asking ---


@EACH
def test_either_may_ask_and_the_other_one_alone_is_told(proposal, role):
    reply_by = proposal.reply_by

    question = ask(proposal, role)

    assert (question.words, question.number, question.answer) == (WORDS, 1, None)
    assert mails() == [("question_asked", address_of(proposal, OTHER[role]), "due")]
    proposal.refresh_from_db()
    assert (proposal.status, proposal.reply_by) == ("sent", reply_by)
    assert set(proposal.sides.values_list("answer", flat=True)) == {"waiting"}


def test_pressed_twice_it_is_one_question_and_one_mail(proposal):
    assert ask(proposal) == ask(proposal)

    assert FirstQuestion.objects.count() == len(mails()) == 1


def test_second_waits_for_the_first_and_there_is_no_third(proposal):
    first = ask(proposal)
    with pytest.raises(TooLate, match="still waits"):
        ask(proposal, words="And where?")
    say(first)
    say(ask(proposal, words="And where?"))

    with pytest.raises(TooLate, match="two questions"):
        ask(proposal, words="And when?")

    assert list(FirstQuestion.objects.values_list("number", flat=True)) == [1, 2]


def test_both_may_ask_at_the_same_time(proposal):
    for role in OTHER:
        ask(proposal, role)

    assert FirstQuestion.objects.unanswered().count() == 2


def test_whoever_has_answered_asks_nothing_first_but_can_be_asked(proposal):
    answer_yes(proposal, Role.MENTOR)

    with pytest.raises(TooLate, match="answered this suggestion already"):
        ask(proposal, Role.MENTOR)

    assert say(ask(proposal, Role.MENTEE)).answer == SAID


def test_whoever_was_asked_to_be_a_pair_may_ask_first_and_the_one_who_asked_may_not():
    cohort, _by = open_cohort(stage="running")
    request = make_request(mentee_of(cohort), mentor_of(cohort))

    ask(request, Role.MENTOR)
    with pytest.raises(TooLate):
        ask(request, Role.MENTEE)

    assert mails() == [("question_asked", address_of(request, Role.MENTEE), "due")]


def test_nobody_else_asks_or_answers(proposal):
    stranger, question = ProfileFactory().user, ask(proposal)

    with pytest.raises(Refused, match="not yours"):
        ask(proposal, by=stranger)
    with pytest.raises(Refused, match="not yours"):
        say(question, by=stranger)
    with pytest.raises(Gone):
        say(question, Role.MENTEE)


@pytest.mark.parametrize("status", ["draft", "removed"])
def test_what_was_not_sent_is_nobodys_to_ask_about(status):
    cohort, _by = open_cohort()
    proposal = make_proposal(mentor_of(cohort), mentee_of(cohort), status=status)

    with pytest.raises(Refused, match="not yours"):
        ask(proposal)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [(" \n ", "write something"), ("x" * 501, "these are 501")],
    ids=["empty", "long"],
)
def test_words_are_neither_missing_nor_long(proposal, words, refusal):
    question = ask(proposal, words="x" * 500)

    with pytest.raises(Refused, match=refusal):
        ask(proposal, Role.MENTOR, words=words)
    with pytest.raises(Refused, match=refusal):
        say(question, words=words)


def test_lines_stay_lines_and_count_once_each(proposal):
    words = "\r\n".join(["x" * 49] * 10)  # 499 letters for whoever wrote them

    assert ask(proposal, words=words).words == words.replace("\r", "")


# --- answering ---


def test_answer_is_told_to_whoever_asked_and_is_no_answer_to_the_suggestion(proposal):
    question = say(ask(proposal))

    assert (question.words, question.answer) == (WORDS, SAID)
    assert mails() == [
        ("question_answered", address_of(proposal, Role.MENTEE), "due"),
        # Whoever answers before the mail has left needs none.
        ("question_asked", address_of(proposal, Role.MENTOR), "cancelled"),
    ]
    assert set(proposal.sides.values_list("answer", flat=True)) == {"waiting"}


def test_answer_pressed_twice_is_one_and_another_is_refused(proposal):
    question = ask(proposal)
    for _press in range(2):
        say(question)

    with pytest.raises(TooLate, match="answered this question already"):
        say(question, words="Or every week.")

    assert FirstQuestion.objects.get().answer == SAID
    assert [kind for kind, _address, _state in mails()] == ["question_answered", "question_asked"]


def test_mail_of_a_question_is_wanted_until_it_is_answered_and_that_of_an_answer_while_the_suggestion_is_open(proposal):
    question = ask(proposal)
    asked = OutgoingMessage.objects.get(kind="question_asked")
    before = is_wanted(asked)
    say(question)
    answered = OutgoingMessage.objects.get(kind="question_answered")

    assert (before, is_wanted(asked), is_wanted(answered)) == (True, False, True)
    decline_proposal(proposal=proposal, by=user_of(proposal, Role.MENTOR))
    assert (is_wanted(asked), is_wanted(answered)) == (False, False)


def test_neither_mail_says_what_was_written(proposal):
    say(ask(proposal))

    written = [part for mail in OutgoingMessage.objects.all() for part in (mail.mail_subject, mail.text, mail.html)]
    assert any(written)
    assert not any(can_be_read_in((part or "").encode()) for part in written)


def test_nobody_learns_from_the_record_that_something_was_asked(proposal):
    before = set(AuditEvent.objects.values_list("pk", flat=True))

    say(ask(proposal))

    assert set(AuditEvent.objects.values_list("pk", flat=True)) == before


# --- the end ---


def both_say_yes(proposal):
    for role in OTHER:
        answer_yes(proposal, role)


def one_says_no(proposal):
    decline_proposal(proposal=proposal, by=user_of(proposal, Role.MENTOR))


def its_day_is_over(proposal):
    with clock.standing_at(proposal.lapses_at):
        lapse_due_proposals()


def a_place_is_given_back(proposal):
    place = proposal.sides.get(role=Role.MENTEE).enrolment
    withdraw_enrolment(enrolment=place, by=place.person.user)


def somebody_leaves(proposal):
    Profile.objects.filter(user=user_of(proposal, Role.MENTOR)).update(last_day=in_days(-1))
    let_leavers_go()


def the_round_closes(proposal):
    end_cohort(cohort=proposal.cohort, by=ProfileFactory().user)


def it_became_impossible(proposal):
    close_impossible(proposal=proposal, by=user_of(proposal, Role.MENTEE))


ENDS = [
    both_say_yes,
    one_says_no,
    its_day_is_over,
    a_place_is_given_back,
    somebody_leaves,
    the_round_closes,
    it_became_impossible,
]


@pytest.mark.parametrize("ends", ENDS)
def test_whatever_ends_a_suggestion_deletes_what_was_asked_in_it(proposal, ends):
    say(ask(proposal, Role.MENTEE), Role.MENTOR)
    ask(proposal, Role.MENTOR)

    ends(proposal)

    proposal.refresh_from_db()
    assert proposal.status != "sent"
    assert not FirstQuestion.objects.exists()
    assert {state for _kind, _address, state in mails()} == {"cancelled"}


def test_end_of_one_suggestion_leaves_what_was_asked_in_another(proposal):
    other = make_proposal(mentor_of(proposal.cohort), mentee_of(proposal.cohort))
    ask(proposal)
    kept = ask(other)

    one_says_no(proposal)

    assert list(FirstQuestion.objects.all()) == [kept]
    assert ("question_asked", address_of(other, Role.MENTOR), "due") in mails()


@pytest.mark.parametrize("ends", [one_says_no, both_say_yes])
def test_nothing_is_asked_or_answered_once_it_has_ended(proposal, ends):
    question = ask(proposal)
    found = FirstQuestion.objects.select_related("asked_by__proposal__cohort").get(pk=question.pk)
    ends(proposal)

    with pytest.raises(TooLate, match="othing was sent"):
        ask(proposal)
    with pytest.raises(TooLate, match="othing was sent"):
        answer_question(question=found, words=SAID, by=user_of(proposal, Role.MENTOR))

    assert not FirstQuestion.objects.exists()


def test_suggestion_sent_again_begins_without_questions(proposal):
    for _question in range(FirstQuestion.MOST):
        say(ask(proposal, words=f"{WORDS} {_question}"))
    its_day_is_over(proposal)
    send_again(proposal=Proposal.objects.get(pk=proposal.pk), by=ProfileFactory().user)

    assert ask(proposal).number == 1


@pytest.mark.django_db(transaction=True)
def test_question_asked_while_the_other_one_says_no_is_there_at_no_end():
    for _try in range(5):
        cohort, _by = open_cohort(stage="running")
        proposal = make_proposal(mentor_of(cohort), mentee_of(cohort))

        asked, declined = at_once(lambda: ask(proposal), no_of(proposal, Role.MENTOR))  # noqa: B023

        assert declined == "done"
        assert asked == "done" or isinstance(asked, TooLate)
        assert not FirstQuestion.objects.exists()
        assert Proposal.objects.get(pk=proposal.pk).status == "declined"


@pytest.mark.django_db(transaction=True)
def test_pressed_in_two_windows_at_once_it_is_one_question(proposal):
    assert at_once(*[lambda: ask(proposal)] * 4) == ["done"] * 4

    assert FirstQuestion.objects.count() == len(mails()) == 1
