"""What the pages of a cohort's pairs have in common: whose cohort it is, the way back, how it looks."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from matching.board import LISTS
from matching.narrowing import GROUPS
from mentoring.accounts.models import User
from programmes.models import Cohort

BOARD = "admin:matching_cohort_board"
# The most of words to look for that anybody means.
LONGEST = 80


class OfficeRequest(HttpRequest):
    """Of somebody who has signed in: `works_in_office` lets nobody else in."""

    user: User


def coordinated(request: OfficeRequest, cohort_id: UUID) -> Cohort:
    """This cohort, to whoever coordinates it; a stranger gets 404."""
    mine = Cohort.objects.coordinated_by(request.user).select_related("programme__policy")
    return get_object_or_404(mine, pk=cohort_id)


def here(request: HttpRequest) -> str:
    """The part of an address that says what one looks for, and which page of which list one looks at."""
    said = {name: request.GET[name][:LONGEST] for name in ("q", "page", *GROUPS, *LISTS) if request.GET.get(name)}
    return f"?{urlencode(said)}" if said else ""


def back_to_board(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    """To the place on the board from which one came."""
    return redirect(reverse(BOARD, args=[cohort_id]) + here(request))


def page(request: HttpRequest, name: str, cohort: Cohort, **context: Any) -> HttpResponse:
    everywhere = admin.site.each_context(request)
    return render(
        request, f"admin/matching/{name}.html", {**everywhere, "cohort": cohort, "subtitle": cohort, **context}
    )
