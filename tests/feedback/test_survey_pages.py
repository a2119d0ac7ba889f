"""The page behind the mail's link: open to its holder, read without writing, answered without signing in."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from feedback.models import Draft, Invitation
from feedback.services import close_run, record_answers
from mentoring.lib import clock, links
from mentoring.lib.forms import PREFER_NOT_TO_SAY
from mentoring.outbox.models import OutgoingMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(open_run):
    return open_run(["Sales", "Sales"]).invitations.select_related("run").first()


@pytest.fixture
def url(invitation):
    return reverse("feedback:survey-answer", args=[token_of(invitation)])


def token_of(invitation, **changes):
    values = {"purpose": "survey", "subject_id": invitation.pk, "expires_at": invitation.run.closes_at}
    return links.token(**{**values, **changes})


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


def test_page_says_what_it_asks_how_long_and_who_sees_what_before_the_first_question(client, url):
    page = client.get(url).content.decode()

    head, first, _rest = page.partition("We meet as often as we agreed.")
    assert first
    assert "<h1>Mid-point check-in</h1>" in head
    assert "8 statements, about 3 minutes. Open until Mon 15 Jun 2026, 09:00." in head
    assert "Nobody sees your answers. HR sees totals, and only where at least 5 people have answered" in head
    assert ", or 8 for a department.</strong>" in head


def test_page_offers_eight_statements_with_nothing_chosen(client, url):
    page = client.get(url).content.decode()

    assert page.count('type="radio"') == 8 * 6
    assert " checked" not in page


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


def test_answers_are_saved_without_signing_in(client, url, invitation):
    response = client.post(url, {"time": "2", "aim": "5", "help": PREFER_NOT_TO_SAY})

    assert response.status_code == 302
    assert answers() == {"time": 2, "aim": 5}
    thanks = client.get(response.url).content.decode()
    assert "Until Mon 15 Jun 2026, 09:00 you can open the same link and change them." in thanks
    assert "only where at least 5 people have answered, or 8 for a department" in thanks


def test_answering_keeps_no_session(client, url):
    client.post(url, {"time": "2"})

    assert set(client.cookies) <= {"csrftoken"}


def test_answers_given_are_there_on_coming_back_and_may_be_changed(client, url):
    client.post(url, {"time": "2", "aim": "5"})

    page = client.get(url).content.decode()
    client.post(url, {"time": "4", "aim": PREFER_NOT_TO_SAY})

    assert page.count(" checked") == 2
    assert "You answered on Mon 1 Jun 2026. You can still change what you chose." in page
    assert answers() == {"time": 4}


def test_sending_twice_is_the_same_as_once(client, url):
    for _each in range(2):
        client.post(url, {"time": "2"})

    assert answers() == {"time": 2}


def test_an_empty_form_is_met_with_a_sentence_and_saves_nothing(client, url):
    page = client.post(url, {}).content.decode()

    assert "You have not chosen an answer yet." in page
    assert (Draft.objects.count(), Invitation.objects.exclude(answered_on=None).count()) == (0, 0)


def test_an_unknown_answer_is_met_with_a_sentence_and_loses_nothing(client, url):
    page = client.post(url, {"time": "7", "aim": "5"}).content.decode()

    assert "Please choose one of the answers shown." in page
    assert page.count(" checked") == 1
    assert Draft.objects.count() == 0


def test_the_form_is_guarded_without_a_session(url):
    client = Client(enforce_csrf_checks=True)

    unguarded = client.post(url, {"time": "2"})
    token = client.get(url).cookies["csrftoken"].value
    guarded = client.post(url, {"time": "2", "csrfmiddlewaretoken": token})

    assert (unguarded.status_code, guarded.status_code) == (403, 302)


def test_whoever_is_signed_in_the_link_decides(invitation, url, sign_in):
    other = invitation.run.invitations.exclude(pk=invitation.pk).get()

    sign_in(other.person).post(url, {"time": "2"})

    assert Invitation.objects.get(pk=invitation.pk).answered_on
    assert Invitation.objects.get(pk=other.pk).answered_on is None


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
    assert "The time for this link is over. Please sign in" in response.content.decode()
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "strict-origin")
    assert everything_in_the_database() == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_link_to_a_survey_that_closed_early_is_gone_and_changes_nothing(client, invitation, url, method):
    close_run(run=invitation.run)
    before = everything_in_the_database()

    response = getattr(client, method)(url, {"time": "2"})

    assert response.status_code == 410
    assert "This survey has closed." in response.content.decode()
    assert everything_in_the_database() == before


def test_survey_that_closes_while_somebody_answers_says_so(client, invitation):
    over = invitation.run.closes_at
    url = reverse("feedback:survey-answer", args=[token_of(invitation, expires_at=over + timedelta(minutes=1))])

    with clock.standing_at(over):
        response = client.post(url, {"time": "2"})

    assert response.status_code == 410
    assert "answers can no longer be given or changed" in response.content.decode()


def test_link_of_the_mail_leads_to_the_page(client, invitation, settings):
    message = OutgoingMessage.objects.get(kind="survey-invitation", subject_id=invitation.pk)
    text = links.sign_placeholders(message.text)

    (line,) = [line for line in text.splitlines() if line.startswith(settings.SITE_URL)]

    assert client.get(line.removeprefix(settings.SITE_URL)).status_code == 200
