"""The light of each of many pairs, told by the database as `light_of` tells it of one."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import (
    Case,
    CharField,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import TruncDate, TruncMonth
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone

from agreements.models import Agreement, Session
from matching.models import Mentorship
from mentoring.desk.light import NEW_FOR, ORDER, PATIENCE, SPANS, Light

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

CADENCES: Mapping[str, timedelta] = {
    Agreement.Cadence.FORTNIGHTLY: timedelta(weeks=2),
    Agreement.Cadence.THREE_WEEKLY: timedelta(weeks=3),
    Agreement.Cadence.MONTHLY: timedelta(days=31),
}


class Lit(TypedDict):
    """By the company's clocks: when a pair began, the first day of the month in which it last met, and its light."""

    began_on: date
    month: date | None
    light: str


LitPair: TypeAlias = "WithAnnotations[Mentorship, Lit]"


def with_lights(pairs: QuerySet[Mentorship], today: date) -> "QuerySet[LitPair]":
    """With the month of their last meeting and their light (`light_of`), all by the company's clocks.

    Whoever met in the month of the last day that is not too long ago, or in a later one, is meeting: the end of the
    month stands for every day in it.
    """
    zone = timezone.get_default_timezone()
    met = Session.objects.held().filter(mentorship=OuterRef("pk")).order_by("-starts_at").values("starts_at")
    dated = pairs.order_by().annotate(
        began_on=TruncDate("started_at", tzinfo=zone),
        month=TruncMonth(Subquery(met[:1]), output_field=DateField(), tzinfo=zone),
    )
    return dated.annotate(
        light=Case(
            When(~Q(status=Mentorship.Status.ACTIVE), then=Value(Light.ENDED.value)),
            When(~Q(paused_at=None), then=Value(Light.BREAK.value)),
            When(began_on__gt=today - NEW_FOR, then=Value(Light.NEW.value)),
            When(GreaterThanOrEqual(F("month"), _first_month(today)), then=Value(Light.MEETING.value)),
            default=Value(Light.QUIET.value),
            output_field=CharField(),
        )
    )


def place_of_light() -> Case:
    """In which order pairs stand in a list, by their `light`."""
    return Case(*(When(light=light, then=Value(place)) for place, light in enumerate(ORDER)))


def _first_month(today: date) -> TruncMonth:
    """The first month in which a pair may have met last without being quiet today."""
    patience = Case(
        *(When(agreement__cadence=name, then=Value(max(PATIENCE, SPANS * every))) for name, every in CADENCES.items()),
        default=Value(PATIENCE),
        output_field=DurationField(),
    )
    since = Value(today, output_field=DateField()) - patience
    return TruncMonth(ExpressionWrapper(since, output_field=DateField()))
