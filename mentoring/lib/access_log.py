"""The request's id, and one line for each request: what was asked for, by whom, what came of it, how long it took."""

import logging
import re
import time
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from mentoring.lib import request_id
from mentoring.lib.routes import UNMATCHED, route_of

logger = logging.getLogger(__name__)
HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")
STATIC = "static"
View = TypeVar("View", bound=Callable[..., Any])


def unlogged(view: View) -> View:
    """Requests for this view leave no line: who asked, and when, is nobody's business."""
    view.is_unlogged = True  # type: ignore[attr-defined]
    return view


class AccessLogMiddleware:
    """Stands first, so that it sees every answer. It knows no query, no body, no header and no path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with request_id.standing(given_or_new(request)):
            began = time.monotonic()
            response = self.get_response(request)
            if not is_unlogged(request):
                write_line(request, response, milliseconds=round((time.monotonic() - began) * 1000))
            response.headers[HEADER] = request_id.current()
        return response


def given_or_new(request: HttpRequest) -> str:
    """The id that a proxy in front of us gave, where it is nothing but an id; else a new one."""
    given = request.headers.get(HEADER, "")
    return given if WELL_FORMED.fullmatch(given) else uuid4().hex


def is_unlogged(request: HttpRequest) -> bool:
    match = getattr(request, "resolver_match", None)
    return match is not None and getattr(match.func, "is_unlogged", False)


def write_line(request: HttpRequest, response: HttpResponse, *, milliseconds: int) -> None:
    values = {
        "method": request.method if request.method in METHODS else "other",
        "route": route_with_static(request, response),
        "status": response.status_code,
        "milliseconds": milliseconds,
    }
    if user := user_of(request):
        values["user"] = user
    logger.info("request", extra=values)


def user_of(request: HttpRequest) -> str:
    """Who asked, where the page is one to sign in for and somebody looked: the log opens no session of its own.

    On a page that needs no log-in (the answers to a survey) it is nobody's business who happens to be signed in.
    """
    match = getattr(request, "resolver_match", None)
    if match is None or not getattr(match.func, "login_required", True):
        return ""
    return str(getattr(getattr(request, "_cached_user", None), "pk", None) or "")


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")


def route_with_static(request: HttpRequest, response: HttpResponse) -> str:
    """Files, probes and notices are answered before an address is matched; they say themselves what they are."""
    route = route_of(request)
    return getattr(response, "route", STATIC if response.streaming else route) if route == UNMATCHED else route
