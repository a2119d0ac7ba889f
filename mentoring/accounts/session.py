"""What a session knows of its person: since when they are signed in, when they were last here and last proved it.

It goes by the real time, never by `lib.clock`: nobody's session lives in the past that a demonstration tells.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

SIGNED_IN, SEEN, PROVED = "signed_in_at", "seen_at", "proved_at"
# How often a session that is in use is written down as such.
NOTED_EVERY = timedelta(minutes=1)


def begin(session: SessionBase) -> None:
    """Somebody signed in just now, which is a proof of who they are."""
    for name in (SIGNED_IN, SEEN, PROVED):
        note(session, name)


def note(session: SessionBase, name: str) -> None:
    session[name] = timezone.now().timestamp()


def since(session: SessionBase, name: str) -> timedelta:
    """How long ago that was; a session from before we kept it counts from now on."""
    if name not in session:
        note(session, name)
    return timezone.now() - datetime.fromtimestamp(session[name], UTC)


def is_over_for_anybody(session: SessionBase) -> bool:
    return since(session, SIGNED_IN) >= timedelta(minutes=settings.SESSION_MINUTES)


def is_over_for_staff(session: SessionBase) -> bool:
    """Whoever sees what others wrote, or may change what holds for others, is signed out sooner."""
    return since(session, SEEN) >= timedelta(minutes=settings.STAFF_SESSION_IDLE_MINUTES) or since(
        session, SIGNED_IN
    ) >= timedelta(minutes=settings.STAFF_SESSION_MINUTES)


def is_proof_fresh(session: SessionBase, within: timedelta) -> bool:
    """Whether this person proved who they are within that time, by signing in or by being asked once more."""
    return since(session, PROVED) < within
