"""What is answered before sessions, hosts and people are looked at."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

from mentoring.health import errors, maintenance
from mentoring.health.urls import app_name, urlpatterns
from mentoring.lib.links import LinkRefused

# As the driver of the database says it.
NUL_REFUSED = "NUL (0x00)"


class ProbeMiddleware:
    """Probes come by plain HTTP, from inside, with whatever host: nothing else on the way may touch them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.probes = {f"/{url.pattern}": url for url in urlpatterns}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        url = self.probes.get(request.path_info)
        if url is None:
            return self.get_response(request)
        request.resolver_match = ResolverMatch(url.callback, (), {}, url_name=url.name, namespaces=[app_name])
        return url.callback(request)


class SizeMiddleware:
    """Refuses what is too large before a byte of it is read; Django itself sets no limit to files."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or "0"
        is_too_large = said.isdecimal() and int(said) > settings.LARGEST_REQUEST
        return errors.too_large(request) if is_too_large else self.get_response(request)


class MaintenanceMiddleware:
    """Everything behind it is closed while `manage.py maintenance` says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request) if maintenance.sentence() is None else errors.closed(request)


class LinkMiddleware:
    """A signed link that a view does not settle itself: over (410), or altered (404), said in its own sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return errors.link_refused(request, exception) if isinstance(exception, LinkRefused) else None


class NulMiddleware:
    """A sign that the database cannot keep: what sends it is a bad request, wherever it was not refused before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        is_refused = isinstance(exception, ValueError) and NUL_REFUSED in str(exception)
        return errors.bad_request(request, exception) if is_refused and holds_nul(request) else None


def holds_nul(request: HttpRequest) -> bool:
    sent = [*request.GET.lists(), *request.POST.lists()]
    return "\0" in request.path or any("\0" in each for name, values in sent for each in (name, *values))
