"""Probes for whoever runs the product: one word, no detail, no session. `manage.py doctor` says more."""

import logging
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mentoring.health import schema
from mentoring.jobs.reports import is_work_stuck
from mentoring.lib.access import anyone
from mentoring.outbox.reports import pump_health

logger = logging.getLogger(__name__)
View = Callable[[HttpRequest], HttpResponse]


def probe(is_well: Callable[[], bool]) -> View:
    """A view that says "ok", or 503 and one word. Whatever goes wrong while looking is not well."""

    @login_not_required
    @require_safe
    @wraps(is_well)
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            well = is_well()
        except Exception as error:
            logger.warning("A probe could not look", extra={"probe": is_well.__name__, "error": type(error).__name__})
            well = False
        word, status = ("ok", 200) if well else ("unwell", 503)
        return HttpResponse(word, content_type="text/plain", status=status, headers={"Cache-Control": "no-store"})

    answer.access_rule = anyone
    return answer


@probe
def livez() -> bool:
    """This process answers."""
    return True


@probe
def readyz() -> bool:
    """The database answers, and its tables are those that this code needs."""
    return not schema.missing(schema.applied())


@probe
def pump() -> bool:
    """Messages leave in time."""
    return pump_health().is_healthy


@probe
def jobs() -> bool:
    """Long work is picked up in time."""
    return not is_work_stuck()
