"""A change of somebody's address by others: it is the old one that is told, and may stop it."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from mentoring.accounts import emails
from mentoring.accounts.models import EmailChange, User
from mentoring.accounts.services.changes import (
    State,
    apply_each_due,
    ask,
    ask_each,
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
def request_email_change(*, user: User, new_address: str, by: User | None) -> EmailChange:
    """Ask for another address of an account: its old one is told, and the change holds a day later unless stopped.

    The same address again changes nothing; another one takes the place of what waits. Refused for an account that is
    closed or has no address yet (nobody could be told), and for an address that cannot be, or that somebody has.
    `by` is None for what an import asks.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    address = checked_address(user, new_address)
    waiting = waiting_of(user, EmailChange)
    if waiting is not None:
        if waiting.new_address == address:
            return waiting
        stop(waiting, by=by)
    return ask(EmailChange(user=user, new_address=address, asked_by=by), emails.email_change_asked)


@in_transaction
def request_email_changes(*, new_addresses: Mapping[UUID, str]) -> None:
    """As `request_email_change` for each of these accounts by their ids, for what an import asks of many at once."""
    users = list(User.objects.select_for_update().filter(pk__in=new_addresses).order_by("pk"))
    wanted = {user.pk: well_formed_address(user, new_addresses[user.pk]) for user in users}
    refuse_taken(wanted.values())
    waiting = {each.user_id: each for each in EmailChange.objects.filter(user__in=users, state=State.WAITING)}
    asked = [user for user in users if user.pk not in waiting or waiting[user.pk].new_address != wanted[user.pk]]
    for user in asked:
        if user.pk in waiting:
            stop(waiting[user.pk], by=None)
    changes = [EmailChange(user=user, new_address=wanted[user.pk]) for user in asked]
    ask_each(changes, emails.email_change_asked, by=None)


@in_transaction
def take_back_email_change(*, user: User) -> None:
    """Stop a change that an import asked for and that waits: a later file gives the address of the account again.
    What a person asked for waits on.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    waiting = waiting_of(user, EmailChange)
    if waiting is not None and waiting.asked_by_id is None:
        stop(waiting, by=None)


def checked_address(user: User, new_address: str) -> str:
    """The new address as it is kept. Refused in a sentence where it will not do."""
    address = well_formed_address(user, new_address)
    refuse_taken([address])
    return address


def well_formed_address(user: User, new_address: str) -> str:
    """The new address as it is kept. Refused where it cannot be one, or where its person could not be told."""
    address = User.objects.normalise(new_address) or ""
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused(_("Please check the address: it should look like name@company.example.")) from error
    refuse_where_nobody_is_told(user)
    if address == user.email:
        raise Refused(_("This is the address that the account has."))
    return address


def refuse_taken(addresses: Iterable[str]) -> None:
    """Refused where somebody has one of these addresses."""
    if User.objects.filter(email__in=addresses).exists():
        raise Refused(_("Another person already has this e-mail address. Please check the address."))


def apply_due_email_changes() -> int:
    """Let the changes hold whose day is over. Returns how many hold now."""
    return apply_each_due(EmailChange, apply_email_change)


@in_transaction
def apply_email_change(pk: UUID) -> bool:
    """The address is the new one, every session ends, and the new address is told.

    What became impossible meanwhile is stopped: the account was closed, or somebody else has the address.
    """
    user = User.objects.select_for_update().get(email_changes=pk)
    change = locked(EmailChange, pk)
    if change.state != State.WAITING:
        return False
    if not user.is_active or User.objects.filter(email=change.new_address).exists():
        stop(change, by=None)
        return False
    change.user, user.email = user, change.new_address
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()  # the package's own list would go on letting the old one in
    hold(change, emails.email_change_holds)
    end_sessions(user=user)
    return True
