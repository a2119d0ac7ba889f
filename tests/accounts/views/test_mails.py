import re
from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mentoring.accounts.hours import ANY_HOUR, Hours
from mentoring.accounts.mails import hours_of, topics_off
from mentoring.accounts.models import Choice, OwnHours, User
from mentoring.accounts.services import choose_mails
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock, links
from mentoring.outbox.feet import purpose_of
from mentoring.outbox.kinds import REMINDERS, SURVEYS, TOPICS, Topic
from tests.factories import UserFactory

PAGE = "account_mails"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
WHOLE_DAY = {"begins": "00:00", "ends": "00:00", "days": range(7)}
ON = {topic.name: "on" for topic in TOPICS}


def address(person: User, topic: Topic = SURVEYS, *, days: int = 1, purpose: str = "", path: str = "") -> str:
    expires_at = clock.now() + timedelta(days=days)
    token = links.token(purpose=purpose or purpose_of(topic), subject_id=person.pk, expires_at=expires_at)
    return reverse("account_fewer_mails", args=[path or topic.name, token])


@pytest.fixture
def visitor():
    """Somebody who is signed in nowhere, with a browser that holds its tokens back."""
    return Client(enforce_csrf_checks=True)


def press(visitor: Client, page_address: str):
    """The one button of the page."""
    page = visitor.get(page_address).content.decode()
    (token,) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    return visitor.post(page_address, {"csrfmiddlewaretoken": token})


def test_account_leads_to_the_page_and_the_page_back_without_saving(sign_in, ada):
    client = sign_in(ada)

    assert f'href="{reverse(PAGE)}"' in client.get(reverse("account")).content.decode()
    buttons = client.get(reverse(PAGE)).content.decode().partition('<div class="buttons">')[2]
    assert f'<a class="btn btn-link" href="{reverse("account")}">Go back</a>' in buttons


def test_page_has_a_switch_for_each_topic_and_all_are_on(sign_in, ada):
    page = sign_in(ada).get(reverse(PAGE)).content.decode()

    switches = re.findall(r'<input type="checkbox" name="([a-z-]+)"[^>]*\bchecked', page)
    assert [name for name in switches if name != "days"] == [topic.name for topic in TOPICS]
    assert "Codes to sign in" in page
    assert "Europe/London" in page


@pytest.mark.parametrize(
    ("keeps", "begins", "ends", "days"), [(True, "08:00", "18:00", 5), (False, "00:00", "00:00", 7)]
)
def test_page_shows_the_hours_that_hold(sign_in, ada, settings, keeps, begins, ends, days):
    settings.MAILS_KEEP_HOURS = keeps

    page = sign_in(ada).get(reverse(PAGE)).content.decode()

    assert re.findall(r'<option value="([\d:]+)" selected', page) == [begins, ends]
    assert len(re.findall(r'name="days"[^>]*\bchecked', page)) == days


def test_choices_are_kept_and_shown_again(sign_in, ada):
    client = sign_in(ada)

    data = {"reminders": "on", "begins": "22:00", "ends": "06:00", "days": [0, 6]}
    answer = client.post(reverse(PAGE), data, follow=True)

    assert "Saved." in answer.content.decode()
    assert topics_off(ada) == {topic.name for topic in TOPICS} - {"reminders"}
    assert hours_of(ada) == Hours(time(22), time(6), frozenset({0, 6}))
    assert re.findall(r'<option value="([\d:]+)" selected', answer.content.decode()) == ["22:00", "06:00"]


def test_saving_the_page_as_it_is_changes_nothing(sign_in, ada):
    sign_in(ada).post(reverse(PAGE), {**ON, **WHOLE_DAY})

    assert (Choice.objects.count(), OwnHours.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"days": []}, "Please choose at least one day."),
        ({"begins": "25:00"}, "This choice is not offered any more"),
        ({"days": [7]}, ""),
    ],
)
def test_hours_that_are_none_are_refused(sign_in, ada, wrong, words):
    page = sign_in(ada).post(reverse(PAGE), {**ON, **WHOLE_DAY, **wrong}).content.decode()

    assert words in page
    assert "<title>Error: " in page
    assert hours_of(ada) == ANY_HOUR


