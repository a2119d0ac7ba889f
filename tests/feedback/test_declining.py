"""Whoever would rather not answer a survey, before or after having answered: nothing of them is kept."""

import json

import pytest
from django.urls import reverse

from feedback.emails import is_wanted
from feedback.models import Draft, Invitation
from feedback.services import close_run, record_answers
from mentoring.lib.forms import PREFER_NOT_TO_SAY
from tests.feedback.survey_pages import part, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(open_run):
    return open_run(["Sales", "Sales"]).invitations.select_related("run").first()


@pytest.fixture
def url(invitation):
    return reverse("feedback:survey-answer", args=[token_of(invitation)])


def is_answered(invitation):
    return Invitation.objects.get(pk=invitation.pk).answered_on is not None


def test_whoever_would_rather_not_leaves_nothing_and_is_not_reminded(client, url, invitation):
    left = client.post(url, {"time": "2", "leave": "yes"})

    thanks = client.get(left.url).content.decode()
    assert "Nothing of you is kept, and you are not reminded." in thanks
    assert "Until Mon 15 Jun 2026, 09:00 BST you can still answer." in thanks
    assert "You can still answer if you have changed your mind." in client.get(url).content.decode()
    assert (Draft.objects.count(), is_wanted("survey-reminder", invitation.pk)) == (0, False)


def test_whoever_answered_is_asked_before_it_is_all_deleted(client, url, invitation):
    record_answers(invitation=invitation, answers={"time": 2, "help": 5})

    page = client.get(url).content.decode()
    asked = client.post(url, {"time": "3", "leave": "yes"}).content.decode()
    kept = json.loads(Draft.objects.get().answers)
    thanks = client.post(url, {"time": "3", "leave": "sure"}, follow=True).content.decode()

    assert "deletes every answer of yours to this survey, once you have confirmed it." in page
    assert "You have answered 2 of 8. If you would rather not, they are deleted at once" in asked
    assert 'name="leave" value="sure">Delete my answers</button>' in asked
    assert kept == {"time": 2, "help": 5}
    assert "Nothing of you is kept, and you are not reminded." in thanks
    assert (Draft.objects.count(), is_answered(invitation)) == (0, True)


def test_whoever_thinks_again_finds_what_stood_on_the_page(client, url, invitation):
    record_answers(invitation=invitation, answers={"help": 5})
    asked = client.post(url, {"time": "3", "rhythm": "1", "leave": "yes"})
    hidden = {field.html_name: field.value() or "" for field in asked.context["form"]}

    page = client.post(url, {**hidden, "stay": "yes"}).content.decode()

    assert [name for name in hidden if f'type="hidden" name="{name}"' not in asked.content.decode()] == []
    assert "There is a problem" not in page
    assert page.count(" checked") == 2
    assert json.loads(Draft.objects.get().answers) == {"help": 5}


def test_preferring_not_to_say_everywhere_takes_back_what_was_sent_and_is_nobody_answer(client, invitation):
    record_answers(invitation=invitation, answers={"time": 2, "help": 5})
    pages = {number: client.get(part(invitation, number)).context["form"] for number in (1, 2, 3)}

    for number, form in pages.items():
        sent = client.post(part(invitation, number), dict.fromkeys(form.fields, PREFER_NOT_TO_SAY))
    thanks = client.get(sent.url).content.decode()

    assert "Nothing of you is kept, and you are not reminded." in thanks
    assert (Draft.objects.count(), is_wanted("survey-reminder", invitation.pk)) == (0, False)
    assert close_run(run=invitation.run).figures["answered"] is None


def test_answer_that_was_taken_back_half_way_is_no_longer_there_when_the_last_page_is_sent(client, invitation, url):
    """Whoever takes back the only answer on the first page and skips the rest has declined, not forgotten."""
    record_answers(invitation=invitation, answers={"time": 2})

    client.post(url, {"time": PREFER_NOT_TO_SAY})
    sent = client.post(part(invitation, 3), {})

    assert "Nothing of you is kept" in client.get(sent.url).content.decode()


def test_preferring_not_to_say_is_an_answer_to_send_at_the_first_time_too(client, invitation):
    sent = client.post(part(invitation, 3), {"help": PREFER_NOT_TO_SAY})

    assert "Nothing of you is kept" in client.get(sent.url).content.decode()
    assert (Draft.objects.count(), is_answered(invitation)) == (0, True)
