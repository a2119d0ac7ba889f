"""What holds for everybody signed in: how long, with which second step, in whose time zone and language."""

from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mentoring.accounts import session
from mentoring.accounts.policies import holds_staff_role, lacks_second_step
from mentoring.lib.promised import promised
from mentoring.lib.reader import zone_of

GetResponse = Callable[[HttpRequest], HttpResponse]

# Where somebody goes to set up their second step, and what that may lead through.
SECOND_STEP_PAGES = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_reauthenticate",
        "account_reauthenticate_code",
        "account_logout",
    }
)


class SessionRulesMiddleware:
    """Ends sessions whose time is over, and those of accounts that were closed, with their next request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            self.look_after(request)
        return self.get_response(request)

    def look_after(self, request: HttpRequest) -> None:
        if not request.user.is_authenticated:
            request.session.flush()
        elif self.is_over(request):
            logout(request)
            messages.info(request, _("You were away for a while, so we signed you out. Please sign in again."))
        elif session.since(request.session, session.SEEN) >= session.NOTED_EVERY:
            session.note(request.session, session.SEEN)
            UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())

    @staticmethod
    def is_over(request: HttpRequest) -> bool:
        """The role is asked for last: most sessions are fresh, and the question may cost a query."""
        if session.is_over_for_anybody(request.session):
            return True
        return session.is_over_for_staff(request.session) and holds_staff_role(request.user)


class SecondStepMiddleware:
    """Leads whoever has to have a second step, and has none, to the page where one is set up, and nowhere else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if promised(request.resolver_match).view_name in SECOND_STEP_PAGES or not lacks_second_step(request.user):
            return None
        return redirect("mfa_index")


class PersonMiddleware:
    """Each signed-in person sees times in their own zone and pages in their own language."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with (
            timezone.override(zone_of(request.user)),
            translation.override(request.user.language or translation.get_language()),
        ):
            response = self.get_response(request)
            if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                response.render()
        response.headers.setdefault("Cache-Control", "no-store")
        return response
