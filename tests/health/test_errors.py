"""Pages for what went wrong: designed, in our words, and drawn without what may be broken."""

import base64
import io
import re

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from agreements.services import confirm_lines_read, draft_agreement, write_note
from feedback.services import set_goal
from mentoring.health import errors
from mentoring.lib.crypto import Undecipherable
from mentoring.lib.links import LinkExpired, LinkRefused
from tests.test_headers import faults


def while_the_database_is_away(request: HttpRequest) -> HttpResponse:
    try:
        raise InterfaceError("connection already closed")
    except InterfaceError:
        return errors.server_error(request)


def while_the_key_is_another(request: HttpRequest) -> HttpResponse:
    try:
        raise Undecipherable("agreements.note.body")
    except Undecipherable:
        return errors.server_error(request)


PAGES = {
    "400": lambda request: errors.bad_request(request, BadRequest()),
    "403": lambda request: errors.forbidden(request, PermissionDenied()),
    "403 form": errors.csrf_failure,
    "404": errors.not_found,
    "404 link": lambda request: errors.link_refused(request, LinkRefused("This link was changed.")),
    "410": lambda request: errors.link_refused(request, LinkExpired("Links in our mails work for a limited time.")),
    "413 body": lambda request: errors.bad_request(request, RequestDataTooBig()),
    "413 fields": lambda request: errors.bad_request(request, TooManyFieldsSent()),
    "413 files": lambda request: errors.bad_request(request, TooManyFilesSent()),
    "429": errors.too_many,
    "500": errors.server_error,
    "500 locked": while_the_key_is_another,
    "503 away": while_the_database_is_away,
    "503 closed": errors.closed,
}


def page(name: str, **request) -> str:
    response = PAGES[name](RequestFactory().get("/", **request))
    assert response.status_code == int(name[:3])
    return response.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_page_has_one_heading_a_title_and_one_thing_to_do(name):
    html = page(name)

    (heading,) = re.findall(r"<h1>(.+?)</h1>", html)
    assert f"<title>{heading} · Mentoring</title>" in html
    assert html.count("btn-primary") == 1
    assert '<html lang="en-gb"' in html


@pytest.mark.parametrize("name", PAGES)
def test_page_has_nothing_that_the_content_policy_refuses(name):
    html = page(name)

    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", html)


@pytest.mark.parametrize("name", PAGES)
def test_page_is_drawn_while_database_and_session_are_away(database_away, name):
    """The request has neither a session nor a user, and whoever asks the database would fail."""
    assert "<h1>" in page(name)


@pytest.mark.parametrize(("cookie", "attribute"), [("dark", ' data-theme="dark"'), ("", ""), ("<b>", "")])
def test_page_keeps_the_theme_that_was_chosen(cookie, attribute):
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = cookie

    html = errors.not_found(request).content.decode()

    assert f'<html lang="en-gb"{attribute}>' in html


