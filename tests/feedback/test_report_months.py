"""What HR reads of meetings: months that are over, rounded, as they were counted once; nothing live."""

from datetime import date

import pytest
from django.urls import reverse

from agreements.models import Session
from feedback.models import MeetingSnapshot
from feedback.reports.months import meetings_by_month
from mentoring.lib import clock
from programmes.models import Cohort, Programme
from programmes.services import close_cohort
from tests import factories
from tests.factories import at
from tests.feedback.meetings import make_pairs, meet, tick_on
from tests.feedback.report_pages import facts_of


@pytest.fixture
def cohort(db):
    """Six pairs since 2 April 2026, on 10 July 2026."""
    cohort = make_pairs(6)
    with clock.standing_at(at("2026-07-10 12:00")):
        yield cohort


def page_of(reader, cohort):
    return reader.get(reverse("feedback:report-detail", args=[cohort.pk])).content.decode()


def facts_read(reader, cohort):
    return page_of(reader, cohort).split('id="facts"')[1].split('id="goals"')[0]


def file_of(reader, cohort):
    return reader.get(reverse("feedback:report-csv", args=[cohort.pk])).content.decode("utf-8-sig")


def test_meetings_are_told_by_month_rounded_and_up_to_the_last_that_was_counted(cohort):
    meet(cohort, "04-07")
    meet(cohort, "05-02", times=2, pairs=4)
    meet(cohort, "06-02", times=2)
    meet(cohort, "07-03")
    tick_on("07-10")

    drawn = meetings_by_month(cohort)

    assert [(row.name, row.value) for row in drawn.rows] == [("Apr 2026", "5"), ("May and Jun 2026", "20")]
    assert drawn.finding == "About 25 meetings, Apr to Jun 2026"
    assert "at least 5 pairs met" in drawn.meaning


@pytest.mark.parametrize(
    ("times", "finding"),
    [
        ((2, 2, 2), "Months are much alike: about 10 meetings each"),
        ((1, 2, 2), "Months are much alike: about 5 to 10 meetings each"),
        ((1, 1, 4), "Most meetings in Jun 2026: about 25"),
        ((1, 4, 4), "About 55 meetings, Apr to Jun 2026"),
    ],
)
def test_month_is_named_only_where_it_stands_out(cohort, times, finding):
    for day, number in zip(("04-07", "05-07", "06-02"), times, strict=True):
        meet(cohort, day, times=number)
    tick_on("07-10")

    assert meetings_by_month(cohort).finding == finding


def test_meetings_of_few_pairs_are_not_shown(cohort, reader, analyst):
    meet(cohort, "04-07", pairs=4, times=9)
    tick_on("07-10")

    page, file = page_of(reader, cohort), file_of(reader, cohort)

    assert meetings_by_month(cohort) is None
    assert facts_of(cohort, analyst)["Meetings held"] == (None, None)
    assert "shown once 5 pairs have met in months that are over" in page
    assert '"Meetings held: Not yet","","",""' in file
    assert "36" not in facts_read(reader, cohort)


def test_months_that_wait_are_named(cohort):
    meet(cohort, "04-07")
    meet(cohort, "06-07", pairs=3)
    tick_on("07-10")

    meaning = meetings_by_month(cohort).meaning

    assert "May and Jun 2026: fewer than 5 pairs met" in meaning
    assert "together with the months that follow" in meaning


def test_months_left_out_at_the_end_are_named_and_a_closed_round_of_few_pairs_says_so(cohort, reader):
    meet(cohort, "04-07")
    meet(cohort, "06-07", pairs=3)
    tick_on("05-08")
    few = make_pairs(2)
    meet(few, "04-07", times=9)
    for each in (cohort, few):
        Cohort.objects.filter(pk=each.pk).update(stage=Cohort.Stage.CLOSING)
        close_cohort(cohort=each, by=factories.UserFactory())

    assert "May to Jul 2026: not shown, to protect people" in page_of(reader, cohort)
    assert "meetings of fewer than 5 pairs are shown to nobody" in page_of(reader, few)
    assert '"Meetings held: Not shown","","",""' in file_of(reader, few)


def test_page_says_the_smallest_group_that_any_month_was_counted_with(cohort):
    meet(cohort, "04-07")
    tick_on("05-08")
    Programme.objects.update(minimum_group=6)
    meet(cohort, "05-07")
    meet(cohort, "06-07", pairs=5)
    tick_on("06-08", "07-10")

    drawn = meetings_by_month(cohort)

    assert len(drawn.rows) == 2
    assert "at least 5 pairs met" in drawn.meaning
    assert "Jun 2026: fewer than 6 pairs met" in drawn.meaning


def test_page_and_file_tell_the_months_and_their_sum(cohort, reader):
    meet(cohort, "04-07")
    meet(cohort, "05-02", times=3)
    tick_on("06-10")

    page, file = page_of(reader, cohort), file_of(reader, cohort)
    listed = reader.get(reverse("feedback:report-list")).content.decode()

    assert "Most meetings in May 2026: about 20" in page
    assert '<dd class="value">25</dd>' in page
    assert '<dd class="note">rounded to 5, up to May 2026</dd>' in page
    assert "About 25, up to May 2026" in listed
    assert '"Facts","Everybody","Meetings held, rounded to 5, up to May 2026","","25",""' in file
    assert '"Meetings","Everybody","Meetings by month","Apr 2026","5",""' in file
    assert '"Meetings","Everybody","Meetings by month","May 2026","20",""' in file


def test_what_is_written_down_late_or_deleted_shows_nowhere(cohort, reader):
    meet(cohort, "05-07", pairs=5)
    tick_on("07-10")
    meet(cohort, "05-09", pairs=5, times=9)
    before = facts_read(reader, cohort), file_of(reader, cohort)
    meet(cohort, "06-20", pairs=5, times=3)
    Session.objects.filter(starts_at__lt=at("2026-05-08 00:00")).delete()
    after = facts_read(reader, cohort), file_of(reader, cohort)

    assert after == before


def test_page_asks_no_more_for_many_months_than_for_none(cohort, reader, django_assert_max_num_queries):
    counts = []
    for month in (None, *range(4, 7)):
        if month:
            meet(cohort, f"{month:02}-20")
            tick_on(f"{month + 1:02}-10")
        with django_assert_max_num_queries(9) as captured:
            page_of(reader, cohort)
        counts.append(len(captured))

    assert MeetingSnapshot.objects.counted().count() == 3
    assert counts[0] == counts[-1]
    assert not any("agreements_session" in query["sql"] and "EXTRACT" in query["sql"] for query in captured)


def test_facts_of_a_round_say_how_far_meetings_were_counted(cohort, analyst):
    meet(cohort, "04-07", times=2)
    tick_on("05-08")

    assert facts_of(cohort, analyst)["Meetings held"] == (10, None)
    assert MeetingSnapshot.objects.get().built_on == date(2026, 5, 8)
