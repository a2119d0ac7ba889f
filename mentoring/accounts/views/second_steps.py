"""The pages of allauth on which people set up and take off their own second steps."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from mentoring.accounts import services

SAFE = ("GET", "HEAD", "OPTIONS")
View = Callable[..., HttpResponse]


def own_second_steps(view: View) -> View:
    """What its button changes holds in one transaction with what follows from it; opening the page changes nothing."""

    @wraps(view)
    def changing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in SAFE or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        with services.changing_second_steps(user=request.user):
            return view(request, *args, **kwargs)

    return changing
