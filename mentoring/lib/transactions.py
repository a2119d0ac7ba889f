"""One transaction per act, begun anew when the database ended it only for the sake of somebody else's."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from mentoring.lib.errors import Refused

RETRIES = 3
SERIALIZATION_FAILURE = "40001"
DEADLOCK = "40P01"

Given = ParamSpec("Given")
Result = TypeVar("Result")


def in_transaction(service: Callable[Given, Result]) -> Callable[Given, Result]:
    """Run `service` in a transaction; after a deadlock or a serialisation failure again, at most three times.

    When every attempt ended so, the person is asked to try again. Inside another transaction it runs once and the
    error goes up: the outermost one is what has to begin anew. Each attempt must read its rows itself.
    """
    atomic_service = transaction.atomic(service)

    @wraps(service)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        nested, retries = connection.in_atomic_block, RETRIES
        while True:
            try:
                return atomic_service(*args, **kwargs)
            except OperationalError as error:
                if nested or not is_retryable(error):
                    raise
                if not retries:
                    raise Refused(_("Somebody changed this at the same moment. Please try again.")) from error
                retries -= 1

    return run


def is_retryable(error: OperationalError) -> bool:
    """Whether the database gave up this transaction for the sake of another, so that trying again helps."""
    return getattr(error.__cause__, "pgcode", None) in {SERIALIZATION_FAILURE, DEADLOCK}
