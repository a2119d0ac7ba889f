"""Where somebody is signed in."""

from collections.abc import Collection

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from mentoring.accounts.models import User


def end_sessions(*, user: User) -> None:
    """Sign somebody out everywhere."""
    end_sessions_of(users=[user])


def end_sessions_of(*, users: Collection[User]) -> None:
    """The same for many people, in as few queries as for one."""
    sessions = UserSession.objects.filter(user__in=[user.pk for user in users])
    Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
    sessions.delete()
