"""What others ask of an account: its person is told, may stop it, and has a day to do so."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from mentoring.accounts.models import ACCOUNT_CHANGE_MOVES, AccountChange, EmailChange, SecondStepRemoval, User
from mentoring.audit.services import record_event, record_events
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.moves import check_move
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import Mail, queue_each, queue_message

logger = logging.getLogger(__name__)
NOTICE = timedelta(days=1)
KIND_OF_MAIL = "account"
KINDS: tuple[type[AccountChange], ...] = (EmailChange, SecondStepRemoval)
State = AccountChange.State
Change = TypeVar("Change", bound=AccountChange)


@in_transaction
def cancel_account_change(*, change: Change, by: User | None) -> Change:
    """The person stops a change that still waits; `by` is None for whoever holds the link in the mail about it."""
    User.objects.select_for_update().get(pk=change.user_id)
    return stop(locked(type(change), change.pk), by=by, gave_way=False)


def refuse_where_nobody_is_told(user: User) -> None:
    """Refused for an account that is closed or has no address yet."""
    if not user.is_active or not user.email:
        raise Refused(_("Nobody could be told: this account is closed, or has no address yet. Please invite them."))


def waiting_of(user: User, kind: type[Change]) -> Change | None:
    """The change of this kind that waits for this account, inside a transaction that holds the account."""
    return kind._default_manager.filter(user=user, state=State.WAITING).first()


def ask(change: Change, mail: Callable[[Change], Mail]) -> Change:
    """Write down what is asked, and tell the account's person at once."""
    ask_each([change], mail, by=change.asked_by)
    return change


def ask_each(changes: Sequence[Change], mail: Callable[[Change], Mail], *, by: User | None) -> None:
    """As `ask`, for changes of one kind that one person asks for, in some queries for all of them."""
    if not changes:
        return
    now, kind = clock.now(), type(changes[0])
    for change in changes:
        change.asked_by, change.asked_at, change.due_at = by, now, now + NOTICE
    kind._default_manager.bulk_create(changes)
    record_events(verb=f"{kind.VERB}.ask", subjects=[change.user for change in changes], by=by)
    letters = ((change.user, change.user, f"asked:{change.pk}", mail(change)) for change in changes)
    queue_each(kind=KIND_OF_MAIL, letters=letters)


def stop(change: Change, *, by: User | None, gave_way: bool = True) -> Change:
    """Stop a change, inside a transaction that holds its account; refused once it no longer waits.

    What gave way may be asked for again by an import; what its person stopped may not.
    """
    check_move(
        ACCOUNT_CHANGE_MOVES,
        change.state,
        State.STOPPED,
        refusal=_("This change no longer waits: it was stopped, or it holds already."),
    )
    change.state, change.gave_way = State.STOPPED, gave_way
    change.save(update_fields=["state", "gave_way"])
    record_event(verb=f"{change.VERB}.stop", subject=change.user, by=by)
    return change


def stop_all_of(user: User, *, by: User | None) -> None:
    """Stop whatever waits for this person, inside a transaction that holds the account."""
    for kind in KINDS:
        waiting = waiting_of(user, kind)
        if waiting is not None:
            stop(waiting, by=by)


def hold(change: Change, mail: Callable[[Change], Mail]) -> None:
    """The change holds, which nobody did but the day that is over, and its person is told."""
    change.state = State.HOLDS
    change.save(update_fields=["state"])
    record_event(verb=f"{change.VERB}.hold", subject=change.user, by=None)
    tell(change.user, f"holds:{change.pk}", mail(change))


def apply_each_due(kind: type[AccountChange], apply: Callable[[UUID], bool]) -> int:
    """Let the changes of a kind hold whose day is over, each by itself. Returns how many hold now.

    One that fails keeps nobody else waiting. It is tried again with the next tick; the log names it by its id, and the
    doctor counts it (mentoring.accounts.reports).
    """
    due = kind._default_manager.filter(state=State.WAITING, due_at__lte=clock.now()).order_by("due_at")
    return sum(applies(kind, pk, apply) for pk in list(due.values_list("pk", flat=True)))


def applies(kind: type[AccountChange], pk: UUID, apply: Callable[[UUID], bool]) -> bool:
    """Whether this change holds now. Of a failure only the sort is logged: its words could name the person."""
    try:
        return apply(pk)
    except Exception as error:
        values = {"what": kind.VERB, "change": str(pk), "error": type(error).__name__}
        logger.error("A change of an account failed", extra=values)
        return False


def locked(kind: type[Change], pk: UUID) -> Change:
    return kind._default_manager.select_for_update().get(pk=pk)


def tell(user: User, occurrence: str, mail: Mail) -> None:
    """To the address that the account has at this moment."""
    queue_message(kind=KIND_OF_MAIL, subject=user, recipient=user, occurrence=occurrence, mail=mail)
