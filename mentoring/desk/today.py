"""A coordinator's day: what waits for them, and one light per pair and nothing more (docs/flows.md)."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import Count, DateField, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate, TruncMonth
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Agreement, Consent, Session
from matching.models import Membership, Mentorship, Proposal
from matching.next_steps import look_after_pairs
from mentoring.accounts.models import User
from mentoring.desk.light import ORDER, Light, light_of
from mentoring.lib import clock
from mentoring.lib.next_step import NextStep, Urgency
from participants.models import Profile
from programmes.models import Cohort, Role
from programmes.next_steps import look_after

MOST_TASKS = 5
# A suggestion that closes so soon is named, for as long as a word to both may still help.
CLOSES_SOON = timedelta(days=2)
CADENCES: Mapping[str, timedelta] = {
    Agreement.Cadence.FORTNIGHTLY: timedelta(weeks=2),
    Agreement.Cadence.THREE_WEEKLY: timedelta(weeks=3),
    Agreement.Cadence.MONTHLY: timedelta(days=31),
}
# What the light of a pair goes by, of meetings the month of the last one alone.
LIT_BY = ("status", "paused_at", "began_on", "month", "agreement__cadence")
# Where something goes on comes first.
STAGES = (Cohort.Stage.RUNNING, Cohort.Stage.CLOSING, Cohort.Stage.MATCHING, Cohort.Stage.REGISTRATION)


@dataclass(frozen=True, slots=True)
class Tasks:
    """The most urgent things to do, five at most, how many come after them, and the urgency of all in each cohort."""

    first: list[NextStep]
    more: int
    of_cohort: Mapping[UUID, Sequence[Urgency]]


@dataclass(frozen=True, slots=True)
class PairRow:
    """All that a coordinator's page is given of a pair. No key: nothing leads on from here."""

    mentee: str
    mentor: str
    light: Light
    # The light in words.
    words: str
    # The month of their last contact, in words.
    contact: str
    is_agreed: bool
    # Both had agreed to lines that the programme changed since, and not both have said yes anew.
    is_to_renew: bool


def tasks_of(user: User) -> Tasks:
    """What waits for a coordinator, the most urgent first: what home offers them, and suggestions that close soon."""
    # Both ask for the account alone, so that somebody who is in no list of people is not told that nothing waits.
    person = Profile(user=user)
    steps = chain(look_after(person), look_after_pairs(person), _closing_soon(user))
    ordered = sorted(steps, key=lambda step: step.urgency)
    of_cohort: dict[UUID, list[Urgency]] = {}
    for step in ordered:
        for cohort in step.cohorts:
            of_cohort.setdefault(cohort, []).append(step.urgency)
    return Tasks(ordered[:MOST_TASKS], more=len(ordered[MOST_TASKS:]), of_cohort=of_cohort)


def in_most_need(cohorts: Sequence[Cohort], tasks: Tasks) -> Cohort:
    """The cohort whose pairs are shown first: where pairs are under way, whose most urgent task comes first.

    Of several the one with more to do, then with more quiet pairs, then the first of these.
    """
    if len(cohorts) == 1:
        return cohorts[0]
    lights = lights_in(cohorts)

    def need(cohort: Cohort) -> tuple[bool, float, int, int]:
        urgencies, lit = tasks.of_cohort.get(cohort.pk, ()), lights.get(cohort.pk, Counter())
        none_goes_on = lit.total() == lit[Light.ENDED]
        return none_goes_on, min(urgencies, default=math.inf), -len(urgencies), -lit[Light.QUIET]

    return min(cohorts, key=need)


def have_pairs_under_way(cohorts: Sequence[Cohort]) -> bool:
    """Whether there is anybody in these cohorts of whom it can be said that they go on by themselves."""
    return Mentorship.objects.active().filter(cohort__in=cohorts).exists()


def _closing_soon(user: User) -> list[NextStep]:
    """For each cohort, how many suggestions close within two days; never which, or who has answered."""
    until = clock.company_today() + CLOSES_SOON
    soon = Proposal.objects.coordinated_by(user).filter(status=Proposal.Status.SENT, reply_by__lte=until)
    counted = soon.order_by().values_list("cohort", "cohort__programme__name", "cohort__name")
    found = counted.annotate(number=Count("pk")).order_by("cohort__programme__name", "cohort__name")
    return [_closing_step(cohort, f"{programme}, {name}", number) for cohort, programme, name, number in found]


def _closing_step(cohort: UUID, name: str, number: int) -> NextStep:
    title = ngettext(
        "%(count)s suggestion of %(cohort)s closes within two days",
        "%(count)s suggestions of %(cohort)s close within two days",
        number,
    )
    return NextStep(
        urgency=Urgency.PAIRS_TO_REVIEW,
        title=title % {"count": number, "cohort": name},
        text=_("Perhaps a kind word to both helps. Nobody but them knows who has answered."),
        url=reverse("admin:matching_cohort_board", args=[cohort]),
        button=_("Review pairs"),
        cohorts=(cohort,),
    )


def cohorts_with_pairs(user: User) -> list[Cohort]:
    """The cohorts of a coordinator in which there can be pairs, those under way first."""
    hidden = [Cohort.Stage.DRAFT, Cohort.Stage.ARCHIVED]
    cohorts = Cohort.objects.coordinated_by(user).exclude(stage__in=hidden).select_related("programme")
    places = {stage: place for place, stage in enumerate(STAGES)}
    ordered = cohorts.order_by("programme__name", "starts_on", "name")
    return sorted(ordered, key=lambda cohort: places.get(Cohort.Stage(cohort.stage), len(STAGES)))


