"""Meetings are counted in groups of months, once, and never again (R18)."""

import random
from datetime import timedelta
from itertools import combinations

import numpy as np
import pytest
from django.conf import settings as project
from django.db import DatabaseError, IntegrityError, connection, transaction

from agreements.models import Session
from feedback.models import MeetingSnapshot
from feedback.months import Months, months_from, put_all_together
from feedback.services import freeze_meetings
from feedback.tasks import count_meetings
from matching.models import Mentorship
from mentoring.lib import clock
from mentoring.lib.disclosure import rounded_count
from mentoring.lib.errors import constraint_name
from programmes.models import Cohort, StageChange
from programmes.services import archive_cohort, close_cohort
from tests import factories
from tests.factories import at, end_pairs
from tests.feedback.meetings import make_pairs, meet, tick_on
from tests.matching.at_once import at_once

MINIMUM, SEEDS = 5, 8


@pytest.fixture
def cohort(db):
    """Six pairs since 2 April 2026."""
    return make_pairs(6)


def counted(cohort):
    """First month, last month and meetings of each row, in their order; None where too few pairs met."""
    rows = MeetingSnapshot.objects.filter(cohort=cohort).order_by("last")
    return [(row.first.month, row.last.month, row.meetings) for row in rows]


def close_on(cohort, day):
    """By the service, as a coordinator does."""
    Cohort.objects.filter(pk=cohort.pk).update(stage=Cohort.Stage.CLOSING)
    with clock.standing_at(at(f"2026-{day} 12:00")):
        return close_cohort(cohort=cohort, by=factories.UserFactory())


# When


def test_month_is_counted_on_the_eighth_of_the_next_with_what_was_written_down_by_then(cohort):
    meet(cohort, "04-20")
    tick_on("05-01", "05-07")
    before = counted(cohort)
    meet(cohort, "04-21", pairs=5)
    tick_on("05-08")

    assert (before, counted(cohort)) == ([], [(4, 4, 10)])


def test_what_is_written_down_moved_or_deleted_later_changes_nothing(cohort):
    early = meet(cohort, "04-20")
    tick_on("05-08")
    meet(cohort, "04-22", times=3)
    Session.objects.filter(pk=early[0].pk).update(status=Session.Status.CANCELLED)
    early[1].delete()
    tick_on("05-09", "06-08")

    assert counted(cohort) == [(4, 4, 5), (5, 5, None)]


def test_months_in_which_few_pairs_met_wait_for_those_after_them(cohort):
    meet(cohort, "04-20", pairs=3)
    tick_on("05-08")
    meet(cohort, "05-20", pairs=4)
    tick_on("06-08")
    meet(cohort, "06-20", pairs=6)
    tick_on("07-08")

    assert counted(cohort) == [(4, 4, None), (4, 5, None), (4, 6, 15)]


def test_months_that_were_said_to_wait_are_not_told_apart_later(cohort):
    """In April and May by themselves enough pairs met after all, as was written down in June."""
    meet(cohort, "04-20", pairs=3)
    tick_on("05-08")
    meet(cohort, "04-21")
    meet(cohort, "05-21")
    meet(cohort, "06-20")
    tick_on("06-08", "07-08")

    assert counted(cohort) == [(4, 4, None), (4, 5, 15), (6, 6, 5)]


def test_no_day_on_which_one_pair_more_writes_something_down_shows_in_the_report(cohort):
    """The fifth pair comes late: were months looked at each day, the figure would appear on the day it did."""
    meet(cohort, "04-20", pairs=4)
    tick_on("05-08")
    meet(cohort, "04-25", pairs=6)
    tick_on("05-09", "05-20", "06-07")

    assert counted(cohort) == [(4, 4, None)]


def test_pairs_of_somebody_who_reads_the_report_do_not_make_enough(cohort):
    mentor = Mentorship.objects.filter(cohort=cohort).order_by("pk").first().memberships.first().person
    factories.HrAnalystFactory(user=mentor.user, organisation=cohort.programme.organisation)
    meet(cohort, "04-20", pairs=5)
    meet(cohort, "05-20", pairs=6)
    tick_on("05-08", "06-08")

    assert counted(cohort) == [(4, 4, None), (4, 5, 10)]


