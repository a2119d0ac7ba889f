"""What stands before everything else of a pair: each reads its lines, again once they have changed."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.footer import footer_links
from agreements.policies import has_read_former_lines, has_read_lines
from matching.models import Mentorship
from mentoring.lib.too_late import give_back


def lines_first(
    request: HttpRequest, mentorship: Mentorship, form: Callable[[], BaseForm] | None = None
) -> HttpResponse | None:
    """Where somebody comes who has not read the lines; None for whoever has.

    With the `form` of the page, what was typed while the lines were renewed is not lost on the way to them.
    """
    if has_read_lines(request.user, mentorship):
        return None
    lines = reverse("agreements:agreement-detail", args=[mentorship.pk])
    if form is None or request.method != "POST" or not has_read_former_lines(request.user, mentorship):
        if mentorship.status == Mentorship.Status.ACTIVE:
            messages.info(request, _("Please read these lines first. Everything else opens after that."))
        return redirect(lines)
    return give_back(
        request,
        form(),
        _("The lines between you two have changed since. Please read them, then send this once more."),
        heading=_("Please read the new lines first"),
        back_to=lines,
        back_words=_("Read the lines"),
        footer_links=footer_links(mentorship),
    )
