"""The kinds of message there are. Each app declares its own in `AppConfig.ready`; an undeclared kind is not queued."""

from dataclasses import dataclass

from django.utils.functional import Promise

from mentoring.outbox.models import OutgoingMessage


@dataclass(frozen=True, slots=True)
class Kind:
    """`words` say to staff what it is. `is_counted`: nobody asked for it, so at most two a month reach one person.

    A kind that is not `is_listed` stands in no log that staff may open, such as what concerns are about.
    """

    name: str
    words: str | Promise
    is_counted: bool = False
    on_doubt: str = OutgoingMessage.OnDoubt.RESEND
    is_listed: bool = True


class UndeclaredKind(LookupError):
    """A fault of ours: somebody queues a message of a kind that no app declares."""


_declared: dict[str, Kind] = {}


def declare(*kinds: Kind) -> None:
    """Make these kinds known."""
    _declared.update({kind.name: kind for kind in kinds})


def kind_of(name: str) -> Kind:
    """The declared kind of this name; raises UndeclaredKind."""
    try:
        return _declared[name]
    except KeyError:
        raise UndeclaredKind(f"No app declares messages of the kind {name!r}.") from None


def is_counted(name: str) -> bool:
    """False for a kind that this version does not know: another version queued it, and it goes out as it is."""
    return name in counted()


def declared() -> list[Kind]:
    return list(_declared.values())


def counted() -> list[str]:
    return [kind.name for kind in declared() if kind.is_counted]
