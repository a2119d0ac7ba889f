import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from mentoring.health.middleware import LinkMiddleware
from mentoring.lib.links import LinkExpired, LinkRefused


def through(error: Exception) -> HttpResponse | None:
    return LinkMiddleware(lambda request: HttpResponse()).process_exception(RequestFactory().get("/"), error)


@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (LinkExpired("Links in our mails work for a limited time."), 410, "This link is over"),
        (LinkRefused("This link was changed."), 404, "This link does not work"),
    ],
)
def test_link_that_a_view_refuses_has_a_page_of_its_own(error, status, heading):
    response = through(error)

    assert response.status_code == status
    assert (heading in response.content.decode(), str(error) in response.content.decode()) == (True, True)


def test_every_other_exception_goes_on():
    assert through(RuntimeError("Not a link")) is None