def pairs_of_cohort(cohort: Cohort, *, named: str = "") -> list[PairRow]:
    """The pairs of a cohort, quiet ones first, then by name; those of them alone in which somebody is so named.

    One query. Of meetings it gives the month of the last one and nothing else, by the company's clocks: a reader's own
    would show, at the edge of a month, on which side of midnight a pair met.
    """
    words, today = words_of_lights(), clock.company_today()
    rows = []
    for mentee, mentor, is_agreed, was_agreed, status, paused_at, began_on, month, cadence in _found(cohort, named):
        light, contact = _light(status, paused_at, began_on, month, cadence, today), contact_in_words(month, today)
        is_to_renew = was_agreed and not is_agreed
        rows.append(PairRow(mentee, mentor, light, words[light], contact, is_agreed, is_to_renew))
    return sorted(rows, key=lambda row: (ORDER.index(row.light), row.mentee.casefold(), row.mentor.casefold()))


def lights_in(cohorts: Sequence[Cohort]) -> dict[UUID, Counter[Light]]:
    """How many pairs of each of these cohorts have which light, in one query."""
    rows, today = _lit(Mentorship.objects.filter(cohort__in=cohorts)), clock.company_today()
    lights: dict[UUID, Counter[Light]] = {}
    for cohort, status, paused_at, began_on, month, cadence in rows.values_list("cohort", *LIT_BY):
        lights.setdefault(cohort, Counter())[_light(status, paused_at, began_on, month, cadence, today)] += 1
    return lights


def _light(
    status: str, paused_at: datetime | None, began_on: date, month: date | None, cadence: str, today: date
) -> Light:
    is_open, every = status == Mentorship.Status.ACTIVE, CADENCES.get(cadence, timedelta())
    has_break = paused_at is not None
    return light_of(is_open=is_open, has_break=has_break, began_on=began_on, month=month, every=every, today=today)


def _found(cohort: Cohort, named: str) -> QuerySet[Mentorship, tuple[Any, ...]]:
    """What is asked of the database: no day of a meeting, no number of meetings, no key."""
    members = Membership.objects.filter(mentorship=OuterRef("pk"))
    pairs = Mentorship.objects.filter(cohort=cohort)
    if named:
        pairs = pairs.filter(Exists(members.filter(person__user__name__icontains=named)))
    annotated = _lit(pairs).annotate(
        mentee=Subquery(members.filter(role=Role.MENTEE).values("person__user__name")),
        mentor=Subquery(members.filter(role=Role.MENTOR).values("person__user__name")),
        is_agreed=_both_agreed(),
        was_agreed=_both_agreed_before(),
    )
    return annotated.values_list("mentee", "mentor", "is_agreed", "was_agreed", *LIT_BY)


def _lit(pairs: QuerySet[Mentorship]) -> QuerySet[Mentorship, Any]:
    """With what their lights go by (LIT_BY)."""
    zone = timezone.get_default_timezone()
    met = Session.objects.held().filter(mentorship=OuterRef("pk")).order_by("-starts_at").values("starts_at")
    return pairs.order_by().annotate(
        began_on=TruncDate("started_at", tzinfo=zone),
        month=TruncMonth(Subquery(met[:1]), output_field=DateField(), tzinfo=zone),
    )


def _both_agreed() -> Combinable:
    """Whether both said yes to the present lines: one yes alone is as none, or it would tell who has not answered."""
    yes = Consent.objects.current().filter(kind=Consent.Kind.AGREED, agreement__mentorship=OuterRef("mentorship"))
    silent = Membership.objects.filter(~Exists(yes.filter(person=OuterRef("person"))), mentorship=OuterRef("pk"))
    return ~Exists(silent)


def _both_agreed_before() -> Combinable:
    """Whether both had said yes to one version of the lines before the present one; one yes counts for nothing here."""
    yes = Consent.objects.filter(kind=Consent.Kind.AGREED, version__lt=F("agreement__version"))
    of_pair = yes.filter(agreement__mentorship=OuterRef("pk")).order_by().values("version")
    return Exists(of_pair.annotate(people=Count("pk")).filter(people__gte=2))


def contact_in_words(month: date | None, today: date) -> str:
    """When a pair last met, from the first day of that month: no finer words exist."""
    if month is None:
        return _("not yet")
    if month >= today.replace(day=1):
        return _("this month")
    is_recent = month.year == today.year or (today.year - month.year == 1 and month.month > today.month)
    return _("in %(month)s") % {"month": date_format(month, "F" if is_recent else "F Y")}


@dataclass(frozen=True, slots=True)
class Tab:
    """A choice of one light, or of all where `light` is empty, with the number of pairs behind it."""

    light: str
    words: str
    number: int
    is_current: bool


def words_of_lights() -> dict[Light, str]:
    return {
        Light.QUIET: _("Quiet"),
        Light.NEW: _("New"),
        Light.MEETING: _("Meeting"),
        Light.BREAK: _("On a break"),
        Light.ENDED: _("Ended"),
    }


def tabs_of(rows: Sequence[PairRow], chosen: str) -> list[Tab]:
    """All pairs, and then each light that one of them has or that was chosen."""
    numbers = Counter(row.light for row in rows)
    lights = [
        Tab(light, words, numbers[light], light == chosen)
        for light, words in words_of_lights().items()
        if numbers[light] or light == chosen
    ]
    return [Tab("", _("All"), len(rows), not chosen), *lights]
