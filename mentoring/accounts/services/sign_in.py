"""Whose account is open."""

from django.utils.translation import gettext as _

from mentoring.accounts.models import EmailChange, User
from mentoring.accounts.services.addresses import stop
from mentoring.accounts.services.sessions import end_sessions
from mentoring.audit.services import record_event
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction


@in_transaction
def stop_sign_in(*, user: User, by: User | None) -> User:
    """Close an account: every session ends, no page lets this person in, and no change of address goes on waiting.

    Refused for one's own account. `by` is None for whoever's last day is over.
    """
    if by is not None and user.pk == by.pk:
        raise Refused(_("You cannot close your own account. Please ask another site administrator."))
    user = User.objects.select_for_update().get(pk=user.pk)
    for change in user.email_changes.filter(state=EmailChange.State.WAITING):
        stop(change, by=by)
    end_sessions(user=user)
    return turn_sign_in(user, to=False, verb="account.stop", by=by)


@in_transaction
def allow_sign_in(*, user: User, by: User) -> User:
    """Open a closed account again."""
    return turn_sign_in(user, to=True, verb="account.allow", by=by)


def turn_sign_in(user: User, *, to: bool, verb: str, by: User | None) -> User:
    """Where it stands so already, nothing happens."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active != to:
        user.is_active = to
        user.save(update_fields=["is_active"])
        record_event(verb=verb, subject=user, by=by)
    return user
