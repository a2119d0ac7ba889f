"""A coordinator's day: what waits for them, and one light per pair and nothing more (docs/flows.md)."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Collate, Lower
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Consent
from matching.models import Membership, Mentorship, Proposal
from mentoring.accounts.models import User
from mentoring.desk.light import Light
from mentoring.desk.lights import LitPair, place_of_light, with_lights
from mentoring.lib import clock, registry
from mentoring.lib.next_step import NextStep, Task, Urgency
from participants.models import Profile
from programmes.models import Cohort, Role

MOST_TASKS = 5
# Behind any pair.
LAST_PLACE = 1_000_000
# A suggestion that closes so soon is named, for as long as a word to both may still help.
CLOSES_SOON = timedelta(days=2)
# What is told of a pair, of meetings the month of the last one alone: no day, no number of them, no key.
TOLD = ("as_mentee__person__user__name", "as_mentor__person__user__name", "light", "month", "is_agreed", "was_agreed")
HIDDEN = (Cohort.Stage.DRAFT, Cohort.Stage.ARCHIVED)
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


def steps_of(user: User) -> list[NextStep]:
    """What waits for a coordinator, the most urgent first: what home offers them, and suggestions that close soon."""
    # All ask for the account alone, so that somebody who is in no list of people is not told that nothing waits.
    steps = chain.from_iterable(registry.coordinator_steps.ask(Profile(user=user)))
    return sorted(steps, key=lambda step: step.urgency)


def tasks_of(user: User) -> Tasks:
    """The first of what waits for a coordinator, how much there is beside it, and how urgent it is by cohort."""
    ordered = steps_of(user)
    of_cohort: dict[UUID, list[Urgency]] = {}
    for step in ordered:
        for cohort in step.cohorts:
            of_cohort.setdefault(cohort, []).append(step.urgency)
    return Tasks(ordered[:MOST_TASKS], more=len(ordered[MOST_TASKS:]), of_cohort=of_cohort)


def in_most_need(cohorts: Sequence[Cohort], tasks: Tasks, lights: Mapping[UUID, Counter[Light]]) -> Cohort:
    """The cohort whose pairs are shown first: where pairs are under way, whose most urgent task comes first.

    Of several the one with more to do, then with more quiet pairs, then the first of these.
    """

    def need(cohort: Cohort) -> tuple[bool, float, int, int]:
        urgencies, lit = tasks.of_cohort.get(cohort.pk, ()), lights.get(cohort.pk, Counter())
        none_goes_on = lit.total() == lit[Light.ENDED]
        return none_goes_on, min(urgencies, default=math.inf), -len(urgencies), -lit[Light.QUIET]

    return min(cohorts, key=need)


def closing_soon(person: Profile) -> list[NextStep]:
    """For each cohort, how many suggestions close within two days; never which, or who has answered.

    What one asks the other is between the two.
    """
    until = clock.company_today() + CLOSES_SOON
    soon = Proposal.objects.coordinated_by(person.user).filter(status=Proposal.Status.SENT, reply_by__lte=until)
    counted = (
        soon.exclude(origin=Proposal.Origin.REQUEST)
        .order_by()
        .values_list("cohort", "cohort__programme__name", "cohort__name")
    )
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
        task=Task.CLOSES_SOON,
        number=number,
        where=name,
    )


def cohorts_with_pairs(user: User) -> list[Cohort]:
    """The cohorts of a coordinator in which there can be pairs, those under way first."""
    cohorts = Cohort.objects.coordinated_by(user).exclude(stage__in=HIDDEN).select_related("programme")
    places = {stage: place for place, stage in enumerate(STAGES)}
    ordered = cohorts.order_by("programme__name", "starts_on", "name")
    return sorted(ordered, key=lambda cohort: places.get(Cohort.Stage(cohort.stage), len(STAGES)))


def lights_of(user: User) -> dict[UUID, Counter[Light]]:
    """How many pairs have which light, of each cohort of a coordinator in which there is one; counted, none is read."""
    pairs = Mentorship.objects.coordinated_by(user).exclude(cohort__stage__in=HIDDEN)
    counted = with_lights(pairs, clock.company_today()).values("cohort", "light").annotate(number=Count("pk"))
    lights: dict[UUID, Counter[Light]] = {}
    for cohort, light, number in counted.values_list("cohort", "light", "number"):
        lights.setdefault(cohort, Counter())[Light(light)] = number
    return lights


def lights_of_named(cohort: Cohort, named: str) -> Counter[Light]:
    """How many pairs of a cohort in which somebody is so named have which light."""
    lit = with_lights(_pairs_in(cohort, named), clock.company_today())
    counted = lit.values("light").annotate(number=Count("pk")).values_list("light", "number")
    return Counter({Light(light): number for light, number in counted})


def pairs_of_cohort(
    cohort: Cohort, *, named: str = "", light: str = "", places: range = range(LAST_PLACE)
) -> list[PairRow]:
    """The pairs of a cohort, quiet ones first, then by name; those alone with this light and somebody so named.

    Of them those in these places of the list, in one query. Of meetings it gives the month of the last one and nothing
    else, by the company's clocks: a reader's own would show, at the edge of a month, on which side of midnight two met.
    """
    if not places:
        return []
    words, today = words_of_lights(), clock.company_today()
    lit = with_lights(_pairs_in(cohort, named), today)
    told = _told(lit.filter(light=light) if light else lit)
    rows = []
    for mentee, mentor, shown, month, is_agreed, was_agreed in told[places.start : places.stop]:
        contact, is_to_renew = contact_in_words(month, today), was_agreed and not is_agreed
        rows.append(PairRow(mentee, mentor, Light(shown), words[Light(shown)], contact, is_agreed, is_to_renew))
    return rows


def _pairs_in(cohort: Cohort, named: str) -> QuerySet[Mentorship]:
    """The pairs of a cohort; those of them in which somebody is so named, where anybody is looked for."""
    pairs = Mentorship.objects.filter(cohort=cohort)
    if not named:
        return pairs
    members = Membership.objects.filter(mentorship=OuterRef("pk"))
    return pairs.filter(Exists(members.filter(person__user__name__icontains=named)))


def _told(pairs: QuerySet[LitPair]) -> QuerySet[LitPair, tuple[Any, ...]]:
    """What is asked of the database, in the order of the page: the letters of names count, not how large they are."""
    people = {
        f"as_{role}": FilteredRelation("memberships", condition=Q(memberships__role=role))
        for role in (Role.MENTEE, Role.MENTOR)
    }
    annotated = pairs.annotate(**people, is_agreed=_both_agreed(), was_agreed=_both_agreed_before())
    by_name = (Collate(Lower(f"as_{role}__person__user__name"), "C") for role in (Role.MENTEE, Role.MENTOR))
    return annotated.order_by(place_of_light(), *by_name, "pk").values_list(*TOLD)


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
        return _("Not yet")
    if month >= today.replace(day=1):
        return _("This month")
    is_recent = month.year == today.year or (today.year - month.year == 1 and month.month > today.month)
    return _("In %(month)s") % {"month": date_format(month, "F" if is_recent else "F Y")}


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


def tabs_of(numbers: Counter[Light], chosen: str) -> list[Tab]:
    """All pairs, and then each light that one of them has or that was chosen."""
    lights = [
        Tab(light, words, numbers[light], light == chosen)
        for light, words in words_of_lights().items()
        if numbers[light] or light == chosen
    ]
    return [Tab("", _("All"), numbers.total(), not chosen), *lights]
