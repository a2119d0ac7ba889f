"""Pairs that meet, and the days on which their months are counted."""

from datetime import timedelta

from agreements.models import Session
from feedback.services import freeze_meetings
from matching.models import Mentorship
from mentoring.lib import clock
from programmes.models import Cohort
from tests import factories
from tests.factories import at
from tests.feedback.population import make_people


def make_pairs(number: int, **fields: object) -> Cohort:
    """A running cohort of so many pairs, together since 2 April 2026."""
    with clock.standing_at(at("2026-04-02 12:00")):
        cohort = factories.CohortFactory(stage=Cohort.Stage.RUNNING, **fields)
        make_people(cohort, ["Sales"] * (2 * number))
    return cohort


def meet(cohort: Cohort, day: str, *, pairs: int = 6, times: int = 1) -> list[Session]:
    """The first so many pairs met on a day of 2026, so often from nine in the morning on, and wrote it down."""
    return [
        Session.objects.create(
            mentorship=mentorship,
            starts_at=at(f"2026-{day} 09:00") + timedelta(hours=number),
            status=Session.Status.HELD,
            planned_by=mentorship.memberships.first().person,
        )
        for mentorship in Mentorship.objects.filter(cohort=cohort).order_by("pk")[:pairs]
        for number in range(times)
    ]


def tick_on(*days: str) -> None:
    """The tick that counts, at noon of each of these days of 2026."""
    for day in days:
        with clock.standing_at(at(f"2026-{day} 12:00")):
            freeze_meetings()