def test_month_is_that_of_the_company(cohort, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    for session in meet(cohort, "05-01"):
        Session.objects.filter(pk=session.pk).update(starts_at=at("2026-04-30 20:00"))
    with clock.standing_at(at("2026-05-07 20:00")):
        freeze_meetings()
    tick_on("06-08")

    assert counted(cohort) == [(4, 4, None), (4, 5, 5)]


def test_first_tick_counts_all_months_that_are_over_of_every_round_that_has_pairs(cohort):
    """An installation that is moved to this version; one round was put away by a version that kept no steps."""
    others = [make_pairs(5), make_pairs(5), make_pairs(0), make_pairs(4)]
    for each in (cohort, *others):
        for month in ("04-20", "05-20", "06-02"):
            meet(each, month)
    with clock.standing_at(at("2026-06-12 12:00")):
        end_pairs(cohort=others[0])
    Cohort.objects.filter(pk=others[0].pk).update(stage=Cohort.Stage.ARCHIVED)

    tick_on("08-09")

    assert counted(cohort) == [(4, 4, 5), (5, 5, 5), (6, 6, 5), (7, 7, None)]
    assert counted(others[0]) == [(4, 4, 5), (5, 5, 5), (6, 6, 5)]
    assert MeetingSnapshot.objects.get(cohort=others[0], is_last=True).last.month == 6
    assert counted(others[1]) == counted(cohort)
    assert counted(others[2]) == []
    assert counted(others[3]) == [(4, 7, None)]


# The end of a round


def test_months_up_to_its_closing_are_counted_when_a_round_closes_and_no_later_one(cohort):
    meet(cohort, "04-20")
    tick_on("05-08")
    meet(cohort, "05-20")
    meet(cohort, "06-02", pairs=2)
    closed = close_on(cohort, "06-03")
    meet(cohort, "06-05", times=9)
    archive_cohort(cohort=closed, by=factories.UserFactory(), reason="Over.")
    tick_on("06-08", "07-08", "11-08")

    assert counted(cohort) == [(4, 4, 5), (5, 6, 10)]
    assert MeetingSnapshot.objects.get(is_last=True).built_on == at("2026-06-03 12:00").date()


def test_few_pairs_after_the_last_month_that_was_counted_are_left_out_for_good(cohort):
    meet(cohort, "04-20")
    tick_on("05-08")
    meet(cohort, "05-20", pairs=4)
    close_on(cohort, "05-30")
    tick_on("06-08")

    assert counted(cohort) == [(4, 4, 5), (5, 5, None)]


# Once


def test_ticks_one_after_the_other_and_side_by_side_leave_one_row_each(transactional_db):
    cohort = make_pairs(6)
    for month in ("04-20", "05-20"):
        meet(cohort, month)

    assert at_once(*[lambda: tick_on("06-09")] * 3) == ["done"] * 3
    tick_on("06-09")

    assert counted(cohort) == [(4, 4, 5), (5, 5, 5)]


def test_tick_that_ends_in_the_middle_leaves_nothing_half_and_the_next_counts_each_once(cohort):
    for month in ("04-20", "05-20"):
        meet(cohort, month)
    with connection.cursor() as cursor:
        cursor.execute("""
            CREATE FUNCTION fall() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF NEW.last = '2026-05-01' THEN RAISE EXCEPTION 'The worker falls.'; END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER a_fall BEFORE INSERT ON feedback_meetingsnapshot FOR EACH ROW EXECUTE FUNCTION fall();
        """)
    with pytest.raises(DatabaseError, match="falls"), transaction.atomic():
        tick_on("06-09")
    left = counted(cohort)
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION fall() CASCADE")
    tick_on("06-09")

    assert (left, counted(cohort)) == ([], [(4, 4, 5), (5, 5, 5)])


def test_round_that_closes_at_this_moment_holds_up_no_other(transactional_db):
    held, other = make_pairs(5), make_pairs(5)
    for each in (held, other):
        meet(each, "04-20")

    with transaction.atomic():
        Cohort.objects.select_for_update(no_key=True).get(pk=held.pk)
        assert at_once(lambda: tick_on("05-08")) == ["done"]

    assert (counted(held), counted(other)) == ([], [(4, 4, 5)])


def test_tick_stands_in_the_schedule_and_counts(cohort):
    scheduled = {entry["task"]: entry["schedule"] for entry in project.CELERY_BEAT_SCHEDULE.values()}
    meet(cohort, "04-20")
    with clock.standing_at(at("2026-05-08 12:00")):
        count_meetings()

    assert scheduled[count_meetings.name] == 300
    assert counted(cohort) == [(4, 4, 5)]


# What the database holds


@pytest.mark.parametrize(
    "act", ["UPDATE feedback_meetingsnapshot SET meetings = 0", "DELETE FROM feedback_meetingsnapshot"]
)
def test_database_refuses_to_change_or_take_away_what_was_counted(cohort, act):
    meet(cohort, "04-20")
    tick_on("05-08")

    with pytest.raises(DatabaseError, match="never counted again"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"first": "2026-06-01", "last": "2026-06-01"}, "meeting_snapshot_follows"),  # a gap
        ({"first": "2026-04-01", "last": "2026-05-01"}, "meeting_snapshot_follows"),  # April twice
        ({"first": "2026-05-01", "last": "2026-04-01"}, "meeting_snapshot_follows"),
        ({"first": "2026-05-01", "last": "2026-05-31"}, "meeting_snapshot_months_in_order"),
        ({"meetings": 7}, "meeting_snapshot_rounded"),
        ({"meetings": -5}, "feedback_meetingsnapshot_meetings_check"),
        ({"minimum": 4}, "meeting_snapshot_minimum_floor"),
    ],
)
def test_database_refuses_other_months_finer_numbers_and_smaller_groups(cohort, values, constraint):
    meet(cohort, "04-20")
    tick_on("05-08")
    row = {"first": "2026-05-01", "last": "2026-05-01", "meetings": 5, "minimum": 5, "built_on": "2026-06-08"}

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        MeetingSnapshot.objects.create(cohort=cohort, **{**row, **values})
    MeetingSnapshot.objects.create(cohort=cohort, **row)

    assert constraint_name(refused.value) == constraint


