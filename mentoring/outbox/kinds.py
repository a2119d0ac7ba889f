"""The kinds of message there are. Each app declares its own in `AppConfig.ready`; an undeclared kind is not queued."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentoring.outbox.models import OutgoingMessage


@dataclass(frozen=True, slots=True)
class Topic:
    """What a person switches on and off as one thing. `words` name it, `meaning` says which mails these are."""

    name: str
    words: str | Promise
    meaning: str | Promise


REMINDERS = Topic(
    "reminders",
    _("Reminders"),
    _("They come when something waits for you, such as your answer to a suggestion, or your yes to an agreement."),
)
SURVEYS = Topic("surveys", _("Surveys"), _("They ask how mentoring goes for you, and remind you once."))
PAIR_NEWS = Topic(
    "pair-news", _("News of your pair"), _("They come when your partner agrees, or changes how you work together.")
)
ROUND_NEWS = Topic(
    "round-news", _("News of a round"), _("They come when a round of mentoring nears its end, and when it is over.")
)
# In the order in which people read them.
TOPICS = (REMINDERS, SURVEYS, PAIR_NEWS, ROUND_NEWS)


@dataclass(frozen=True, slots=True)
class Kind:
    """`words` say to staff what it is. `is_counted`: nobody asked for it, so at most two a month reach one person.

    A kind that is not `is_listed` stands in no log that staff may open: what concerns are about, and what one of two
    people gets for what the other one did or did not (docs/decisions/0018-the-log-tells-no-answers.md). A kind with a
    `topic` may be switched off by its reader; what one cannot do without has none. Mails that count, and others that
    `keep_hours`, arrive only while their reader wants to be written to; all others go at once.
    """

    name: str
    words: str | Promise
    is_counted: bool = False
    on_doubt: str = OutgoingMessage.OnDoubt.RESEND
    is_listed: bool = True
    topic: Topic | None = None
    keep_hours: bool = False


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


def topic_of(name: str) -> Topic | None:
    """What its reader switches it off with; None for what always comes, and for a kind this version does not know."""
    kind = _declared.get(name)
    return kind.topic if kind else None


def keeps_hours(name: str) -> bool:
    """Whether a message of this kind waits until its reader wants to be written to."""
    kind = _declared.get(name)
    return kind is not None and (kind.is_counted or kind.keep_hours)


def declared() -> list[Kind]:
    return list(_declared.values())


def counted() -> list[str]:
    return [kind.name for kind in declared() if kind.is_counted]
