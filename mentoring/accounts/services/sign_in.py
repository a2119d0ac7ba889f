"""Whose account is open."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.accounts.services.changes import stop_all_of
from mentoring.accounts.services.sessions import end_sessions
from mentoring.audit.services import record_event, record_events
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import cancel_messages, resume_messages_to, stop_messages_to


@in_transaction
def stop_sign_in(*, user: User, by: User | None) -> User:
    """Close an account: every session ends, no page lets this person in, nothing that others asked of it waits on, and
    no mail that still waits goes to this person, unless the account is opened again while it is still due.

    Refused for one's own account. `by` is None for whoever's last day is over.
    """
    if by is not None and user.pk == by.pk:
        raise Refused(_("You cannot close your own account. Please ask another site administrator."))
    user = User.objects.select_for_update().get(pk=user.pk)
    stop_all_of(user, by=by)
    end_sessions(user=user)
    cancel_messages(subject=user, kinds=["account"], recipient=user)  # a code of before opens nothing any more
    stop_messages_to(user)
    return turn_sign_in(user, to=False, verb="account.stop", by=by)


@in_transaction
def allow_sign_in(*, user: User, by: User) -> User:
    """Open a closed account again; the mails that waited when it was closed, and are still due, come after all."""
    user = turn_sign_in(user, to=True, verb="account.allow", by=by)
    resume_messages_to([user])
    return user


@in_transaction
def allow_sign_in_of(*, users: Collection[UUID], by: User | None) -> int:
    """Open these accounts again, by their ids, each as `allow_sign_in` does. Returns how many were closed.

    The number of queries does not grow with that of the people. They are locked in one order, so that two of these
    never wait for each other.
    """
    accounts = User.objects.select_for_update().filter(pk__in=users).order_by("pk")
    closed = [user for user in accounts if not user.is_active]
    User.objects.filter(pk__in=[user.pk for user in closed]).update(is_active=True)
    record_events(verb="account.allow", subjects=closed, by=by)
    resume_messages_to(closed)
    return len(closed)


def turn_sign_in(user: User, *, to: bool, verb: str, by: User | None) -> User:
    """Where it stands so already, nothing happens."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active != to:
        user.is_active = to
        user.save(update_fields=["is_active"])
        record_event(verb=verb, subject=user, by=by)
    return user