def test_words_of_a_link_are_told_as_words():
    html = errors.link_refused(RequestFactory().get("/"), LinkRefused("<b>Over</b>")).content.decode()

    assert "&lt;b&gt;Over&lt;/b&gt;" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("setting", "value", "sent"),
    [
        ("DATA_UPLOAD_MAX_MEMORY_SIZE", 10, {"login": "m" * 100}),
        ("DATA_UPLOAD_MAX_NUMBER_FIELDS", 1, {"login": "a", "next": "b", "more": "c"}),
    ],
)
def test_form_that_is_too_large_is_refused_in_words(settings, setting, value, sent):
    setattr(settings, setting, value)
    body = "&".join(f"{name}={each}" for name, each in sent.items())

    response = Client().post(reverse("account_login"), body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 413
    assert "That was too large to take" in response.content.decode()


def test_file_that_is_too_large_is_refused_before_it_is_read(settings):
    settings.LARGEST_REQUEST = 1_000
    file = io.BytesIO(b"x" * 2_000)
    file.name = "people.csv"

    response = Client().post("/theme/", {"file": file})

    assert (response.status_code, "a smaller file" in response.content.decode()) == (413, True)


@pytest.mark.django_db
def test_file_of_a_size_that_may_come_is_let_through(settings):
    settings.LARGEST_REQUEST = 1_000

    assert Client().post("/theme/", {"theme": "x" * 500}).status_code == 302


@pytest.mark.django_db
def test_form_without_its_token_is_refused_in_our_words(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.mentee.user)

    response = client.post("/theme/", {"theme": "dark"})

    assert response.status_code == 403
    assert "We could not take this form" in response.content.decode()


@pytest.mark.django_db
def test_host_that_is_not_ours_is_refused_in_words():
    response = Client().get("/", headers={"host": "evil.example"})

    assert (response.status_code, "That did not work" in response.content.decode()) == (400, True)


@pytest.mark.django_db
def test_many_tries_to_sign_in_are_paused_with_a_time_to_wait():
    answers = [Client().post(reverse("account_login"), {"login": f"p{number}@mail.example"}) for number in range(40)]

    paused = [answer for answer in answers if answer.status_code == 429]
    assert paused
    assert (paused[0].headers["Retry-After"], "One moment, please" in paused[0].content.decode()) == ("60", True)


@pytest.mark.django_db
def test_page_that_fails_says_so_and_no_more(cast, monkeypatch):
    monkeypatch.delattr("mentoring.desk.views.greeting")
    client = Client(raise_request_exception=False)
    client.force_login(cast.mentee.user)

    response = client.get("/")

    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()
    assert "greeting" not in response.content.decode()


def test_even_a_page_that_cannot_be_drawn_says_something(settings):
    settings.TEMPLATES = []

    response = errors.server_error(RequestFactory().get("/"))

    assert (response.status_code, response.content.decode()) == (500, errors.PLAIN)


class Cause(Exception):
    def __init__(self, pgcode: str | None) -> None:
        self.pgcode = pgcode


def failing(kind: type[Exception], pgcode: str | None) -> Exception:
    error = kind("Not today")
    error.__cause__ = Cause(pgcode)
    return error


@pytest.mark.parametrize(
    ("error", "is_away"),
    [
        (failing(OperationalError, None), True),
        (failing(OperationalError, "57P01"), True),
        (failing(OperationalError, "57P03"), True),
        (failing(OperationalError, "53300"), True),
        (failing(OperationalError, "08006"), True),
        (failing(OperationalError, "57014"), False),
        (failing(OperationalError, "40P01"), False),
        (failing(DatabaseError, None), True),  # "server closed the connection unexpectedly", in the middle of a query
        (failing(DatabaseError, "57P02"), True),
        (failing(IntegrityError, "23505"), False),
        (failing(IntegrityError, None), False),
        (DatabaseError("Save with update_fields did not affect any rows."), False),  # Django's own
        (InterfaceError("connection already closed"), True),
        (RuntimeError("Not today"), False),
        (None, False),
    ],
)
def test_refusal_of_the_database_is_told_from_its_absence(error, is_away):
    assert errors.is_database_away(error) is is_away


@pytest.mark.parametrize("path", ["/", "/office/", "/programmes/", "/profile/"])
def test_page_says_what_to_do_while_the_database_is_away(database_away, path):
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "0123456789abcdef0123456789abcdef"

    response = client.get(path)

    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert "We cannot reach your data just now" in response.content.decode()
    assert 'href="">Try again</a>' in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/readyz"])
def test_answers_without_a_database_carry_every_header(path, database_away):
    client = Client(raise_request_exception=False)

    response = client.get(path, headers={"cookie": "sessionid=0123456789abcdef0123456789abcdef"})

    assert (response.status_code, faults(response)) == (503, [])


def test_form_that_came_while_the_database_is_away_leads_to_a_page_that_can_be_opened(database_away):
    client = Client(raise_request_exception=False)

    response = client.post(reverse("account_login"), {"login": "a@mail.example"})

    assert (response.status_code, 'href="/">Try again</a>' in response.content.decode()) == (503, True)


def test_words_under_another_key_are_neither_empty_nor_overwritten(cast, settings):
    """R30: a page that says what is wrong; what was written is there again with the right key."""
    draft_agreement(mentorship=cast.mentorship)
    confirm_lines_read(agreement=cast.mentorship.agreement, by=cast.mentee.user)
    words = {"mentorship": cast.mentorship, "by": cast.mentee.user}
    note = write_note(session=None, body="Ask about the board.", **words)
    goal = set_goal(sentence="Speak on the board.", where_now="", what_good="", **words)
    client = Client(raise_request_exception=False)
    client.force_login(cast.mentee.user)
    keys = settings.FIELD_KEYS
    pair = reverse("desk:mentorship-detail", args=[cast.mentorship.pk])
    urls = [reverse("agreements:note-update", args=[note.pk]), reverse("feedback:goal-update", args=[goal.pk]), pair]
    settings.FIELD_KEYS = [f"k9:{base64.urlsafe_b64encode(bytes(range(32))).decode()}"]

    locked = [client.get(url) for url in urls]
    settings.FIELD_KEYS = keys

    for form, words in zip(locked[:2], ("these notes", "your goals"), strict=True):
        assert f"We cannot open {words} at the moment" in form.content.decode()
        assert "<h1></h1>" not in form.content.decode()
    assert (locked[2].status_code, "We cannot open your goals" in locked[2].content.decode()) == (200, True)
    assert "No goal yet" not in locked[2].content.decode()
    written = ("Ask about the board.", "Speak on the board.", "Speak on the board.")
    assert [text in client.get(url).content.decode() for text, url in zip(written, urls, strict=True)] == [True] * 3
