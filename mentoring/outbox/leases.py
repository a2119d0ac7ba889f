"""How long a row belongs to its sender. All leases go by the database's clock, which every process shares."""

from datetime import timedelta

from django.conf import settings
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, Func, Value

# What may be waited for between two renewals: MAIL, RCPT and RSET; the word before DATA.
ANSWERS_BEFORE_THE_FENCE = 3
TO_SPARE = 5


class DatabaseNow(Func):
    """The database's wall clock, not the start of the transaction."""

    template = "clock_timestamp()"
    output_field = DateTimeField()


def claim_lease() -> timedelta:
    """Longer than announcing one message may take; renewed when the turn of a message comes."""
    return timedelta(seconds=max(20, ANSWERS_BEFORE_THE_FENCE * settings.EMAIL_TIMEOUT + TO_SPARE))


def sending_lease() -> timedelta:
    """Longer than the server may take to answer to DATA, to take the text, and to answer to the final dot."""
    return timedelta(seconds=settings.EMAIL_TIMEOUT + 2 * settings.EMAIL_ANSWER_TIMEOUT + TO_SPARE)


def from_now(duration: timedelta) -> ExpressionWrapper:
    """The end of a lease that begins now, by the database's clock."""
    return ExpressionWrapper(
        DatabaseNow() + Value(duration, output_field=DurationField()), output_field=DateTimeField()
    )
