"""A change of somebody's address by others: the old address is told, may stop it, and has a day to do so."""

import logging
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from mentoring.accounts import emails
from mentoring.accounts.models import EMAIL_CHANGE_MOVES, EmailChange, User
from mentoring.accounts.services.sessions import end_sessions
from mentoring.audit.services import record_event, record_events
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.moves import check_move
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import Mail, queue_message

logger = logging.getLogger(__name__)
NOTICE = timedelta(days=1)
State = EmailChange.State


@in_transaction
def request_email_change(*, user: User, new_address: str, by: User | None) -> EmailChange:
    """Ask for another address of an account: its old one is told, and the change holds a day later unless stopped.

    The same address again changes nothing; another one takes the place of what waits. Refused for an account that is
    closed or has no address yet (nobody could be told), and for an address that cannot be, or that somebody has.
    `by` is None for what an import asks.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    address = checked_address(user, new_address)
    waiting = user.email_changes.filter(state=State.WAITING).first()
    if waiting is not None:
        if waiting.new_address == address:
            return waiting
        stop(waiting, by=by)
    now = clock.now()
    change = EmailChange.objects.create(user=user, new_address=address, asked_by=by, asked_at=now, due_at=now + NOTICE)
    record_event(verb="account.email_change.ask", subject=user, by=by)
    tell(user, f"asked:{change.pk}", emails.email_change_asked(change))
    return change


def checked_address(user: User, new_address: str) -> str:
    """The new address as it is kept. Refused in a sentence where it will not do."""
    address = User.objects.normalise(new_address) or ""
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused(_("Please check the address: it should look like name@company.example.")) from error
    if not user.is_active or not user.email:
        raise Refused(_("Nobody could be told: this account is closed, or has no address yet. Please invite them."))
    if address == user.email:
        raise Refused(_("This is the address that the account has."))
    if User.objects.filter(email=address).exists():
        raise Refused(_("Another person already has this e-mail address. Please check the address."))
    return address


@in_transaction
def cancel_email_change(*, change: EmailChange, by: User | None) -> EmailChange:
    """Stop a change that still waits; `by` is None for whoever holds the link in the mail to the old address."""
    User.objects.select_for_update().get(pk=change.user_id)
    return stop(EmailChange.objects.select_for_update().get(pk=change.pk), by=by)


def stop(change: EmailChange, *, by: User | None) -> EmailChange:
    """Stop a change, inside a transaction that holds its account; refused once it no longer waits."""
    check_move(
        EMAIL_CHANGE_MOVES,
        change.state,
        State.STOPPED,
        refusal=_("This change no longer waits: it was stopped, or it holds already."),
    )
    change.state = State.STOPPED
    change.save(update_fields=["state"])
    record_event(verb="account.email_change.stop", subject=change.user, by=by)
    return change


def stop_all_of(users: Collection[User], *, by: User | None) -> None:
    """Stop whatever waits for these people, inside a transaction that holds their accounts."""
    waiting = EmailChange.objects.filter(user__in=[user.pk for user in users], state=State.WAITING)
    changes = list(waiting.select_for_update().select_related("user").order_by("pk"))
    EmailChange.objects.filter(pk__in=[change.pk for change in changes]).update(state=State.STOPPED)
    record_events(verb="account.email_change.stop", subjects=[change.user for change in changes], by=by)


def apply_due_email_changes() -> int:
    """Let the changes hold whose day is over, each by itself. Returns how many hold now.

    One that fails keeps nobody else waiting. It is tried again with the next tick; the log names it by its id, and the
    doctor counts it (mentoring.accounts.reports).
    """
    due = EmailChange.objects.filter(state=State.WAITING, due_at__lte=clock.now()).order_by("due_at")
    return sum(applies(pk) for pk in list(due.values_list("pk", flat=True)))


def applies(pk: UUID) -> bool:
    """Whether this change holds now. Of a failure only the kind is logged: its words could name the person."""
    try:
        return apply_email_change(pk)
    except Exception as error:
        logger.error("A change of address failed", extra={"change": str(pk), "error": type(error).__name__})
        return False


@in_transaction
def apply_email_change(pk: UUID) -> bool:
    """The address is the new one, every session ends, and the new address is told.

    What became impossible meanwhile is stopped: the account was closed, or somebody else has the address.
    """
    user = User.objects.select_for_update().get(email_changes=pk)
    change = EmailChange.objects.select_for_update().get(pk=pk)
    if change.state != State.WAITING:
        return False
    if not user.is_active or User.objects.filter(email=change.new_address).exists():
        stop(change, by=None)
        return False
    user.email, change.state = change.new_address, State.HOLDS
    user.save(update_fields=["email"])
    change.save(update_fields=["state"])
    EmailAddress.objects.filter(user=user).delete()  # the package's own list would go on letting the old one in
    record_event(verb="account.email_change.hold", subject=user, by=None)
    tell(user, f"holds:{change.pk}", emails.email_change_holds(change))
    end_sessions(user=user)
    return True


def tell(user: User, occurrence: str, mail: Mail) -> None:
    """To the address that the account has at this moment."""
    queue_message(kind="account", subject=user, recipient=user, occurrence=occurrence, mail=mail)
