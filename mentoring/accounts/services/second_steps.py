"""The way back in for whoever lost their second step: others ask that it be taken away, and its person is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from mentoring.accounts import emails
from mentoring.accounts.models import SecondStepRemoval, User
from mentoring.accounts.policies import SECOND_STEPS, has_second_step
from mentoring.accounts.services.changes import (
    State,
    apply_each_due,
    ask,
    hold,
    locked,
    refuse_where_nobody_is_told,
    stop,
    waiting_of,
)
from mentoring.accounts.services.sessions import end_sessions
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction


@in_transaction
def request_second_step_removal(*, user: User, by: User) -> SecondStepRemoval:
    """Ask that the second step of an account be taken away: its person is told, and a day later it is, unless stopped.

    Asking again while it waits changes nothing. Refused for one's own account, for one that is closed or has no
    address (nobody could be told), and where there is no second step.
    """
    if user.pk == by.pk:
        raise Refused(_("You cannot ask this for your own account. Please ask another site administrator."))
    user = User.objects.select_for_update().get(pk=user.pk)
    refuse_where_nobody_is_told(user)
    if not has_second_step(user):
        raise Refused(_("This account has no second step."))
    waiting = waiting_of(user, SecondStepRemoval)
    return waiting or ask(SecondStepRemoval(user=user, asked_by=by), emails.second_step_removal_asked)


def apply_due_second_step_removals() -> int:
    """Take away the second steps whose day is over. Returns how many are gone now."""
    return apply_each_due(SecondStepRemoval, take_away_second_step)


@in_transaction
def take_away_second_step(pk: UUID) -> bool:
    """Apps, passkeys and recovery codes are gone, every session ends, and the person is told.

    For an account that was closed meanwhile it is stopped.
    """
    user = User.objects.select_for_update().get(second_step_removals=pk)
    removal = locked(SecondStepRemoval, pk)
    if removal.state != State.WAITING:
        return False
    if not user.is_active:
        stop(removal, by=None)
        return False
    Authenticator.objects.filter(user=user).delete()
    hold(removal, emails.second_step_removal_holds)
    end_sessions(user=user)
    return True


@contextmanager
def changing_second_steps(*, user: User) -> Iterator[None]:
    """Around what somebody does to their own second steps, in one transaction. Whoever sets one up or takes one off is
    in, so a removal that waits for them is stopped: it would take away what they chose meanwhile.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        before = _second_steps_of(user)
        yield
        waiting = waiting_of(user, SecondStepRemoval)
        if waiting is not None and _second_steps_of(user) != before:
            stop(waiting, by=user)


def _second_steps_of(user: User) -> set[int]:
    return set(Authenticator.objects.filter(user=user, type__in=SECOND_STEPS).values_list("pk", flat=True))
