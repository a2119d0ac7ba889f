"""That the mail server is away, told to the log by all senders together: when it goes, each minute, when it is back.

Any number of processes send, and each looks anew each second: what was told stands in the database, by its clock.
"""

import logging
from datetime import timedelta

from django.db.models import DateTimeField, ExpressionWrapper, F
from django.db.models.functions import Now

from mentoring.outbox.models import MailServerAway

logger = logging.getLogger(__name__)
TELL_EVERY = timedelta(minutes=1)
THE_ONE = 1
NOW = ExpressionWrapper(Now(), output_field=DateTimeField())


def note_away(words: str) -> None:
    """The server could not be reached, for the reason in `words`; who finds it so first tells, then one each minute."""
    _row, is_new = MailServerAway.objects.get_or_create(pk=THE_ONE, defaults={"since": Now(), "told_at": Now()})
    if is_new:
        logger.warning("The mail server cannot be reached: %s", words)
    elif MailServerAway.objects.filter(told_at__lte=Now() - TELL_EVERY).update(told_at=Now()):
        logger.warning("The mail server has been away for %d seconds: %s", _seconds_away(), words)


def note_back() -> None:
    """The server answers; only who takes the row away tells."""
    if MailServerAway.objects.exists():
        seconds = _seconds_away()
        if MailServerAway.objects.all().delete()[0]:
            logger.warning("The mail server is back after %d seconds", seconds)


def _seconds_away() -> float:
    """None of it where another sender has just found the server to be back."""
    times = MailServerAway.objects.annotate(now=NOW).values_list(F("now"), F("since")).first()
    return (times[0] - times[1]).total_seconds() if times else 0