def test_database_refuses_months_after_the_last(cohort):
    meet(cohort, "04-20")
    close_on(cohort, "05-30")

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        MeetingSnapshot.objects.create(
            cohort=cohort, first="2026-06-01", last="2026-06-01", meetings=5, minimum=5, built_on="2026-07-08"
        )

    assert constraint_name(refused.value) == "meeting_snapshot_follows"


def test_no_column_leads_to_a_pair():
    columns = {field.column for field in MeetingSnapshot._meta.get_fields()}

    assert columns == {"id", "cohort_id", "first", "last", "meetings", "minimum", "is_last", "built_on"}


# Whoever reads every day


def exposed(released, pair_of):
    """Whether some sum and difference of the released sets of meetings is about fewer than the minimum of pairs.

    One that rests on these pairs alone exists exactly if the rank falls when their columns are taken away; and one on
    fewer pairs rests on any more of them as well.
    """
    meetings, pairs = sorted(pair_of), sorted(set(pair_of.values()))
    if not released:
        return False
    table = np.array([[float(meeting in group) for meeting in meetings] for group in released])
    full = np.linalg.matrix_rank(table)
    owners = np.array([pair_of[meeting] for meeting in meetings])
    return any(
        np.linalg.matrix_rank(table[:, ~np.isin(owners, few)]) < full for few in combinations(pairs, MINIMUM - 1)
    )


def held_by(cohort):
    held = Session.objects.held().filter(mentorship__cohort=cohort).values_list("pk", "mentorship", "starts_at")
    return {str(key): (str(pair), moment.date().replace(day=1)) for key, pair, moment in held}


