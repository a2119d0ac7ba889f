from pathlib import Path
from urllib.parse import urlencode

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from mentoring.lib.access import access, anyone
from mentoring.mailbox import reader

SHOWN = 50
LOOKED_THROUGH = 1_000
# A mail needs its inline styles and nothing else. It runs no script; a link in it, once pressed, takes the whole page.
SANDBOX = ["allow-popups", "allow-popups-to-escape-sandbox", "allow-top-navigation-by-user-activation"]
POLICY_OF_A_MAIL = {
    "default-src": [NONE],
    "script-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "font-src": [NONE],
    "connect-src": [NONE],
    "manifest-src": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": SANDBOX,
}


@login_not_required
@access(anyone)
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    mails, to = reader.newest(folder_or_404(), LOOKED_THROUGH), request.GET.get("to", "")
    chosen = [mail for mail in mails if to in ("", mail.to)]
    context = {
        "mails": Paginator(chosen, SHOWN).get_page(request.GET.get("page")),
        "to": to,
        "query": f"{urlencode({'to': to})}&" if to else "",
        "recipients": reader.recipients(mails),
    }
    return render(request, "mailbox/mail_list.html", context)


@login_not_required
@access(anyone)
@require_safe
@csp_update({"frame-src": [SELF]})
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    letter = letter_or_404(name)
    body = reader.linked(letter.text, settings.SITE_URL)
    return render(request, "mailbox/mail_detail.html", {"letter": letter, "body": body, "sandbox": " ".join(SANDBOX)})


@login_not_required
@access(anyone)
@require_safe
@xframe_options_sameorigin
@csp_replace(POLICY_OF_A_MAIL)
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of a mail, for the frame of its page."""
    letter = letter_or_404(name)
    if not letter.html:
        raise Http404
    return HttpResponse(f'<!doctype html><base target="_top">{letter.html}')


@login_not_required
@access(anyone)
@require_safe
def attachment_detail(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """A file that came with a mail, always as plain text."""
    attachments = letter_or_404(name).attachments
    if not 1 <= number <= len(attachments):
        raise Http404
    return HttpResponse(attachments[number - 1].text, content_type="text/plain; charset=utf-8")


def letter_or_404(name: str) -> reader.Letter:
    letter = reader.read(folder_or_404(), name)
    if letter is None:
        raise Http404
    return letter


def folder_or_404() -> Path:
    """Real installations keep no mails, and so have no such pages."""
    if settings.MAILBOX_DIR is None:
        raise Http404
    return settings.MAILBOX_DIR
