"""The answers of the office to requests for a place: their words, and which places each can be given to."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from programmes.models import ENROLMENT_MOVES, Enrolment


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided on one place or many at once, and its words before and after."""

    action: str
    target: str
    question: Promise
    consequence: Promise
    button: Promise
    done: Promise
    asks_words: bool = False
    needs_words: bool = False
    # From where, if not from each state that the table of moves knows.
    only_from: str = ""

    def open_to(self) -> list[str]:
        """The states from which this decision can be taken."""
        if self.only_from:
            return [self.only_from]
        return [status for status, targets in ENROLMENT_MOVES.items() if self.target in targets]


DECISIONS: Mapping[str, Decision] = {
    decision.action: decision
    for decision in (
        Decision(
            action="approve_places",
            target=Enrolment.Status.APPROVED,
            question=ngettext_lazy("Approve %(count)d place?", "Approve %(count)d places?", "count"),
            consequence=_("Each person gets a mail that says that the place is theirs."),
            button=_("Approve"),
            done=ngettext_lazy("%(count)d place approved.", "%(count)d places approved.", "count"),
        ),
        Decision(
            action="put_on_waiting_list",
            target=Enrolment.Status.WAITING,
            question=ngettext_lazy(
                "Put %(count)d request on the waiting list?", "Put %(count)d requests on the waiting list?", "count"
            ),
            consequence=_(
                "Each person gets a kind mail that says that there is no place yet. You can approve at any time."
            ),
            button=_("Put on the waiting list"),
            done=ngettext_lazy(
                "%(count)d request is on the waiting list now.",
                "%(count)d requests are on the waiting list now.",
                "count",
            ),
            asks_words=True,
        ),
        Decision(
            action="decline_places",
            target=Enrolment.Status.DECLINED,
            question=ngettext_lazy(
                "Say “not this time” to %(count)d person?", "Say “not this time” to %(count)d people?", "count"
            ),
            consequence=_(
                "Each person gets a short, kind mail and reads it on their own page. You can still approve later."
            ),
            button=_("Say “not this time”"),
            done=ngettext_lazy(
                "%(count)d answered with “not this time”.", "%(count)d answered with “not this time”.", "count"
            ),
            asks_words=True,
        ),
        Decision(
            action="take_back_places",
            target=Enrolment.Status.WITHDRAWN,
            question=ngettext_lazy("Take %(count)d place back?", "Take %(count)d places back?", "count"),
            consequence=_(
                "Each place ends, and with it what is open: suggestions are closed and pairs end. Each person gets a "
                "mail with your words."
            ),
            button=_("Take back"),
            done=ngettext_lazy("%(count)d place taken back.", "%(count)d places taken back.", "count"),
            asks_words=True,
            needs_words=True,
            only_from=Enrolment.Status.APPROVED,
        ),
    )
}
