"""The answers of the office to requests for a place: their words, and which places each can be given to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from programmes import services
from programmes.admin.queues import IS_OVER
from programmes.models import ENROLMENT_MOVES, Enrolment

HAS_ANSWER: Promise = ngettext_lazy(
    "%(count)d of the chosen places has an answer already and stays as it is.",
    "%(count)d of the chosen places have an answer already and stay as they are.",
    "count",
)
WHY_IN_VAIN: Mapping[str, Promise] = {
    "ending": ngettext_lazy(
        "%(count)d of the chosen places belongs to a cohort that is coming to its end: nobody new gets a place there, "
        "and it stays as it is.",
        "%(count)d of the chosen places belong to a cohort that is coming to its end: nobody new gets a place there, "
        "and they stay as they are.",
        "count",
    ),
    "over": ngettext_lazy(
        "%(count)d of the chosen places belongs to a cohort that is over and stays as it is.",
        "%(count)d of the chosen places belong to a cohort that is over and stay as they are.",
        "count",
    ),
}


class Staying(NamedTuple):
    """What is said of chosen places that stay as they are."""

    # They have an answer already.
    answered: list[str]
    # Their cohort is ending or over, whatever their answer was.
    in_vain: list[str]


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

    def is_open_to(self, place: Enrolment) -> bool:
        """Whether this decision can be taken on this place, in the stage that its cohort has reached."""
        return place.status in self.open_to() and place.cohort.stage not in services.stages_without(self.target)

    def open_places(self) -> Q:
        """The places on which it can be taken."""
        return Q(status__in=self.open_to()) & ~Q(cohort__stage__in=services.stages_without(self.target))

    def staying(self, places: QuerySet[Enrolment]) -> Staying:
        """Which of these stay as they are, and why. One query."""
        could = Q(status__in=self.open_to())
        numbers = places.order_by().aggregate(
            answered=Count("pk", filter=~could & ~IS_OVER),
            ending=Count("pk", filter=could & ~self.open_places() & ~IS_OVER),
            over=Count("pk", filter=IS_OVER),
        )
        answered = numbers.pop("answered")
        return Staying(
            [HAS_ANSWER % {"count": answered}] if answered else [],
            [WHY_IN_VAIN[why] % {"count": number} for why, number in numbers.items() if number],
        )


DECISIONS: Mapping[str, Decision] = {
    decision.action: decision
    for decision in (
        Decision(
            action="approve_places",
            target=Enrolment.Status.APPROVED,
            question=ngettext_lazy("Approve %(count)d place?", "Approve %(count)d places?", "count"),
            consequence=ngettext_lazy(
                "The person gets a mail that says that the place is theirs.",
                "Each person gets a mail that says that the place is theirs.",
                "count",
            ),
            button=_("Approve"),
            done=ngettext_lazy("%(count)d place approved.", "%(count)d places approved.", "count"),
        ),
        Decision(
            action="put_on_waiting_list",
            target=Enrolment.Status.WAITING,
            question=ngettext_lazy(
                "Put %(count)d request on the waiting list?", "Put %(count)d requests on the waiting list?", "count"
            ),
            consequence=ngettext_lazy(
                "The person gets a kind mail that says that there is no place yet. You can approve at any time.",
                "Each person gets a kind mail that says that there is no place yet. You can approve at any time.",
                "count",
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
            consequence=ngettext_lazy(
                "The person gets a short, kind mail and reads it on their own page. You can still approve later.",
                "Each person gets a short, kind mail and reads it on their own page. You can still approve later.",
                "count",
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
            consequence=ngettext_lazy(
                "The place ends, and with it what is open: suggestions are closed and pairs end. The person gets a "
                "mail with your words.",
                "Each place ends, and with it what is open: suggestions are closed and pairs end. Each person gets a "
                "mail with your words.",
                "count",
            ),
            button=_("Take back"),
            done=ngettext_lazy("%(count)d place taken back.", "%(count)d places taken back.", "count"),
            asks_words=True,
            needs_words=True,
            only_from=Enrolment.Status.APPROVED,
        ),
    )
}
