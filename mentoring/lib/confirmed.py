"""Whether a deed on many rows of the office was confirmed, and of which rows."""

from collections.abc import Iterable

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Model
from django.http import HttpRequest


def is_confirmed(request: HttpRequest, rows: Iterable[Model]) -> bool:
    """Whether somebody said yes to each of these rows on the page that named how many they are.

    That page sends back every row it was about. Of "all rows of the list" there may be others by now.
    """
    named = set(request.POST.getlist(ACTION_CHECKBOX_NAME))
    return "confirmed" in request.POST and all(str(row.pk) in named for row in rows)
