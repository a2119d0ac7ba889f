"""Nine months in a minute: a clock that is moved, the ticks of the product, and the mails that arrive."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Min
from django.utils import timezone

from agreements.models import Action, SessionReminder
from feedback.models import SurveyRun
from matching.models import Proposal, ProposalSide
from mentoring.accounts.models import User
from mentoring.celery import app
from mentoring.lib import clock
from mentoring.lib.reader import zone_of
from mentoring.outbox.models import PUMP_TICK, OutgoingMessage

DAY = timedelta(days=1)
# Beat is never on the dot.
LAG = timedelta(seconds=5)
# Whatever beat starts, but for the record and what forgets: those send nothing. The pump comes last, for it sends what
# the others queued.
SILENT = ("audit.", "forget", "blank")
TICKS = sorted(
    (
        each["task"]
        for each in settings.CELERY_BEAT_SCHEDULE.values()
        if not any(word in each["task"] for word in SILENT)
    ),
    key=lambda name: (name == PUMP_TICK, name),
)
# Where the product keeps what is due later. Beat ticks all the time; here it ticks when one of these comes.
DUE = (
    (OutgoingMessage.objects.filter(state__in=["due", "held"], goes_with=None), "due_at"),
    (SessionReminder.objects.all(), "due_at"),
    (Action.objects.all(), "reminds_at"),
    (ProposalSide.objects.all(), "reminds_at"),
    (Proposal.objects.filter(status=Proposal.Status.SENT), "lapses_at"),
    (SurveyRun.objects.filter(state=SurveyRun.State.PLANNED), "opens_at"),
    (SurveyRun.objects.filter(state=SurveyRun.State.OPEN), "closes_at"),
)
Act = Callable[[], object]


@dataclass(slots=True)
class Year:
    """What people do and when is put down first (`add`); then time passes (`pass_time`)."""

    acts: list[tuple[datetime, int, User, Act]] = field(default_factory=list)

    def add(self, when: str, by: User, act: Act) -> None:
        """`when` is such as "2026-03-02 10:00", on the clocks of whoever acts."""
        moment = datetime.fromisoformat(when).replace(tzinfo=zone_of(by)).astimezone(UTC)
        self.acts.append((moment, len(self.acts), by, act))

    def pass_time(self, first: datetime, last: datetime) -> None:
        """From one moment at which somebody acts or something is due to the next, and each midnight in any case."""
        app.loader.import_default_modules()
        acts = sorted(self.acts, key=lambda act: act[:2], reverse=True)
        assert first <= acts[-1][0] <= acts[0][0] <= last
        moment = first
        while moment <= last:
            while acts and acts[-1][0] == moment:
                _moment, _number, by, act = acts.pop()
                with clock.standing_at(moment), timezone.override(zone_of(by)):
                    act()
            beat(moment)
            midnight = moment + DAY - (moment - first) % DAY
            moment = min([midnight, *(due + LAG for due in due_after(moment)), *(act[0] for act in acts[-1:])])


def beat(moment: datetime) -> None:
    with clock.standing_at(moment):
        for name in TICKS:
            app.tasks[name]()


def due_after(moment: datetime) -> list[datetime]:
    found = (rows.filter(**{f"{name}__gt": moment}).aggregate(first=Min(name))["first"] for rows, name in DUE)
    return [first for first in found if first is not None]
