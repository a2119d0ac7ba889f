from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mentoring.accounts import services
from mentoring.accounts.emails import STOP_EMAIL_CHANGE
from mentoring.accounts.models import EmailChange
from mentoring.lib import links
from mentoring.lib.access import access, anyone, signed_in
from mentoring.lib.errors import Refused

TEMPLATE = "account/email_change_stop.html"


@never_cache
@login_not_required
@access(anyone)
def stop_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """From the mail to the old address. Opening it changes nothing; the button does.

    A link that is no good, or over, is answered as every other one (mentoring.health.middleware.LinkMiddleware).
    """
    change = change_of(token)
    if request.method != "POST":
        return render(request, TEMPLATE, {"change": change, "title": _("Stop the change of your address")})
    try:
        services.cancel_email_change(change=change, by=None)
    except Refused as refusal:  # it was stopped, or came to hold, since it was looked up
        raise links.LinkExpired(refusal.message) from refusal
    words = _(
        "Your account keeps the address it has. If you did not expect this at all, please tell your programme team."
    )
    return render(request, TEMPLATE, {"title": _("The change is stopped"), "words": words})


def change_of(token: str) -> EmailChange:
    """The change that still waits. Raises LinkRefused where the link is no good, LinkExpired where nothing waits."""
    target = links.read_token(token, purpose=STOP_EMAIL_CHANGE)
    change = EmailChange.objects.filter(pk=target.subject_id, state=EmailChange.State.WAITING).first()
    if change is None:
        raise links.LinkExpired(_("This change no longer waits: it was stopped, or it holds already."))
    return change


@access(signed_in)
@require_POST
def stop_own(request: HttpRequest, pk: str) -> HttpResponse:
    change = get_object_or_404(EmailChange, pk=pk, user=request.user)
    try:
        services.cancel_email_change(change=change, by=request.user)
        messages.success(request, _("The change is stopped. Your account keeps the address it has."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("account")
