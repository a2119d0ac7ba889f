"""Headers that every answer carries, whoever gave it: a page, a file, a probe, a redirect, an error."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Not "cookies": that would end a person's sessions on every site under the same company domain.
FORGOTTEN_AT_SIGN_OUT = '"cache", "storage"'


class HeadersMiddleware:
    """Adds what Django and django-csp do not. What no view said otherwise is kept by no browser and no proxy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers.setdefault("Cache-Control", "no-store")
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        if getattr(request, "signed_out", False):
            response.headers["Clear-Site-Data"] = FORGOTTEN_AT_SIGN_OUT
        return response


def note_sign_out(*, request: HttpRequest | None, **_signal: Any) -> None:
    """Receives Django's `user_logged_out`, so that no way of signing out is forgotten."""
    if request is not None:
        request.signed_out = True  # type: ignore[attr-defined]
