"""Facts of a whole cohort: how many registered, matched, met and stayed, live; meetings as they were counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Least, TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Session
from feedback.models import MeetingSnapshot, Snapshot
from feedback.months import COUNTED_ON
from feedback.reports.drawn import Drawn, Row, draw_bars
from feedback.timetable import LAST
from matching.models import Membership, Mentorship
from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.charts import Datum
from participants.models import Profile
from programmes.models import Cohort, Enrolment, StageChange

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Counts(TypedDict):
    """What `reported_cohorts` counts of each cohort."""

    employed: int
    registered: int
    matched: int
    pairs: int
    pairs_met: int
    # The sum of what was counted of groups of months, and the last of these months; None as long as nothing was.
    meetings: int | None
    meetings_until: date | None
    # Where a cohort has an end. Where it is always on: that have ended.
    pairs_stayed: int
    surveys_to_read: int
    figures_of: date | None


ReportedCohort: TypeAlias = "WithAnnotations[Cohort, Counts]"


@dataclass(frozen=True, slots=True)
class Fact:
    """A count, what it is a part of, and what exactly it counts.

    Meetings are no part of anything and are counted of months that are over: `said` is how their number is told, or,
    where there is no `value`, why. Before the end of a cohort begins there is none of those who stayed, either.
    """

    label: str
    value: int | None
    out_of: int | None
    of: str
    meaning: str
    said: str = ""

    @property
    def text(self) -> str:
        """The count as the page tells it."""
        return capfirst(self.said) or str(self.value)

    @property
    def figure(self) -> str:
        """The count in large: `note` says below it that it is rounded, where it is."""
        return self.text if self.value is None else str(self.value)

    @property
    def note(self) -> str:
        return _("rounded to 5, %(of)s") % {"of": self.of} if self.said and self.value is not None else self.of

    @property
    def percent(self) -> int | None:
        """The part as a whole number, halves upwards; None where there is nothing to be a part of."""
        if self.value is None or not self.out_of:
            return None
        return (200 * self.value + self.out_of) // (2 * self.out_of)


def reported_cohorts(user: User) -> QuerySet[ReportedCohort]:
    """The cohorts this analyst reads, with their facts counted in the same query; those with the newest figures first.

    Of a survey that too few answered there is nothing to read.
    """
    pairs = Mentorship.objects.filter(cohort=OuterRef("pk")).values("cohort")
    sessions = Session.objects.held().filter(mentorship__cohort=OuterRef("pk")).values("mentorship__cohort")
    counted = MeetingSnapshot.objects.counted().filter(cohort=OuterRef("pk")).order_by().values("cohort")
    met = Session.objects.held().filter(mentorship=OuterRef("pk"))
    colleagues = Profile.objects.employed(clock.company_today()).filter(
        organisation=OuterRef("programme__organisation")
    )
    to_read = Snapshot.objects.filter(run__cohort=OuterRef("pk")).to_read()
    # As `feedback.timetable.closed_on` says of one.
    last_day = TruncDate(F("run__closes_at") - LAST, tzinfo=timezone.get_default_timezone())
    closed = to_read.annotate(closed=Least(last_day, "built_on")).order_by("-closed").values("closed")
    return (
        Cohort.objects.reported_to(user)
        .select_related("programme__organisation")
        .annotate(
            employed=_count(colleagues.values("organisation")),
            registered=_count(Enrolment.objects.filter(cohort=OuterRef("pk")).values("cohort"), of="person"),
            matched=_count(
                Membership.objects.filter(mentorship__cohort=OuterRef("pk")).values("mentorship__cohort"), of="person"
            ),
            pairs=_count(pairs),
            pairs_met=_count(sessions, of="mentorship"),
            meetings=Subquery(counted.annotate(total=Sum("meetings")).values("total")),
            meetings_until=Subquery(counted.annotate(until=Max("last")).values("until")),
            pairs_stayed=_count(_stayed(pairs.filter(Exists(met)))),
            surveys_to_read=_count(to_read.values("run__cohort")),
            figures_of=Subquery(closed[:1]),
        )
        .order_by(
            F("figures_of").desc(nulls_last=True), F("starts_on").desc(nulls_last=True), "programme__name", "name"
        )
    )


def _stayed(pairs: QuerySet) -> QuerySet:
    """Those of these pairs that were together when the end of their cohort began; where it has none, that have ended.

    Where it has one, what becomes of pairs from then on changes nothing: no difference between two days tells that one
    has ended.
    """
    end_began = StageChange.objects.filter(cohort=OuterRef("cohort"), to_stage=Cohort.Stage.CLOSING)
    had_begun = Exists(end_began.filter(made_at__gte=OuterRef("started_at")))
    had_ended = Exists(end_began.filter(made_at__gt=OuterRef("ended_at")))
    together = Q(had_begun, ~had_ended, cohort__always_on=False)
    return pairs.filter(together | Q(cohort__always_on=True, status=Mentorship.Status.ENDED))


def _count(grouped: QuerySet, *, of: str = "pk") -> Coalesce:
    counted = grouped.order_by().annotate(counted=Count(of, distinct=True)).values("counted")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def cohort_facts(cohort: ReportedCohort) -> list[Fact]:
    """The facts of a cohort that came from `reported_cohorts`, each with its denominator and its definition."""
    return [
        Fact(
            _("People registered"),
            cohort.registered,
            cohort.employed,
            _("of %(count)s at the company") % {"count": cohort.employed},
            _("Everybody who registered for this cohort, in one role or both, whatever came of it."),
        ),
        Fact(
            _("People matched"),
            cohort.matched,
            cohort.registered,
            _("of %(count)s who registered") % {"count": cohort.registered},
            _("Everybody who was or is part of a pair: both sides said yes."),
        ),
        Fact(
            _("Pairs that met"),
            cohort.pairs_met,
            cohort.pairs,
            _of_pairs(cohort.pairs),
            _("Pairs that wrote down at least one meeting. What is not written down is not counted."),
        ),
        meetings_fact(cohort),
        fact_of_the_end(cohort),
    ]


def meetings_fact(cohort: ReportedCohort) -> Fact:
    """Meetings of a cohort that came from `reported_cohorts`, up to the last month that was counted; never live."""
    label, minimum = _("Meetings held"), cohort.programme.minimum_group
    meaning = _(
        "Meetings that pairs wrote down as held: the sum of the groups of months under “Meetings by month”, each "
        "rounded to 5. A month is counted once, on day %(day)s of the next one, or when the cohort closes; what is "
        "written down or taken back later changes nothing. The other facts are those of today, so this number cannot "
        "be divided by any of them."
    ) % {"day": COUNTED_ON}
    if cohort.meetings is not None and cohort.meetings_until is not None:
        until = _("up to %(month)s") % {"month": date_format(cohort.meetings_until, "M Y")}
        return Fact(label, cohort.meetings, None, until, meaning, _("about %(count)s") % {"count": cohort.meetings})
    if cohort.stage in Cohort.OVER:
        never = _("meetings of fewer than %(minimum)s pairs are shown to nobody") % {"minimum": minimum}
        return Fact(label, None, None, never, meaning, _("not shown"))
    waits = _("shown once %(minimum)s pairs have met in months that are over") % {"minimum": minimum}
    return Fact(label, None, None, waits, meaning, _("not yet"))


def fact_of_the_end(cohort: ReportedCohort) -> Fact:
    """Pairs of a cohort that came from `reported_cohorts` that stayed until its end began; where it is always on, that
    have ended. None is said to have finished: many still meet, and how a pair ended is kept nowhere.
    """
    if cohort.always_on:
        meaning = _(
            "Pairs that wrote down at least one meeting and have ended since. This cohort has no last day, and how a "
            "pair ended is kept nowhere: none is said to have finished."
        )
        label = _("Pairs that met and have ended")
        return Fact(label, cohort.pairs_stayed, cohort.pairs, _of_pairs(cohort.pairs), meaning)
    label = _("Pairs together at the end")
    meaning = _(
        "Pairs that wrote down at least one meeting and were together when this cohort began to come to its end. They "
        "may still meet, until its last day and beyond. Pairs that ended earlier are not counted, though some of them "
        "had what they came for: how a pair ended is kept nowhere."
    )
    if cohort.stage not in (Cohort.Stage.CLOSING, *Cohort.OVER):
        return Fact(label, None, None, _("counted when the end of the cohort begins"), meaning, _("not yet"))
    return Fact(label, cohort.pairs_stayed, cohort.pairs, _of_pairs(cohort.pairs), meaning)


def _of_pairs(count: int) -> str:
    if not count:
        return _("No pairs yet")
    return ngettext("of %(count)s pair", "of %(count)s pairs", count) % {"count": count}


def participation(facts: Sequence[Fact]) -> Drawn | None:
    """How far people came, as shares of whole numbers; None while nobody registered."""
    parts = [(fact, fact.percent) for fact in facts if fact.percent is not None]
    _registered, matched = facts[0], facts[1]
    if matched.percent is None:
        return None
    return draw_bars(
        "participation",
        _("From registration to the end"),
        _("%(percent)s %% of those who registered are or were in a pair") % {"percent": matched.percent},
        _(
            "Each bar is a share of its own whole, which stands beside it: of everybody at the company, of all who "
            "registered, or of all pairs. What each step counts is said under “What these figures mean”."
        ),
        (_("Step"), _("Share"), _("Of")),
        [Row(fact.label, f"{percent} %", fact.of) for fact, percent in parts],
        [Datum(f"{fact.label}, {fact.of}", percent, f"{fact.value} ({percent} %)") for fact, percent in parts],
    )
