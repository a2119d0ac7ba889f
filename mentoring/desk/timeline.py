"""The cohorts of a coordinator on one line of time, those first whose next date comes first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Least, TruncDate
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.spans import Part, Window, axis_svg, months_in, span_svg, window_around
from programmes.models import Cohort, StageChange
from programmes.stage_words import Pill, stage_pill

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

MOST_ROWS = 12
MOST_MONTHS = 8
# What lies further away would leave no room for what is near.
BEFORE, AFTER = timedelta(days=365), timedelta(days=550)
MID = "mid_survey_on"
DATES = ("registration_ends_on", "starts_on", MID, "ends_on")
WITHOUT_YEAR, WITH_YEAR = "D j M", "D j M Y"


class Dated(TypedDict):
    """The days on which steps opened and ended its registration, where noted, and how many cohorts there are in all."""

    opened_on: date | None
    asked_until: date | None
    number: int


DatedCohort: TypeAlias = "WithAnnotations[Cohort, Dated]"


@dataclass(frozen=True, slots=True)
class DateWords:
    """One date of a cohort in words, such as "Starts 10 January"; of those to come the first is the next one."""

    words: str
    is_next: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A cohort: where it stands, its dates in words, and the same as a drawing."""

    name: str
    url: str
    stage: Pill
    dates: Sequence[DateWords]
    drawn: SafeString
    is_draft: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """The rows that are shown, of how many cohorts, and the months above the drawings."""

    rows: Sequence[Row]
    number: int
    axis: SafeString


def timeline_of(user: User) -> Timeline:
    """The cohorts of the programmes this person coordinates that were not put away, twelve at most. One query."""
    today = clock.today()
    cohorts = list(_cohorts_of(user, today)[:MOST_ROWS])
    days = [day for cohort in cohorts for day in (cohort.opened_on, *_days_of(cohort).values()) if day]
    window = window_around(days, today, before=BEFORE, after=AFTER)
    months = [(day, date_format(day, "M Y")) for day in months_in(window, MOST_MONTHS)]
    axis = SafeString(axis_svg(months, (today, _("Today")), window))
    return Timeline([_row(each, today, window) for each in cohorts], cohorts[0].number if cohorts else 0, axis)


def _cohorts_of(user: User, today: date) -> "models.QuerySet[DatedCohort]":
    """By their next date; those without one follow, those that are over come last."""
    to_come = [Case(When(**{f"{name}__gte": today}, then=F(name)), default=None) for name in DATES]
    is_over = Case(When(stage__in=Cohort.OVER, then=Value(1)), default=Value(0), output_field=models.IntegerField())
    cohorts = Cohort.objects.coordinated_by(user).listed().select_related("programme")
    return cohorts.annotate(
        opened_on=_day_of_step(Cohort.Stage.REGISTRATION),
        asked_until=_day_of_step(Cohort.Stage.MATCHING),
        number=models.Window(Count("pk")),
    ).order_by(is_over, Least(*to_come).asc(nulls_last=True), F("starts_on").desc(nulls_last=True), "name", "pk")


def _day_of_step(stage: str) -> Subquery:
    steps = StageChange.objects.filter(cohort=OuterRef("pk"), to_stage=stage)
    return Subquery(steps.annotate(day=TruncDate("made_at")).values("day")[:1])


def _days_of(cohort: DatedCohort) -> dict[str, date]:
    """In their order. Registration that a step ended before its last day was until the day of that step."""
    days = {name: day for name in DATES if (day := getattr(cohort, name))}
    if cohort.asked_until and "registration_ends_on" in days:
        days["registration_ends_on"] = min(days["registration_ends_on"], cohort.asked_until)
    return days


def _row(cohort: DatedCohort, today: date, window: Window) -> Row:
    days = _days_of(cohort)
    return Row(
        name=str(cohort),
        url=reverse("admin:programmes_cohort_change", args=[cohort.pk]),
        stage=stage_pill(cohort),
        dates=_in_words(cohort, days, today),
        drawn=SafeString(span_svg(_parts(cohort, days, today), [days[MID]] if MID in days else [], today, window)),
        is_draft=cohort.stage == Cohort.Stage.DRAFT,
    )


def _parts(cohort: DatedCohort, days: dict[str, date], today: date) -> list[Part]:
    """Registration, the time in which pairs are found, and the round itself; only what has its dates.

    Where nobody noted when registration opened, it is drawn from today if it is still to come, and else not at all.
    What a step has overtaken is drawn no further than today.
    """
    asking_until = cohort.starts_on if cohort.always_on else days.get("registration_ends_on")
    opened_on, parts = cohort.opened_on or today, []
    if asking_until:
        parts.append(Part("asking", opened_on, _drawn_to(cohort, "registration_ends_on", asking_until, today)))
    if "registration_ends_on" in days and cohort.starts_on:
        found_from = _drawn_to(cohort, "registration_ends_on", days["registration_ends_on"], today)
        parts.append(Part("finding", found_from, _drawn_to(cohort, "starts_on", cohort.starts_on, today)))
    if cohort.starts_on and (cohort.ends_on or cohort.always_on):
        last = _drawn_to(cohort, "ends_on", cohort.ends_on, today) if cohort.ends_on else None
        parts.append(Part("running", _drawn_to(cohort, "starts_on", cohort.starts_on, today), last))
    return [part for part in parts if part.last is None or part.first < part.last]


def _drawn_to(cohort: Cohort, name: str, day: date, today: date) -> date:
    return min(day, today) if _is_overtaken(cohort, name) else day


def _in_words(cohort: DatedCohort, days: dict[str, date], today: date) -> list[DateWords]:
    """In their order. A date to come that a step has overtaken is left out: what was closed early does not end then."""
    to_come = {
        "registration_ends_on": _("Registration until %(day)s"),
        "starts_on": _("Starts %(day)s"),
        MID: _("Mid survey %(day)s"),
        "ends_on": _("Ends %(day)s"),
    }
    passed = {
        "registration_ends_on": _("Registration was until %(day)s"),
        "starts_on": _("Started %(day)s"),
        MID: _("Mid survey was %(day)s"),
        "ends_on": _("Last day was %(day)s"),
    }
    told = {name: day for name, day in days.items() if day <= today or not _is_overtaken(cohort, name)}
    over = {name for name, day in told.items() if day < today or _is_overtaken(cohort, name)}
    next_on = min((day for name, day in told.items() if name not in over), default=None)
    known = [(_("Opened %(day)s"), cohort.opened_on, False)] if cohort.opened_on else []
    known += [((passed if name in over else to_come)[name], day, name not in over) for name, day in told.items()]
    days_in_words = _with_years([day for _words, day, _is_to_come in known], today)
    dated = [
        DateWords(words % {"day": in_words}, is_next=is_to_come and day == next_on)
        for (words, day, is_to_come), in_words in zip(known, days_in_words, strict=True)
    ]
    besides = [_("No last day")] if cohort.always_on else []
    besides += [_("No dates yet")] if not days else []
    return [*dated, *(DateWords(words, False) for words in besides)]


def _is_overtaken(cohort: Cohort, name: str) -> bool:
    is_asked = cohort.stage in (Cohort.Stage.DRAFT, Cohort.Stage.REGISTRATION)
    return cohort.stage in Cohort.OVER or (name == "registration_ends_on" and not is_asked)


def _with_years(days: Sequence[date], today: date) -> list[str]:
    """Days in words: the year with each that is not of this year."""
    return [date_format(day, WITHOUT_YEAR if day.year == today.year else WITH_YEAR) for day in days]
