"""Meetings by month: months that are over, rounded, and never of few pairs."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.models import Session
from feedback.reports.months import Months, meetings_by_month, merge_months
from matching.models import Mentorship
from mentoring.lib import clock
from programmes.models import Cohort
from tests import factories
from tests.factories import at
from tests.feedback.population import make_people
from tests.lib.leak_oracle import leak

MET = st.lists(st.frozensets(st.integers(0, 11)), max_size=14)


def months(*met):
    """Of each month the pairs that met in it, each once."""
    return [Months(date(2025, n, 1), date(2025, n, 1), len(pairs), frozenset(pairs)) for n, pairs in enumerate(met, 1)]


def test_months_of_few_pairs_are_put_together_with_the_next():
    merged = merge_months(months(range(2), range(4), range(5), range(6)), 5)

    spans = [(group.first.month, group.last.month, group.meetings, len(group.pairs)) for group in merged]
    assert spans == [(1, 3, 11, 5), (4, 4, 6, 6)]


def test_what_is_left_over_joins_the_last_group():
    merged = merge_months(months(range(5), range(5), (), range(3)), 5)

    assert [(group.first.month, group.last.month, group.meetings) for group in merged] == [(1, 1, 5), (2, 4, 8)]


@pytest.mark.parametrize("met", [(), ((),), (range(2), range(3), range(4))])
def test_nothing_is_shown_while_few_pairs_have_met(met):
    assert merge_months(months(*met), 5) == []


@settings(max_examples=200, deadline=None, derandomize=True)
@given(MET, st.sampled_from([5, 8]))
def test_no_sum_of_months_is_about_few_pairs(met, minimum):
    """Each meeting of a pair in a month is a thing of its own; whoever adds and subtracts groups finds many pairs."""
    given_months = [
        Months(date(2025 + n // 12, n % 12 + 1, 1), date(2025 + n // 12, n % 12 + 1, 1), len(pairs), pairs)
        for n, pairs in enumerate(met)
    ]
    things = [(month.first, pair) for month in given_months for pair in month.pairs]

    merged = merge_months(given_months, minimum)

    released = [
        [n for n, (first, _pair) in enumerate(things) if group.first <= first <= group.last] for group in merged
    ]
    assert all(len({things[n][1] for n in group}) >= minimum for group in released)
    assert leak(len(things), [*released, range(len(things)) if merged else None], minimum) is None
    assert sum(map(len, released)) in (0, len(things))


@pytest.fixture
def cohort(db):
    """Six pairs, on 10 July 2026."""
    with clock.standing_at(at("2026-07-10 12:00")):
        cohort = factories.CohortFactory(stage=Cohort.Stage.RUNNING)
        make_people(cohort, ["Sales"] * 12)
        yield cohort


def meet(cohort, day, *, pairs=6, times=1):
    for mentorship in Mentorship.objects.filter(cohort=cohort).order_by("pk")[:pairs]:
        for number in range(times):
            moment = at(f"2026-{day} 09:00") + timedelta(hours=number)
            session = factories.make_session(mentorship, days=-number - 1, status=Session.Status.HELD)
            Session.objects.filter(pk=session.pk).update(starts_at=moment)


def test_meetings_are_counted_by_month_rounded_and_up_to_the_last_that_is_over(cohort):
    meet(cohort, "04-07")
    meet(cohort, "06-02", times=2)
    meet(cohort, "07-03")

    drawn = meetings_by_month(cohort)

    assert [(row.name, row.value) for row in drawn.rows] == [("Apr 2026", "5"), ("May 2026 to Jun 2026", "10")]
    assert drawn.finding == "About 15 meetings, Apr 2026 to Jun 2026"
    assert "fewer than 5 pairs met" in drawn.meaning


@pytest.mark.parametrize(
    ("times", "finding"),
    [
        ((2, 2, 2), "Months are much alike: about 10 meetings each"),
        ((1, 2, 2), "Months are much alike: about 5 to 10 meetings each"),
        ((1, 1, 4), "Most meetings in Jun 2026: about 25"),
        ((1, 4, 4), "About 55 meetings, Apr 2026 to Jun 2026"),
    ],
)
def test_month_is_named_only_where_it_stands_out(cohort, times, finding):
    for day, number in zip(("04-07", "05-07", "06-02"), times, strict=True):
        meet(cohort, day, times=number)

    assert meetings_by_month(cohort).finding == finding


def test_meetings_of_few_pairs_are_not_shown(cohort):
    meet(cohort, "04-07", pairs=4, times=9)

    assert meetings_by_month(cohort) is None


def test_month_is_that_of_the_company(cohort, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    for mentorship in Mentorship.objects.filter(cohort=cohort):
        session = factories.make_session(mentorship, days=-1, status=Session.Status.HELD)
        Session.objects.filter(pk=session.pk).update(starts_at=at("2026-04-30 20:00"))

    assert [row.name for row in meetings_by_month(cohort).rows] == ["May 2026 to Jun 2026"]


def test_page_and_file_tell_the_months(cohort, reader):
    meet(cohort, "05-07")
    meet(cohort, "06-02", times=3)

    page = reader.get(reverse("feedback:report-detail", args=[cohort.pk])).content.decode()
    file = reader.get(reverse("feedback:report-csv", args=[cohort.pk])).content.decode("utf-8-sig")

    assert "Most meetings in Jun 2026: about 20" in page
    assert '"Meetings","Everybody","Meetings by month","May 2026","5",""' in file
    assert '"Meetings","Everybody","Meetings by month","Jun 2026","20",""' in file
