import logging
import re

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch, reverse

from mentoring.lib import request_id
from mentoring.lib.access_log import AccessLogMiddleware, unlogged
from tests import factories


@pytest.fixture
def lines(caplog):
    """The values of the lines that requests left."""
    caplog.set_level(logging.INFO, logger="mentoring.lib.access_log")
    names = ("method", "route", "status", "user")
    return lambda: [
        {name: getattr(record, name) for name in names if hasattr(record, name)}
        for record in caplog.records
        if record.name == "mentoring.lib.access_log"
    ]


@pytest.mark.django_db
def test_line_tells_who_asked_for_which_page_and_what_came(lines, cast, sign_in, caplog):
    sign_in(cast.mentee).get(reverse("desk:mentorship-detail", args=[cast.mentorship.pk]), {"tab": "notes"})

    expected = {"method": "GET", "route": "desk:mentorship-detail", "status": 302, "user": str(cast.mentee.user_id)}
    assert lines() == [expected]
    assert caplog.records[-1].milliseconds >= 0


@pytest.mark.django_db
def test_line_of_a_page_without_log_in_does_not_tell_who_is_signed_in(lines, cast, sign_in):
    """An answer to a survey must not be found by the time of a line that names somebody."""
    sign_in(cast.mentee).get(reverse("feedback:survey-answer", args=["altered"]))

    assert lines() == [{"method": "GET", "route": "feedback:survey-answer", "status": 404}]


@pytest.mark.django_db
def test_line_of_somebody_signed_out_names_nobody(lines, client):
    client.get(reverse("account_login"))

    assert lines() == [{"method": "GET", "route": "account_login", "status": 200}]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "route", "status"),
    [
        ("/static/css/tokens.css", "static", 200),
        ("/livez", "health:livez", 200),
        ("/nowhere/at/all/", "unmatched", 404),
    ],
)
def test_file_probe_and_lost_path_leave_a_line_too(lines, client, path, route, status):
    response = client.get(path)
    response.close()

    assert response.status_code == status
    assert lines() == [{"method": "GET", "route": route, "status": status}]


@pytest.mark.django_db
def test_page_that_fails_leaves_a_line(lines, cast, monkeypatch):
    monkeypatch.delattr("mentoring.desk.views.greeting")
    client = Client(raise_request_exception=False)
    client.force_login(cast.mentee.user)

    client.get("/")

    assert lines() == [{"method": "GET", "route": "desk:home", "status": 500, "user": str(cast.mentee.user_id)}]


@pytest.mark.django_db
def test_line_does_not_open_a_session(client, django_assert_num_queries):
    client.force_login(factories.UserFactory())

    with django_assert_num_queries(0):
        client.get("/livez")


def test_word_that_is_no_method_is_not_told(lines, client):
    client.generic("MINH", "/livez")

    assert [line["method"] for line in lines()] == ["other"]


def test_view_that_asks_for_silence_leaves_no_line(lines):
    @unlogged
    def whistle(request):
        request.resolver_match = ResolverMatch(whistle, (), {}, url_name="whistle")
        return HttpResponse()

    response = AccessLogMiddleware(whistle)(RequestFactory().get("/"))

    assert (response.status_code, lines()) == (200, [])


def id_of(given: str | None) -> tuple[str, str]:
    """The id inside of a request, and the one that goes back."""
    inside = []
    headers = {} if given is None else {"x-request-id": given}

    def view(request):
        inside.append(request_id.current())
        return HttpResponse()

    response = AccessLogMiddleware(view)(RequestFactory().get("/", headers=headers))
    return inside[0], response.headers["X-Request-ID"]


def test_id_of_a_proxy_is_kept():
    assert id_of("5b0c1f6e-6d0a-4e0e-9d43-1234567890ab") == ("5b0c1f6e-6d0a-4e0e-9d43-1234567890ab",) * 2


@pytest.mark.parametrize(
    "given", [None, "", "short", "x" * 65, "minh@mail.example", "two words 12", "line\nbreak-12", "<script>12345"]
)
def test_what_is_no_id_is_replaced(given):
    inside, returned = id_of(given)

    assert inside == returned != given
    assert re.fullmatch("[0-9a-f]{32}", inside)


def test_each_request_has_an_id_of_its_own_and_none_stays():
    assert id_of(None) != id_of(None)
    assert request_id.current() == ""
