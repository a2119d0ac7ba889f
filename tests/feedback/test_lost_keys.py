"""Keys that are gone: what was written stays closed, and whoever wants to read or write it is told so."""

import base64
from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse

from feedback.models import Draft, Goal, GoalReview
from feedback.services import record_answers, review_goal, set_goal
from tests import factories
from tests.access.feedback import read_the_lines
from tests.feedback.moments import begin, make_round
from tests.feedback.survey_pages import token_of

pytestmark = pytest.mark.django_db
OTHER = f"k9:{base64.urlsafe_b64encode(bytes(range(32))).decode()}"
GOALS_CLOSED = "We cannot open your goals at the moment. They are kept safe, and nothing was changed."
WORDS_CLOSED = "We cannot open what was written here at the moment. It is kept safe."
ANSWERS_CLOSED = "We cannot open your answers at the moment. They are kept safe, and nothing was changed."


@pytest.fixture
def pair(cast):
    read_the_lines(cast)
    return cast


@pytest.fixture
def goal(pair):
    words = {"sentence": "Speak up", "where_now": "I wait.", "what_good": ""}
    goal = set_goal(mentorship=pair.mentorship, **words, by=pair.mentee.user)
    review_goal(goal=goal, level=1, words="It went well.", by=pair.mentee.user)
    return goal


def test_page_of_a_pair_says_that_its_goals_do_not_open_and_shows_the_rest(pair, goal, sign_in, settings):
    settings.FIELD_KEYS = [OTHER, *settings.FIELD_KEYS]
    new = set_goal(mentorship=pair.mentorship, sentence="Ask first", where_now="", what_good="", by=pair.mentee.user)
    settings.FIELD_KEYS = [OTHER]

    page = sign_in(pair.mentee).get(pair.mentorship.get_absolute_url())

    content = page.content.decode()
    assert (page.status_code, content.count(GOALS_CLOSED), "No goal yet." in content) == (200, 1, False)
    assert "<h3>Ask first</h3>" in content
    assert reverse("feedback:goal-update", args=[new.pk]) in content
    assert reverse("feedback:goal-update", args=[goal.pk]) not in content


def test_another_goal_can_be_set_beside_one_that_does_not_open(pair, goal, sign_in, settings):
    Goal.objects.update(set_at=F("set_at") - timedelta(hours=1))
    settings.FIELD_KEYS = [OTHER]

    answer = sign_in(pair.mentee).post(
        reverse("feedback:goal-create", args=[pair.mentorship.pk]), {"sentence": "Ask first"}
    )

    assert (answer.status_code, Goal.objects.count()) == (302, 2)
    assert Goal.objects.order_by("set_at").last().sentence == "Ask first"


@pytest.mark.parametrize("name", ["goal-update", "goal-review"])
def test_pages_of_a_goal_that_does_not_open_say_so_and_lose_no_word(pair, goal, sign_in, settings, name):
    GoalReview.objects.update(reviewed_on="2026-01-05")
    client, url = sign_in(pair.mentee), reverse(f"feedback:{name}", args=[goal.pk])
    settings.FIELD_KEYS = [OTHER]

    opened = client.get(url)
    sent = client.post(url, {"sentence": "Typed for an hour", "level": "1", "words": "Typed for an hour"})

    assert (opened.status_code, "We cannot open" in opened.content.decode()) == (200, True)
    assert "Typed for an hour" in sent.content.decode()
    assert (Goal.objects.count(), GoalReview.objects.count()) == (1, 1)


@pytest.fixture
def goal_with_closed_words(pair, settings):
    """A goal that opens, of which what was said later does not."""
    first, words = settings.FIELD_KEYS, {"sentence": "Speak up", "where_now": "I wait.", "what_good": ""}
    settings.FIELD_KEYS = [OTHER, *first]
    goal = set_goal(mentorship=pair.mentorship, **words, by=pair.mentee.user)
    settings.FIELD_KEYS = [*first, OTHER]
    review_goal(goal=goal, level=1, words="It went well.", by=pair.mentee.user)
    settings.FIELD_KEYS = [OTHER]
    return goal


