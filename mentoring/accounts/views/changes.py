"""Stopping what others asked of an account: by the link in the mail, or from one's own account."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mentoring.accounts import services
from mentoring.accounts.emails import STOP_EMAIL_CHANGE, STOP_SECOND_STEP_REMOVAL
from mentoring.accounts.models import AccountChange, EmailChange, SecondStepRemoval
from mentoring.lib import links
from mentoring.lib.access import access, anyone, signed_in
from mentoring.lib.errors import Refused


@dataclass(frozen=True)
class Stoppable:
    """A kind of change, the purpose of the link that stops it, and what is said about it."""

    kind: type[AccountChange]
    purpose: str
    template: str
    title: Promise
    kept: Promise


EMAIL_CHANGE = Stoppable(
    kind=EmailChange,
    purpose=STOP_EMAIL_CHANGE,
    template="account/email_change_stop.html",
    title=gettext_lazy("Stop the change of your address"),
    kept=gettext_lazy("Your account keeps the address it has."),
)
SECOND_STEP_REMOVAL = Stoppable(
    kind=SecondStepRemoval,
    purpose=STOP_SECOND_STEP_REMOVAL,
    template="account/second_step_removal_stop.html",
    title=gettext_lazy("Keep your second step"),
    kept=gettext_lazy("Your second step and your recovery codes stay as they are."),
)


@never_cache
@login_not_required
@access(anyone)
def stop_email_change(request: HttpRequest, token: str) -> HttpResponse:
    return stop_by_link(request, token, EMAIL_CHANGE)


@never_cache
@login_not_required
@access(anyone)
def stop_second_step_removal(request: HttpRequest, token: str) -> HttpResponse:
    return stop_by_link(request, token, SECOND_STEP_REMOVAL)


@access(signed_in)
@require_POST
def stop_own_email_change(request: HttpRequest, pk: str) -> HttpResponse:
    return stop_own(request, pk, EMAIL_CHANGE)


@access(signed_in)
@require_POST
def stop_own_second_step_removal(request: HttpRequest, pk: str) -> HttpResponse:
    return stop_own(request, pk, SECOND_STEP_REMOVAL)


def stop_by_link(request: HttpRequest, token: str, what: Stoppable) -> HttpResponse:
    """Opening the link changes nothing; the button does.

    A link that is no good, or over, is answered as every other one (mentoring.health.middleware.LinkMiddleware).
    """
    change = change_of(token, what)
    if request.method != "POST":
        return render(request, what.template, {"change": change, "title": what.title})
    try:
        services.cancel_account_change(change=change, by=None)
    except Refused as refusal:  # it was stopped, or came to hold, since it was looked up
        raise links.LinkExpired(refusal.message) from refusal
    return render(request, what.template, {"title": _("The change is stopped"), "words": what.kept})


def change_of(token: str, what: Stoppable) -> AccountChange:
    """The change that still waits. Raises LinkRefused where the link is no good, LinkExpired where nothing waits."""
    target = links.read_token(token, purpose=what.purpose)
    waiting = what.kind._default_manager.filter(pk=target.subject_id, state=AccountChange.State.WAITING)
    change = waiting.select_related("user").first()
    if change is None:
        raise links.LinkExpired(_("This change no longer waits: it was stopped, or it holds already."))
    return change


def stop_own(request: HttpRequest, pk: str, what: Stoppable) -> HttpResponse:
    change = get_object_or_404(what.kind, pk=pk, user=request.user)
    try:
        services.cancel_account_change(change=change, by=request.user)
        messages.success(request, _("The change is stopped. %(kept)s") % {"kept": what.kept})
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("account")