def test_choices_are_ones_own(sign_in, ada, ben):
    sign_in(ada).post(reverse(PAGE), {**WHOLE_DAY, "user": str(ben.pk)})

    assert (len(topics_off(ada)), topics_off(ben)) == (len(TOPICS), set())


def test_opening_the_link_changes_nothing_and_the_button_does(visitor, ada):
    page = visitor.get(address(ada)).content.decode()
    assert ("No more of these mails" in page, "Surveys" in page, topics_off(ada)) == (True, True, set())

    answer = press(visitor, address(ada))

    assert "You get fewer mails" in answer.content.decode()
    assert topics_off(ada) == {"surveys"}


def test_pressing_again_is_harmless(visitor, ada):
    press(visitor, address(ada))
    client = Client()

    answers = [client.post(address(ada)) for _time in range(2)]

    assert {answer.status_code for answer in answers} == {200}
    assert "You get fewer mails" in client.get(address(ada)).content.decode()
    assert AuditEvent.objects.filter(verb="account.mails_choose").count() == 1


def test_button_needs_the_token_of_its_form(visitor, ada):
    answer = visitor.post(address(ada), {"anything": "else"})

    assert (answer.status_code, topics_off(ada)) == (403, set())


def test_button_of_a_mail_program_needs_no_log_in_and_no_form(visitor, ada):
    answers = [visitor.post(address(ada), ONE_CLICK) for _time in range(2)]

    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2
    assert topics_off(ada) == {"surveys"}


def test_link_switches_off_one_topic_of_one_person(visitor, ada, ben):
    choose_mails(user=ada, topics={"surveys", "pair-news", "round-news"}, hours=hours_of(ada), by=ada)

    visitor.post(address(ada), ONE_CLICK)

    assert (topics_off(ada), topics_off(ben)) == ({"surveys", "reminders"}, set())


def test_link_says_nothing_of_who_its_person_is(visitor, ada):
    pages = visitor.get(address(ada)).content.decode() + press(visitor, address(ada)).content.decode()

    assert "Ada" not in pages
    assert "ada@" not in pages


def test_what_was_switched_off_by_the_link_is_switched_on_again_on_the_page(visitor, sign_in, ada):
    visitor.post(address(ada), ONE_CLICK)

    sign_in(ada).post(reverse(PAGE), {**ON, **WHOLE_DAY})

    assert topics_off(ada) == set()
    assert "Get fewer mails?" in visitor.get(address(ada)).content.decode()


@pytest.mark.parametrize(
    ("broken", "status", "words"),
    [
        (lambda ada: address(ada)[:-3] + "xx/", 404, "This link is not complete or was changed."),
        (lambda ada: address(ada, path="reminders"), 404, "This link is not complete or was changed."),
        (lambda ada: address(ada, REMINDERS, path="account"), 404, "This link is not complete or was changed."),
        (lambda ada: address(ada, purpose="stop-email-change"), 404, "This link is not complete or was changed."),
        (lambda ada: address(ada, days=-1), 410, "Links in our mails work for a limited time."),
        (lambda ada: address(UserFactory(is_active=False)), 410, "This account is closed"),
        (lambda ada: address(UserFactory.build()), 410, "This account is closed"),
    ],
)
@pytest.mark.parametrize("way", ["open", "press", "one click"])
def test_link_that_is_no_good_says_so_and_does_nothing(ada, broken, status, words, way):
    client, where = Client(), broken(ada)

    answer = client.get(where) if way == "open" else client.post(where, ONE_CLICK if way == "one click" else {})

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert not Choice.objects.exists()
