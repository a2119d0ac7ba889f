"""A fresh proof of identity before what is private, or what changes how somebody signs in."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from mentoring.accounts.session import is_proof_fresh

View = Callable[..., HttpResponse]


def for_private_words(request: HttpRequest) -> bool:
    """Fresh enough to be shown private words."""
    return is_proof_fresh(request.session, timedelta(minutes=settings.FRESH_PROOF_MINUTES))


def for_what_was_typed(request: HttpRequest) -> bool:
    """Fresh enough to keep private words of a form that was opened in time."""
    minutes = settings.FRESH_PROOF_MINUTES + settings.FRESH_PROOF_GRACE_MINUTES
    return is_proof_fresh(request.session, timedelta(minutes=minutes))


def for_changes_of_account(request: HttpRequest) -> bool:
    """Fresh enough to change how one signs in."""
    return is_proof_fresh(request.session, timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT))


def proof_address(request: HttpRequest, *, back_to: str) -> str:
    """Where this person proves who they are, and from where they come back."""
    (first, *_others) = get_adapter().get_reauthentication_methods(request.user)
    return f"{first['url']}?{urlencode({REDIRECT_FIELD_NAME: back_to})}"


def proof_for_private_words(request: HttpRequest) -> str:
    """Where to prove who one is before this page shows private words; empty where the proof is fresh enough."""
    return "" if for_private_words(request) else proof_address(request, back_to=request.get_full_path())


def fresh_proof(is_fresh: Callable[[HttpRequest], bool], *, methods: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Lead somebody signed in whose proof is too old to give another, and back here; for these methods, or for all."""

    def declare(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            is_asked = request.user.is_authenticated and (not methods or request.method in methods)
            if is_asked and not is_fresh(request):
                return redirect(proof_address(request, back_to=request.get_full_path()))
            return view(request, *args, **kwargs)

        return asked

    return declare