def read_live(cohort, today):
    """As former versions did at each reading: all months that are over, cut from what is written down now."""
    held = held_by(cohort)
    months = [
        Months(day, day, 0, frozenset(pair for pair, month in held.values() if month == day))
        for day in months_from(at("2026-04-01 00:00").date(), (today.replace(day=1) - timedelta(days=1)).replace(day=1))
    ]
    groups, _rest = put_all_together(months, MINIMUM)
    return [{key for key, (_pair, month) in held.items() if group.first <= month <= group.last} for group in groups]


class DailyReader:
    """Keeps what each row was the sum of on the day on which it appeared, and on which days anything did."""

    def __init__(self, cohort):
        self.cohort, self.seen, self.released, self.days = cohort, {}, [], []

    def read(self, today):
        rows = {row.last: row for row in MeetingSnapshot.objects.filter(cohort=self.cohort)}
        assert {month: rows[month].meetings for month in self.seen} == self.seen
        if set(rows) - set(self.seen):
            self.days.append(today)
        for month in set(rows) - set(self.seen):
            row = rows[month]
            self.seen[month] = row.meetings
            if row.meetings is not None:
                group = {key for key, (_pair, month) in held_by(self.cohort).items() if row.first <= month <= row.last}
                assert row.meetings == rounded_count(len(group))
                self.released.append(group)


def live_through(cohort, seed, reader):
    """Four months of pairs that meet, write it down late, take it back, end; the reader reads each few days.

    Returns the pair of each meeting that was ever written down, and what a live report would have told the same reader.
    """
    chance, day, pair_of, live = random.Random(seed), at("2026-04-03 12:00"), {}, []
    pairs = list(Mentorship.objects.filter(cohort=cohort).order_by("pk"))
    eager = {pair.pk: chance.choice((0.02, 0.1, 0.3)) for pair in pairs}
    planner, closes = pairs[0].memberships.first().person, at("2026-08-01 12:00") + timedelta(days=chance.randrange(30))
    while day < closes + timedelta(days=45):
        with clock.standing_at(day):
            for pair in pairs:
                if day < closes and chance.random() < eager[pair.pk]:
                    late = timedelta(days=chance.choice((0, 0, 1, 5, 12, 40)), minutes=600 * chance.random())
                    if day - late > at("2026-04-02 12:00"):
                        Session.objects.create(
                            mentorship=pair, starts_at=day - late, status=Session.Status.HELD, planned_by=planner
                        )
            pair_of |= {key: pair for key, (pair, _month) in held_by(cohort).items()}
            if chance.random() < 0.3:
                mine = Session.objects.filter(mentorship=chance.choice(pairs)).order_by("starts_at")
                for session in mine[: chance.randrange(3)]:
                    session.delete()
            if len(pairs) > MINIMUM and chance.random() < 0.03:
                end_pairs(pk=pairs.pop().pk)
            if day >= closes and not StageChange.objects.filter(cohort=cohort).exists():
                Cohort.objects.filter(pk=cohort.pk).update(stage=Cohort.Stage.CLOSING)
                close_cohort(cohort=cohort, by=factories.UserFactory())
            freeze_meetings()
            reader.read(day.date())
            live += [group for group in read_live(cohort, day.date()) if group not in live]
        day += timedelta(days=chance.choice((1, 2, 3, 4)))
    return pair_of, live


@pytest.mark.long
def test_whoever_reads_every_day_learns_of_no_fewer_pairs_and_a_live_report_gives_them_away(db):
    cohort, caught, shown = make_pairs(8), 0, 0
    for seed in range(SEEDS):
        reader = DailyReader(cohort)
        with transaction.atomic():
            pair_of, live = live_through(cohort, seed, reader)
            closed_on = StageChange.objects.get(cohort=cohort).made_at.date()
            transaction.set_rollback(True)

        assert not exposed(reader.released, pair_of), seed
        # On the eighth or at the first reading after it, and on the day of closing: what a pair does moves no day.
        days = [day for day in reader.days if day != closed_on]
        assert all(8 <= day.day <= 11 for day in days), (seed, days)
        assert len({(day.year, day.month) for day in days}) == len(days)
        shown += len(reader.released)
        caught += exposed(live, pair_of)

    assert (caught, shown > SEEDS) == (SEEDS, True)
