"""The page behind the mail's link: open to its holder, read without writing, answered without signing in."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from feedback.emails import is_wanted
from feedback.models import Draft, Invitation
from feedback.services import NOT_SAID, close_run, record_answers
from mentoring.lib import clock, links
from mentoring.lib.forms import PREFER_NOT_TO_SAY
from mentoring.outbox.models import OutgoingMessage
from tests.feedback.survey_pages import part, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(open_run):
    return open_run(["Sales", "Sales"]).invitations.select_related("run").first()


@pytest.fixture
def url(invitation):
    return reverse("feedback:survey-answer", args=[token_of(invitation)])


def answers():
    return json.loads(Draft.objects.get().answers)


def everything_in_the_database():
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')  # noqa: S608
            rows[table] = cursor.fetchall()
    return rows


def given_back(response):
    """What the page shows of the answers that came too late: the statement and what was chosen."""
    return [(each.label, each.text) for each in response.context["typed"]]


def close_at_its_time(run):
    return run.closes_at


def close_before_it(run):
    close_run(run=run)
    return clock.now()


def test_page_says_what_it_asks_how_long_and_who_sees_what_before_the_first_question(client, url, invitation):
    page = client.get(url).content.decode()

    head, first, _rest = page.partition("We meet as often as we agreed.")
    assert first
    assert "<h1>Mid survey</h1>" in head
    assert "8 statements, about 3 minutes. Open until Mon 15 Jun 2026, 09:00 BST." in head
    assert "Nobody sees your answers. HR sees totals, and only where at least 5 people have answered" in head
    assert ", or 8 for a department." in head
    assert f"This link was mailed to {invitation.person.user.get_short_name()}, so that you can come back" in head


def test_statements_come_three_at_a_time_with_nothing_chosen(client, invitation):
    pages = [client.get(part(invitation, number)).content.decode() for number in (1, 2, 3)]

    assert [page.count('type="radio"') for page in pages] == [3 * 6, 3 * 6, 2 * 6]
    assert [page.count(" checked") for page in pages] == [0, 0, 0]
    assert ["Part 2 of 3" in page for page in pages] == [False, True, False]
    assert [page.count("Send my answers") for page in pages] == [0, 0, 1]


def test_page_past_the_last_leads_to_the_first(client, invitation, url):
    for answer in (client.get(part(invitation, 4)), client.post(part(invitation, 9), {"time": "2"})):
        assert (answer.status_code, answer.url) == (302, url)
    assert Draft.objects.count() == 0


def test_opening_the_page_writes_nothing(client, url, invitation):
    record_answers(invitation=invitation, answers={"time": 2})
    before = everything_in_the_database()

    for _each in range(2):
        client.get(url)
        client.head(url)
        client.get(reverse("feedback:survey-thanks", args=[token_of(invitation)]))

    assert everything_in_the_database() == before


def test_page_is_kept_nowhere_and_told_to_nobody(client, url):
    response = client.get(url)

    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "strict-origin")


def test_each_page_is_saved_without_signing_in_and_the_last_says_that_it_is_all(client, url, invitation):
    first = client.post(url, {"time": "2", "openness": PREFER_NOT_TO_SAY})
    after_first = (answers(), is_answered(invitation))
    second = client.post(first.url, {"aim": "5"})
    last = client.post(second.url, {"help": "1"})

    assert [each.url for each in (first, second)] == [part(invitation, 2), part(invitation, 3)]
    assert after_first == ({"time": 2, "openness": NOT_SAID}, False)
    assert (answers(), is_answered(invitation)) == ({"time": 2, "openness": NOT_SAID, "aim": 5, "help": 1}, True)
    thanks = client.get(last.url).content.decode()
    assert "<h1>Thank you</h1>" in thanks
    assert "Until Mon 15 Jun 2026, 09:00 BST you can open the same link and change your answers." in thanks
    assert "only where at least 5 people have answered, or 8 for a department" in thanks


def is_answered(invitation):
    return Invitation.objects.get(pk=invitation.pk).answered_on is not None


def test_whoever_stops_half_way_is_counted_and_still_reminded(client, url, invitation):
    stopped = client.post(url, {"time": "2", "later": "yes"})
    page = client.get(stopped.url).content.decode()
    wanted = is_wanted("survey-reminder", invitation.pk)

    close_run(run=invitation.run)

    assert "<h1>Saved for now</h1>" in page
    assert "What you have chosen so far counts, even if you stop here." in page
    assert wanted
    assert Draft.objects.count() == 0


def test_whoever_stops_with_nothing_chosen_reads_of_no_answers(client, url):
    page = client.post(url, {"later": "yes"}, follow=True).content.decode()

    assert "<title>Nothing chosen yet" in page
    assert "you can still answer." in page
    assert [words for words in ("change", "Saved for now", "cut off from your name") if words in page] == []


def test_back_keeps_what_stands_on_the_page(client, invitation, url):
    client.post(url, {"time": "2"})

    back = client.post(part(invitation, 2), {"aim": "5", "back": "yes"})

    assert back.url == url
    assert answers() == {"time": 2, "aim": 5}
    assert client.get(url).content.decode().count(" checked") == 1


def test_two_open_pages_do_not_undo_each_other(client, invitation, url):
    for number, chosen in ((1, {"time": "2"}), (2, {"aim": "5"}), (1, {"rhythm": "3"})):
        client.post(part(invitation, number), chosen)

    assert answers() == {"aim": 5, "rhythm": 3}


def test_answering_keeps_no_session(client, url):
    client.post(url, {"time": "2"})

    assert set(client.cookies) <= {"csrftoken"}


def test_answers_given_are_there_on_coming_back_and_may_be_changed(client, url, invitation):
    record_answers(invitation=invitation, answers={"time": 2, "openness": 5, "aim": 3})

    page = client.get(url).content.decode()
    client.post(url, {"time": "4", "openness": PREFER_NOT_TO_SAY})

    assert page.count(" checked") == 2
    assert "You answered on Mon 1 Jun 2026. You can still change what you chose." in page
    assert "Saved: 3 of 8 answered." in page
    assert answers() == {"time": 4, "openness": NOT_SAID, "aim": 3}


def test_sending_twice_is_the_same_as_once(client, url):
    for _each in range(2):
        client.post(url, {"time": "2"})

    assert answers() == {"time": 2}


def test_all_pages_left_empty_are_met_with_a_sentence_and_nothing_is_sent(client, invitation):
    skipped = client.post(part(invitation, 2), {})
    page = client.post(part(invitation, 3), {}).content.decode()

    assert skipped.url == part(invitation, 3)
    assert page.count("There is a problem") == 1
    assert re.search(r'href="#id_\w+_0">You have not chosen an answer yet.', page)
    assert "Choose at least one, or say that you would rather not." in page
    assert "I would rather not answer</button>" in page
    assert (Draft.objects.count(), is_answered(invitation)) == (0, False)


@pytest.mark.parametrize("nonsense", ["7", "0", "-1", "two", "5; DROP TABLE"])
def test_an_unknown_answer_is_met_with_a_sentence_and_loses_nothing(client, url, nonsense):
    page = client.post(url, {"time": nonsense, "rhythm": "5"}).content.decode()

    assert "Please choose one of the answers shown." in page
    assert "<title>Error: " in page
    assert page.count(" checked") == 1
    assert Draft.objects.count() == 0


def test_an_unknown_statement_is_not_kept(client, url):
    client.post(url, {"time": "2", "salary": "5", "help": "5"})

    assert answers() == {"time": 2}


def test_the_form_is_guarded_without_a_session(url):
    client = Client(enforce_csrf_checks=True)

    unguarded = client.post(url, {"time": "2"})
    token = client.get(url).cookies["csrftoken"].value
    guarded = client.post(url, {"time": "2", "csrfmiddlewaretoken": token})

    assert (unguarded.status_code, guarded.status_code) == (403, 302)


@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize("page", ["feedback:survey-answer", "feedback:survey-thanks"])
def test_link_that_was_passed_on_shows_nothing_to_somebody_else_who_is_signed_in(invitation, sign_in, page, method):
    record_answers(invitation=invitation, answers={"time": 2})
    other = invitation.run.invitations.exclude(pk=invitation.pk).get().person
    client = sign_in(other)
    before = everything_in_the_database()

    response = getattr(client, method)(reverse(page, args=[token_of(invitation)]), {"time": "5"})

    words = response.content.decode()
    assert response.status_code == 403
    assert [told for told in (invitation.person.user.name, "Mid survey", "checked") if told in words] == []
    assert method == "head" or "this link was made for somebody else. Yours is on your own page." in words
    assert everything_in_the_database() == before


def test_whoever_is_signed_in_opens_the_link_made_for_them(invitation, url, sign_in):
    sign_in(invitation.person).post(url, {"time": "2"})

    assert answers() == {"time": 2}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("page", ["feedback:survey-answer", "feedback:survey-thanks"])
def test_altered_link_is_not_found_and_says_what_to_do(client, invitation, method, page):
    token = token_of(invitation)
    before = everything_in_the_database()

    response = getattr(client, method)(reverse(page, args=[token[:-1] + "x"]), {"time": "2"})

    assert response.status_code == 404
    assert "Please open it from the mail once more, or sign in." in response.content.decode()
    assert everything_in_the_database() == before


def test_link_for_another_purpose_is_not_found(client, invitation):
    token = token_of(invitation, purpose="something-else")

    assert client.get(reverse("feedback:survey-answer", args=[token])).status_code == 404


def test_link_to_an_invitation_that_is_gone_is_not_found(client, invitation, url):
    invitation.delete()

    response = client.get(url)

    assert response.status_code == 404
    assert "Please sign in to see what is open for you." in response.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_link_whose_time_is_over_is_gone_and_changes_nothing(client, invitation, url, method):
    before = everything_in_the_database()

    with clock.standing_at(invitation.run.closes_at):
        response = getattr(client, method)(url, {"time": "2"})

    assert response.status_code == 410
    day = date_format(timezone.localdate(invitation.run.closes_at))
    assert f"Its last day was {day}. Please sign in" in response.content.decode()
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "strict-origin")
    assert everything_in_the_database() == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_link_to_a_survey_that_closed_early_is_gone_and_changes_nothing(client, invitation, url, method):
    close_run(run=invitation.run)
    before = everything_in_the_database()

    response = getattr(client, method)(url, {"time": "2"})

    assert response.status_code == 410
    assert "<h1>This survey has closed</h1>" in response.content.decode()
    assert everything_in_the_database() == before


@pytest.mark.parametrize(("late", "day"), [({"hours": 26}, "Mon 15 Jun 2026"), ({"days": -3}, "Fri 12 Jun 2026")])
def test_closed_survey_names_its_last_day_whenever_it_was_counted(client, invitation, url, late, day):
    """A round that closes sooner ends its surveys with it; a tick that comes late makes none of them longer."""
    with clock.standing_at(invitation.run.closes_at + timedelta(**late)):
        close_run(run=invitation.run)
        page = client.get(url).content.decode()

    assert f"Its last day was {day}." in page


def test_survey_that_closes_while_somebody_answers_says_so(client, invitation):
    over = invitation.run.closes_at
    url = reverse("feedback:survey-answer", args=[token_of(invitation, expires_at=over + timedelta(minutes=1))])

    with clock.standing_at(over):
        response = client.post(url, {"time": "2"})

    assert response.status_code == 410
    assert given_back(response) == [("2. My work leaves me enough time for mentoring.", "Disagree")]


def test_link_that_is_older_than_the_survey_says_that_its_time_is_over(client, invitation):
    url = reverse("feedback:survey-answer", args=[token_of(invitation, expires_at=clock.now() - timedelta(minutes=1))])

    response = client.post(url, {"time": "2"})

    assert response.status_code == 410
    assert "Links in our mails work for a limited time. Please sign in" in response.content.decode()
    assert "This link is over" in response.content.decode()
    assert "This survey has closed" not in response.content.decode()
    assert given_back(response) == [("2. My work leaves me enough time for mentoring.", "Disagree")]


@pytest.mark.parametrize("close", [close_at_its_time, close_before_it])
def test_answers_sent_after_closing_come_back_in_words_and_are_kept_nowhere(client, invitation, url, close):
    moment = close(invitation.run)
    before = everything_in_the_database()

    with clock.standing_at(moment):
        response = client.post(url, {"time": "2"})

    assert given_back(response) == [("2. My work leaves me enough time for mentoring.", "Disagree")]
    assert "Copy what you need" in response.content.decode()
    assert everything_in_the_database() == before


def test_answers_sent_after_closing_do_not_come_back_to_somebody_else(invitation, url, sign_in, cast):
    close_run(run=invitation.run)

    response = sign_in(cast.outsider).post(url, {"time": "2"})

    assert response.status_code == 403
    assert "Disagree" not in response.content.decode()


def test_link_of_the_mail_leads_to_the_page(client, invitation, settings):
    message = OutgoingMessage.objects.get(kind="survey-invitation", subject_id=invitation.pk)
    text = links.sign_placeholders(message.text)

    (line,) = [line for line in text.splitlines() if line.startswith(settings.SITE_URL)]

    assert client.get(line.removeprefix(settings.SITE_URL)).status_code == 200
