"""The light of many pairs, as the database tells it: that of each of them as its definition tells it."""

import random
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from agreements.models import Agreement, Session
from matching.models import Mentorship
from mentoring.desk.light import NEW_FOR, ORDER, Light, light_of
from mentoring.desk.lights import CADENCES, with_lights
from mentoring.desk.today import lights_of, lights_of_named, pairs_of_cohort
from mentoring.lib import clock
from programmes.models import Role
from tests import factories
from tests.conftest import person
from tests.factories import EnrolmentFactory, MentorFactory, at

NAMES = ("ada", "Ada", "Änne", "Zoe", "émile", "O'Neil")
NOW = at("2026-03-30 23:40")
PAIRS = 40


@pytest.fixture
def pairs(cast):
    """Pairs of any age and state, some of which met at an edge of a month, on both sides of a change of the clocks."""
    chance = random.Random(7)
    return [cast.mentorship, *(make_pair(cast, number, chance) for number in range(PAIRS))]


def make_pair(cast, number: int, chance: random.Random) -> Mentorship:
    names = {role: f"{chance.choice(NAMES)} {number // 2}" for role in (Role.MENTOR, Role.MENTEE)}
    mentor, mentee = (
        make(cohort=cast.cohort, person=person(names[role], f"{role}-{number}"))
        for role, make in ((Role.MENTOR, MentorFactory), (Role.MENTEE, EnrolmentFactory))
    )
    pair = factories.make_mentorship(mentor, mentee)
    edges = [at(f"2026-{month:02}-01 00:00") for month in (1, 2, 3)] + [at("2025-12-31 23:59")]
    moments = [*edges, *(NOW - timedelta(days=chance.randrange(200)) for _ in range(3))]
    Mentorship.objects.filter(pk=pair.pk).update(started_at=chance.choice([*moments, NOW - NEW_FOR]))
    for moment in chance.sample(moments, chance.randrange(3)):
        status = chance.choice([Session.Status.HELD, Session.Status.HELD, Session.Status.CANCELLED])
        Session.objects.create(mentorship=pair, starts_at=moment, status=status, planned_by=mentor.person)
    Agreement.objects.filter(mentorship=pair).update(cadence=chance.choice(list(CADENCES)))
    if chance.random() < 0.2:
        factories.end_pairs(pk=pair.pk)
    elif chance.random() < 0.2:
        Mentorship.objects.filter(pk=pair.pk).update(paused_at=NOW - timedelta(days=chance.randrange(60)))
    elif chance.random() < 0.1:
        Agreement.objects.filter(mentorship=pair).delete()
    return pair


def month_of(moment: datetime) -> date:
    return timezone.localdate(moment, timezone.get_default_timezone()).replace(day=1)


def light_by_definition(pair: Mentorship, today: date) -> Light:
    pair = Mentorship.objects.get(pk=pair.pk)
    agreement = Agreement.objects.filter(mentorship=pair).first()
    last = pair.sessions.held().order_by("-starts_at").first()
    return light_of(
        is_open=pair.status == Mentorship.Status.ACTIVE,
        has_break=pair.paused_at is not None,
        began_on=timezone.localdate(pair.started_at, timezone.get_default_timezone()),
        month=month_of(last.starts_at) if last else None,
        every=CADENCES[agreement.cadence] if agreement else timedelta(),
        today=today,
    )


@pytest.mark.long
def test_lights_are_those_of_the_definition_on_any_day_and_any_clock(pairs):
    seen = set()
    for days in range(0, 120, 7):
        with clock.standing_at(NOW + timedelta(days=days)), timezone.override("Pacific/Kiritimati"):
            today = clock.company_today()
            told = dict(with_lights(Mentorship.objects.all(), today).values_list("pk", "light"))
        expected = {pair.pk: light_by_definition(pair, today) for pair in pairs}
        assert told == expected
        seen |= set(expected.values())

    assert seen == set(Light)


def test_counts_and_pages_are_parts_of_one_list_in_its_order(cast, pairs):
    with clock.standing_at(NOW):
        rows = pairs_of_cohort(cast.cohort)
        pages = [pairs_of_cohort(cast.cohort, places=range(at, at + 9)) for at in range(0, len(rows), 9)]
        by_light = [row for light in ORDER for row in pairs_of_cohort(cast.cohort, light=light)]
        numbers, named = lights_of(cast.coordinator.user)[cast.cohort.pk], lights_of_named(cast.cohort, "ADA")
        of_ada = pairs_of_cohort(cast.cohort, named="ADA")

    assert len(rows) == len(pairs)
    assert rows == sorted(rows, key=lambda row: (ORDER.index(row.light), row.mentee.casefold(), row.mentor.casefold()))
    assert [row for page in pages for row in page] == by_light == rows
    assert numbers == Counter(row.light for row in rows)
    assert of_ada == [row for row in rows if "ada" in f"{row.mentee}\n{row.mentor}".casefold()]
    assert named == Counter(row.light for row in of_ada)
