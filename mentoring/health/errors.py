"""The pages for what went wrong. They ask neither the database nor the session: either may be what is broken."""

import logging
import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from mentoring.health import maintenance
from mentoring.lib.crypto import Undecipherable
from mentoring.lib.links import LinkExpired, LinkRefused
from mentoring.lib.theme import chosen_theme

logger = logging.getLogger(__name__)
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
# SQLSTATE classes: connection, resources (disk full, too many connections), the operator's hand (shutdown, restart).
AWAY_CLASSES = ("08", "53", "57P")
SOON, LATER = 30, 300  # seconds
PLAIN = "Something went wrong on our side. Please wait a minute and load the page again."


def error_page(request: HttpRequest, status: int, template: str = "", **context: Any) -> HttpResponse:
    """A page without a context of the request: nothing in it may need what could be away."""
    words = {"theme": chosen_theme(request), "again": "" if request.method in ("GET", "HEAD") else "/", **context}
    return HttpResponse(render_to_string(template or f"{status}.html", words), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return too_large(request) if isinstance(exception, TOO_LARGE) else error_page(request, 400)


def too_large(request: HttpRequest) -> HttpResponse:
    return error_page(request, 413)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form did not bring back what its page gave it: an old page, or a browser without cookies."""
    return error_page(request, 403, "403_csrf.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 404)


def too_many(request: HttpRequest) -> HttpResponse:
    return retry_after(error_page(request, 429), SOON * 2)


def link_refused(request: HttpRequest, refusal: LinkRefused) -> HttpResponse:
    """A link from a mail whose time is over, or that was altered on its way."""
    is_over = isinstance(refusal, LinkExpired)
    context = {"is_over": is_over, "sentence": refusal.message}
    return error_page(request, 410 if is_over else 404, "link_refused.html", **context)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the exception, whichever part of the way it came from."""
    try:
        error = sys.exc_info()[1]
        if is_database_away(error):
            return retry_after(error_page(request, 503), SOON)
        return error_page(request, 500, "500_locked.html" if isinstance(error, Undecipherable) else "")
    except Exception:  # the page itself cannot be drawn
        logger.exception("The page for errors could not be drawn")
        return HttpResponse(PLAIN, status=500, content_type="text/plain")


def closed(request: HttpRequest) -> HttpResponse:
    """The page of `manage.py maintenance on`."""
    return retry_after(error_page(request, 503, "maintenance.html", sentence=maintenance.sentence()), LATER)


def retry_after(response: HttpResponse, seconds: int) -> HttpResponse:
    response.headers["Retry-After"] = str(seconds)
    return response


def is_database_away(error: BaseException | None) -> bool:
    """Whether the database could not be reached, or ended the connection; not whether it refused what was asked."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, DatabaseError):
        return False
    # In the middle of a query the driver tells the end of the server as a DatabaseError of no further kind.
    is_cut = type(error) is DatabaseError and error.__cause__ is not None
    if not (is_cut or isinstance(error, OperationalError)):
        return False
    state = getattr(error.__cause__, "pgcode", None)
    return state is None or state.startswith(AWAY_CLASSES)
