"""One answer to "Did you meet?", and another one when the first was wrong."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Session
from agreements.services.pair import WrongTime, lock_working_pair
from agreements.services.sessions import cancel_session, log_session, move_session, reopen_session
from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction

Answer = Session.Answer


class AnsweredMeanwhile(Refused):
    """Somebody said something else since the form was opened; it is shown, and can be changed."""


@in_transaction
def answer_session(*, session: Session, answer: str, starts_at: datetime, minutes: int, seen: str, by: User) -> Session:
    """Say whether the two met, moved their session or did not meet, as somebody who has seen it stand as `seen`.

    The same answer twice is one. Another answer takes the place of the first, for whoever has seen the first; it is
    refused where the session was changed meanwhile, and where its time has not come.
    """
    lock_working_pair(session.mentorship_id, by=by)
    session = Session.objects.get(pk=session.pk)
    if _says(session, answer, starts_at, minutes):
        return session
    if session.as_seen != seen:
        raise AnsweredMeanwhile(_("This was answered a moment ago. Please look at what it says now."))
    if session.starts_at > clock.now():
        raise WrongTime(_("The time of this session has not come yet."))
    session = reopen_session(session=session, by=by)
    if answer == Answer.MET:
        return log_session(session=session, starts_at=starts_at, minutes=minutes, by=by)
    if answer == Answer.MOVED:
        return move_session(session=session, starts_at=starts_at, minutes=minutes, place=session.place, by=by)
    return cancel_session(session=session, by=by)


def _says(session: Session, answer: str, starts_at: datetime, minutes: int) -> bool:
    """Whether the session stands as this answer would leave it; of a meeting the day counts, not the hour."""
    same_length = session.minutes == minutes
    if answer == Answer.MET:
        same_day = timezone.localdate(session.starts_at) == timezone.localdate(starts_at)
        return session.status == Session.Status.HELD and same_day and same_length
    if answer == Answer.MOVED:
        is_ahead = session.status == Session.Status.PLANNED and session.starts_at > clock.now()
        return is_ahead and session.starts_at == starts_at and same_length
    return session.status == Session.Status.CANCELLED
