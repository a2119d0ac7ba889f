"""“Prefer not to say” is a choice like another while one answers, and no answer ever."""

import json

import pytest
from django.urls import reverse

from feedback.models import Draft, Invitation
from feedback.services import answers_so_far, close_run, keep_answers, record_answers
from mentoring.lib.errors import Refused
from mentoring.lib.forms import PREFER_NOT_TO_SAY
from tests.feedback.population import all_items
from tests.feedback.survey_pages import part, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(open_run):
    return open_run(["Sales"] * 6).invitations.select_related("run").first()


def chosen_on(page):
    form = page.context["form"]
    return {name: value for name, value in form.initial.items() if name in form.fields}


def test_it_is_still_chosen_after_going_on_and_back(client, invitation):
    client.post(part(invitation, 1), {"time": PREFER_NOT_TO_SAY, "rhythm": "4"})
    back = client.post(part(invitation, 2), {"aim": PREFER_NOT_TO_SAY, "back": "yes"})

    first, second = client.get(back.url), client.get(part(invitation, 2))

    assert chosen_on(first) == {"time": PREFER_NOT_TO_SAY, "rhythm": "4"}
    assert chosen_on(second) == {"aim": PREFER_NOT_TO_SAY}
    assert [page.content.decode().count(" checked") for page in (first, second)] == [2, 1]
    assert "Saved: 1 of 8 answered." in first.content.decode()


def test_it_is_still_chosen_where_nothing_else_is(client, invitation):
    client.post(part(invitation, 1), {"time": PREFER_NOT_TO_SAY})
    later = client.post(part(invitation, 2), {"later": "yes"}, follow=True).content.decode()
    page = client.get(part(invitation, 1)).content.decode()

    assert "<h1>Saved for now</h1>" in later
    assert "counts" not in later
    assert page.count(" checked") == 1
    assert "Saved:" not in page


def test_it_can_be_changed_to_an_answer_and_back(client, invitation):
    said = []
    for option in (PREFER_NOT_TO_SAY, "2", PREFER_NOT_TO_SAY):
        client.post(part(invitation, 1), {"time": option})
        said.append(answers_so_far(invitation))

    assert said == [{}, {"time": 2}, {}]


def test_whoever_is_done_with_answers_to_others_finds_it_again(client, invitation):
    client.post(part(invitation, 1), {"time": PREFER_NOT_TO_SAY, "rhythm": "4"})
    client.post(part(invitation, 3), {})

    assert chosen_on(client.get(part(invitation, 1))) == {"time": PREFER_NOT_TO_SAY, "rhythm": "4"}


def test_whoever_would_rather_not_after_choosing_nothing_else_is_not_asked_about_answers(client, invitation):
    client.post(part(invitation, 1), {"time": PREFER_NOT_TO_SAY})

    left = client.post(part(invitation, 2), {"leave": "yes"}, follow=True).content.decode()

    assert "Nothing of you is kept, and you are not reminded." in left
    assert Draft.objects.count() == 0


def test_nothing_is_kept_of_whoever_takes_everything_back_after_having_answered(client, invitation):
    record_answers(invitation=invitation, answers={"time": 2})

    left = client.post(part(invitation, 1), {"time": PREFER_NOT_TO_SAY, "later": "yes"}, follow=True).content.decode()

    assert "Nothing of you is kept" in left
    assert Draft.objects.count() == 0


def test_it_is_counted_nowhere(invitation):
    """Five answered; the sixth chose not to say and never came to the end. That is nobody who answered."""
    first, *others = Invitation.objects.filter(run=invitation.run)
    for each in others:
        record_answers(invitation=each, answers=all_items(4))
    keep_answers(invitation=first, answers={}, asked=["time"], not_said=["time"], is_done=False)

    figures = close_run(run=invitation.run).figures

    assert figures["answered"] == 5
    assert [sum(leaf["items"]["time"]) for leaf in figures["leaves"]] == [5]


def test_four_answers_and_one_who_prefers_not_to_say_are_too_few_to_show(invitation):
    first, *others = Invitation.objects.filter(run=invitation.run)[:5]
    for each in others:
        record_answers(invitation=each, answers=all_items(4))
    keep_answers(invitation=first, answers={}, asked=["time"], not_said=["time"], is_done=False)

    assert close_run(run=invitation.run).figures["answered"] is None


def test_sealed_words_are_as_long_as_those_of_an_answer(invitation):
    first, second, *_rest = Invitation.objects.filter(run=invitation.run)
    record_answers(invitation=first, answers=all_items(4))
    keep_answers(invitation=second, answers={}, asked=["time"], not_said=["time"], is_done=False)

    assert len({len(draft.answers) for draft in Draft.objects.all()}) == 1
    assert json.loads(Draft.objects.of(second).get().answers) == {"time": 0}


def test_a_statement_that_was_not_asked_is_refused(invitation):
    with pytest.raises(Refused, match="does not belong to this survey"):
        keep_answers(invitation=invitation, answers={}, asked=["salary"], not_said=["salary"], is_done=False)


def test_link_of_the_survey_answers_from_the_first_page(client, invitation):
    url = reverse("feedback:survey-answer", args=[token_of(invitation)])
    client.post(url, {"time": PREFER_NOT_TO_SAY})

    assert chosen_on(client.get(url)) == {"time": PREFER_NOT_TO_SAY}
