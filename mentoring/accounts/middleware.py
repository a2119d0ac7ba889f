"""Each signed-in person sees times in their own zone and pages in their own language."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


class PersonMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        zone = zoneinfo.ZoneInfo(request.user.time_zone) if request.user.time_zone else timezone.get_default_timezone()
        with timezone.override(zone), translation.override(request.user.language or translation.get_language()):
            response = self.get_response(request)
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
        response.headers.setdefault("Cache-Control", "no-store")
        return response
