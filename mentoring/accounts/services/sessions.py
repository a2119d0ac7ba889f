"""Where somebody is signed in."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.transactions import in_transaction

AT_ONCE = 5_000
JUST_BEGUN = timedelta(hours=1)  # somebody may be signing in at this moment


def end_sessions(*, user: User) -> None:
    """Sign somebody out everywhere."""
    sessions = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
    sessions.delete()


@in_transaction
def forget_old_sessions() -> int:
    """Delete sessions that are over, and on which device each was, as many as are quickly done. Returns how many."""
    old = Session.objects.filter(expire_date__lt=clock.now()).values_list("pk", flat=True)
    over, _rows = Session.objects.filter(pk__in=list(old[:AT_ONCE])).delete()
    known = Exists(Session.objects.filter(pk=OuterRef("session_key")))
    UserSession.objects.filter(~known, last_seen_at__lt=clock.now() - JUST_BEGUN).delete()
    return over