def test_goal_opens_beside_words_that_do_not_and_takes_new_ones(pair, goal_with_closed_words, sign_in):
    GoalReview.objects.update(reviewed_on="2026-01-05")
    client, url = sign_in(pair.mentee), reverse("feedback:goal-review", args=[goal_with_closed_words.pk])

    pages = [client.get(page) for page in (url, pair.mentorship.get_absolute_url())]
    sent = client.post(url, {"level": "2", "words": "New", "seen": pages[0].context["form"]["seen"].value()})

    assert [(page.status_code, page.content.decode().count(WORDS_CLOSED)) for page in pages] == [(200, 1), (200, 1)]
    assert ["Speak up" in page.content.decode() for page in pages] == [True, True]
    assert ["ore than expected" in page.content.decode() for page in pages] == [True, True]
    assert (sent.status_code, GoalReview.objects.count()) == (302, 2)


def test_words_of_today_that_do_not_open_are_not_written_over(pair, goal_with_closed_words, sign_in):
    client, url = sign_in(pair.mentee), reverse("feedback:goal-review", args=[goal_with_closed_words.pk])

    opened = client.get(url)
    sent = client.post(url, {"level": "2", "words": "Typed for an hour"})

    assert (opened.status_code, "We cannot open" in opened.content.decode()) == (200, True)
    assert "Typed for an hour" in sent.content.decode()
    assert GoalReview.objects.get().level == 1


@pytest.fixture
def begun(monday):
    """Somebody who chose one answer of the survey before the start."""
    return record_answers(invitation=begin(factories.EnrolmentFactory(cohort=make_round())), answers={"time": 2})


def test_survey_whose_answers_do_not_open_says_so_and_gives_back_what_was_sent(begun, client, settings):
    url = reverse("feedback:survey-answer", args=[token_of(begun)])
    settings.FIELD_KEYS = [OTHER]

    opened = client.get(url)
    sent = client.post(url, {"time": "4"})

    assert [answer.status_code for answer in (opened, sent)] == [503, 503]
    assert [ANSWERS_CLOSED in answer.content.decode() for answer in (opened, sent)] == [True, True]
    assert [(each.label, each.text) for each in sent.context["typed"]] == [
        ("1. My work leaves me enough time for mentoring.", "Agree")
    ]
    assert (opened["Cache-Control"], Draft.objects.count()) == ("no-store", 1)


@pytest.mark.parametrize("key_is_gone", [False, True])
def test_whoever_would_rather_not_answer_needs_no_key(begun, client, settings, key_is_gone):
    url = reverse("feedback:survey-answer", args=[token_of(begun)])
    settings.FIELD_KEYS = [OTHER] if key_is_gone else settings.FIELD_KEYS

    locked = client.get(url)
    asked = client.post(url, {"leave": "yes"})
    before = Draft.objects.count()
    thanks = client.post(url, {"leave": "sure"}, follow=True)

    says = "We cannot open what you answered." in asked.content.decode()
    assert (locked.status_code, asked.status_code, before) == (503 if key_is_gone else 200, 200, 1)
    assert ('name="leave"' in locked.content.decode(), says) == (True, key_is_gone)
    assert 'name="leave" value="sure">Delete my answers</button>' in asked.content.decode()
    assert "Nothing of you is kept, and you are not reminded." in thanks.content.decode()
    begun.refresh_from_db()
    assert (Draft.objects.count(), begun.answered_on is not None) == (0, True)


def test_thanks_whose_answers_do_not_open_offers_the_same_way_out(begun, client, settings):
    url = reverse("feedback:survey-thanks", args=[token_of(begun)])
    settings.FIELD_KEYS = [OTHER]

    page = client.get(url)

    answers = reverse("feedback:survey-answer", args=[token_of(begun)])
    assert (page.status_code, f'action="{answers}"' in page.content.decode()) == (503, True)
