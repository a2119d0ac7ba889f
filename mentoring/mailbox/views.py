from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mentoring.lib.access import access, anyone
from mentoring.mailbox import reader

SHOWN = 50


@login_not_required
@access(anyone)
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    return render(request, "mailbox/mail_list.html", {"mails": reader.newest(folder_or_404(), SHOWN)})


@login_not_required
@access(anyone)
@require_safe
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    letter = reader.read(folder_or_404(), name)
    if letter is None:
        raise Http404
    body = reader.linked(letter.text, settings.SITE_URL)
    return render(request, "mailbox/mail_detail.html", {"letter": letter, "body": body})


def folder_or_404() -> Path:
    """Real installations keep no mails, and so have no such pages."""
    if settings.MAILBOX_DIR is None:
        raise Http404
    return settings.MAILBOX_DIR
