"""The name of the page a request asked for. Addresses themselves hold ids and the tokens of signed links."""

from django.http import HttpRequest

UNMATCHED = "unmatched"


def route_of(request: HttpRequest) -> str:
    """The name of the URL pattern, or the pattern itself; never a word of the path that was asked for."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return UNMATCHED
    return match.view_name or match.route
