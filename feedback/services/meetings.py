"""Meetings are counted in groups of months, once: so that no reader can tell from a change who met or wrote it down."""

from collections.abc import Iterator
from datetime import date, datetime, time
from functools import partial
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from agreements.models import Session
from feedback.models import MeetingSnapshot
from feedback.months import (
    Months,
    last_month_counted,
    month_of,
    months_from,
    next_month,
    put_all_together,
    put_together,
    with_those_that_wait,
)
from feedback.timetable import local_date
from matching.models import Membership, Mentorship
from mentoring.lib import clock
from mentoring.lib.disclosure import rounded_count
from mentoring.lib.schedule import instant
from mentoring.lib.short_runs import in_short_run
from mentoring.lib.transactions import in_transaction
from participants.models import HrAnalyst
from programmes.models import Cohort, StageChange


def freeze_meetings() -> int:
    """Count the months that are due, of as many cohorts as fit into a short run: what the tick does, and safe to run
    any number of times and side by side. Returns how many cohorts it came to.
    """
    due = iter(list(_cohorts_due(clock.company_today()).order_by("pk").values_list("pk", flat=True)))
    return in_short_run(partial(_freeze_next, due))


@in_transaction
def freeze_months(*, cohort: Cohort) -> list[MeetingSnapshot]:
    """Count the months of a cohort that are due and were not counted before. The caller holds the lock of the cohort.

    A month is due from the 8th of the next one on. Months in which too few pairs met are noted as such and wait for
    those after them. Once the cohort has closed everything up to that moment is due: what is left over joins the last
    of these groups, and nothing is counted any more.
    """
    known = list(MeetingSnapshot.objects.filter(cohort=cohort).order_by("last"))
    closed_at = _closed_at(cohort)
    until = month_of(local_date(closed_at)) if closed_at else last_month_counted(clock.company_today())
    begins = _first_uncounted(cohort, known)
    if begins is None or begins > until or (known and (known[-1].is_last or known[-1].last >= until)):
        return []
    months = _months_met(cohort, begins, until, before=closed_at or _start_of(next_month(until)))
    if known and known[-1].meetings is None:
        months = with_those_that_wait(months, known[-1].last)
    cut, minimum = put_all_together if closed_at else put_together, cohort.programme.minimum_group
    groups, rest = cut(months, minimum)
    return [
        MeetingSnapshot.objects.create(
            cohort=cohort,
            first=group.first,
            last=group.last,
            meetings=None if group is rest else rounded_count(group.meetings),
            minimum=minimum,
            is_last=closed_at is not None and group.last == until,
            built_on=clock.company_today(),
        )
        for group in (*groups, *([rest] if rest else []))
    ]


def _cohorts_due(today: date) -> QuerySet[Cohort]:
    """Those with pairs in a month that is due and was not decided; of those that have closed, all that never ended."""
    month = last_month_counted(today)
    pairs = Mentorship.objects.filter(cohort=OuterRef("pk"))
    decided = MeetingSnapshot.objects.filter(cohort=OuterRef("pk"))
    is_over, is_done = Q(stage__in=Cohort.OVER), Exists(decided.filter(is_last=True))
    begun = Exists(pairs.filter(started_at__lt=_start_of(next_month(month))))
    return Cohort.objects.filter(
        (is_over & Exists(pairs) & ~is_done) | (~is_over & begun & ~Exists(decided.filter(last__gte=month)))
    )


def _freeze_next(due: Iterator[UUID]) -> int:
    """Whether there was another one."""
    key = next(due, None)
    if key is None:
        return 0
    _freeze_unless_held(key)
    return 1


@in_transaction
def _freeze_unless_held(key: UUID) -> None:
    """One that another tick holds, or that closes at this moment, is left to whoever holds it."""
    held = Cohort.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    cohort = held.select_related("programme").filter(pk=key).first()
    if cohort is not None:
        freeze_months(cohort=cohort)


def _closed_at(cohort: Cohort) -> datetime | None:
    """When nothing was to be counted any more. Former versions kept no steps: there the end of the last pair counts."""
    if cohort.stage not in Cohort.OVER:
        return None
    step = StageChange.objects.filter(cohort=cohort, to_stage=Cohort.Stage.CLOSED).first()
    if step:
        return step.made_at
    return Mentorship.objects.filter(cohort=cohort).aggregate(last=Max("ended_at"))["last"] or clock.now()


def _first_uncounted(cohort: Cohort, known: list[MeetingSnapshot]) -> date | None:
    """The month after those that were counted; before any were, that in which the first pair began."""
    counted = [row.last for row in known if row.meetings is not None]
    if counted:
        return next_month(counted[-1])
    if known:
        return known[0].first
    began = Mentorship.objects.filter(cohort=cohort).aggregate(first=Min("started_at"))["first"]
    return month_of(local_date(began)) if began else None


def _months_met(cohort: Cohort, first: date, last: date, *, before: datetime) -> list[Months]:
    """Each month with its meetings. A pair of somebody who reads the report is not among the pairs that make enough."""
    zone = timezone.get_default_timezone()
    held = Session.objects.held().filter(
        mentorship__cohort=cohort, starts_at__gte=_start_of(first), starts_at__lt=before
    )
    counted = held.annotate(month=TruncMonth("starts_at", tzinfo=zone)).order_by().values_list("month", "mentorship")
    readers = _pairs_of_readers(cohort)
    meetings = dict.fromkeys(months_from(first, last), 0)
    pairs: dict[date, set[UUID]] = {month: set() for month in meetings}
    for moment, pair, number in counted.annotate(number=Count("pk")):
        month = local_date(moment)
        meetings[month] += number
        pairs[month] |= {pair} - readers
    return [Months(month, month, meetings[month], frozenset(pairs[month])) for month in meetings]


def _pairs_of_readers(cohort: Cohort) -> set[UUID]:
    analysts = HrAnalyst.objects.filter(organisation=cohort.programme.organisation_id).values("user")
    members = Membership.objects.filter(mentorship__cohort=cohort, person__user__in=analysts)
    return set(members.values_list("mentorship", flat=True))


def _start_of(month: date) -> datetime:
    return instant(month, time(0), timezone.get_default_timezone())
