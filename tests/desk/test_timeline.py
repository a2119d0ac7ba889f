"""All cohorts of a coordinator on one line of time: in words, and the same as a drawing."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from mentoring.desk.timeline import MOST_ROWS, timeline_of
from mentoring.lib import clock
from programmes.models import Cohort, StageChange
from tests.factories import AlwaysOnFactory, CohortFactory, ProgrammeFactory, in_days
from tests.page_policy import refused_in

OFFICE = reverse("admin:index")
Stage = Cohort.Stage


def names(user) -> list[str]:
    return [row.name for row in timeline_of(user).rows]


def row_of(cohort: Cohort, user):
    (row,) = [row for row in timeline_of(user).rows if row.name == str(cohort)]
    return row


def dates_of(cohort: Cohort, user) -> list[str]:
    """Without the days themselves, which other tests look after."""
    return [re.sub(r" (Mon|Tue|Wed|Thu|Fri|Sat|Sun) .*", "", each.words) for each in row_of(cohort, user).dates]


def parts_of(cohort: Cohort, user) -> list[str]:
    return re.findall(r'<rect class="(\w+)"', row_of(cohort, user).drawn)


def opened(cohort: Cohort, days: int, by) -> None:
    made_at = clock.now() + timedelta(days=days)
    StageChange.objects.create(cohort=cohort, to_stage=Stage.REGISTRATION, made_at=made_at, made_by=by)


def test_cohorts_of_others_and_those_put_away_are_not_there(cast, sign_in):
    CohortFactory(programme=cast.programme, stage=Stage.ARCHIVED, name="Put away")
    CohortFactory(name="Elsewhere")

    page = sign_in(cast.coordinator).get(OFFICE).content.decode()

    assert names(cast.coordinator.user) == [str(cast.cohort)]
    assert ("Put away" in page, "Elsewhere" in page) == (False, False)


def test_whoever_coordinates_nothing_finds_no_line_of_time(cast, sign_in):
    page = sign_in(cast.site_administrator).get(OFFICE).content.decode()

    assert timeline_of(cast.site_administrator).rows == []
    assert "Your cohorts" not in page


def test_order_is_by_the_next_date_then_without_one_then_over(cast):
    programme, user = cast.programme, cast.coordinator.user
    Cohort.objects.filter(pk=cast.cohort.pk).update(name="Third")
    CohortFactory(programme=programme, name="Over", stage=Stage.CLOSED)
    AlwaysOnFactory(programme=programme, name="Endless", stage=Stage.RUNNING, starts_on=in_days(-400))
    CohortFactory(programme=programme, name="First", registration_ends_on=in_days(2))
    second = {"registration_ends_on": in_days(-40), "starts_on": in_days(-20), "mid_survey_on": in_days(5)}
    CohortFactory(programme=programme, name="Second", stage=Stage.RUNNING, **second)

    assert [name.removeprefix("Open doors, ") for name in names(user)] == [
        "First",
        "Second",
        "Third",
        "Endless",
        "Over",
    ]


def test_dates_are_told_in_words_the_next_one_marked(cast):
    cohort = CohortFactory(programme=cast.programme, registration_ends_on=in_days(3))
    opened(cohort, -7, cast.coordinator.user)

    row = row_of(cohort, cast.coordinator.user)

    assert dates_of(cohort, cast.coordinator.user) == [
        "Opened",
        "Registration until",
        "Starts",
        "Mid survey",
        "Ends",
    ]
    assert [each.words.partition(" until ")[0] for each in row.dates if each.is_next] == ["Registration"]


def test_dates_that_have_passed_are_told_as_passed(cast):
    days = {"registration_ends_on": -90, "starts_on": -80, "mid_survey_on": -40, "ends_on": -1}
    dates = {name: in_days(day) for name, day in days.items()}
    cohort = CohortFactory(programme=cast.programme, stage=Stage.RUNNING, **dates)

    assert dates_of(cohort, cast.coordinator.user) == [
        "Registration was until",
        "Started",
        "Mid survey was",
        "Last day was",
    ]
    assert [each for each in row_of(cohort, cast.coordinator.user).dates if each.is_next] == []


@pytest.mark.parametrize(
    ("stage", "told"),
    [
        (Stage.MATCHING, ["Starts", "Mid survey", "Ends"]),
        (Stage.CLOSED, []),
    ],
)
def test_dates_that_a_step_has_overtaken_are_left_out(cast, stage, told):
    cohort = CohortFactory(programme=cast.programme, stage=stage)

    assert dates_of(cohort, cast.coordinator.user) == told


def words_of(cohort: Cohort, user) -> list[str]:
    return [each.words for each in row_of(cohort, user).dates]


@pytest.mark.parametrize(("ended", "until"), [(0, 0), (-3, -3), (-40, -60)])
def test_registration_that_a_step_ended_was_until_that_day_or_its_last_one(cast, ended, until):
    dates = {"registration_ends_on": in_days(-60 if ended == -40 else 9), "starts_on": in_days(20)}
    cohort = CohortFactory(programme=cast.programme, stage=Stage.MATCHING, **dates)
    opened(cohort, -70, cast.coordinator.user)
    ended_at = clock.now() + timedelta(days=ended)
    StageChange.objects.create(cohort=cohort, to_stage=Stage.MATCHING, made_at=ended_at, made_by=cast.coordinator.user)

    words = words_of(cohort, cast.coordinator.user)

    assert date_format(in_days(until), "D j M") in words[1]
    assert words[1].startswith("Registration was until ")
    assert parts_of(cohort, cast.coordinator.user) == ["asking", "finding", "running"]
    (is_next,) = [each.words for each in row_of(cohort, cast.coordinator.user).dates if each.is_next]
    assert is_next.startswith("Starts ")


def test_last_day_of_registration_that_is_today_is_told_also_where_no_step_was_noted(cast):
    cohort = CohortFactory(programme=cast.programme, stage=Stage.MATCHING, registration_ends_on=clock.today())

    assert dates_of(cohort, cast.coordinator.user) == ["Registration was until", "Starts", "Mid survey", "Ends"]


def test_of_two_steps_of_today_the_one_to_come_is_the_next(cast):
    cohort = CohortFactory(programme=cast.programme, registration_ends_on=clock.today())
    opened(cohort, 0, cast.coordinator.user)

    dates = row_of(cohort, cast.coordinator.user).dates

    assert [(each.words.split()[0], each.is_next) for each in dates[:2]] == [("Opened", False), ("Registration", True)]


def test_year_is_told_with_each_date_of_another_year_than_this(cast):
    dates = {"starts_on": "2026-08-03", "mid_survey_on": "2027-02-05", "ends_on": "2027-03-01"}
    dates = {name: date.fromisoformat(day) for name, day in dates.items()}
    cohort = CohortFactory(programme=cast.programme, registration_ends_on=date(2026, 7, 17), **dates)

    with clock.standing_at(datetime(2026, 8, 10, 9, tzinfo=UTC)):
        told = words_of(cohort, cast.coordinator.user)

    assert [re.search(r"\w{3} \d.*", words)[0] for words in told] == [
        "Fri 17 Jul",
        "Mon 3 Aug",
        "Fri 5 Feb 2027",
        "Mon 1 Mar 2027",
    ]


@pytest.mark.parametrize(("stage", "drawn"), [(Stage.MATCHING, ["finding", "running"]), (Stage.CLOSED, [])])
def test_drawing_goes_no_further_than_the_words(cast, stage, drawn):
    cohort = CohortFactory(programme=cast.programme, stage=stage)

    assert parts_of(cohort, cast.coordinator.user) == drawn


def test_always_on_has_no_last_day_and_its_bar_goes_on(cast):
    cohort = AlwaysOnFactory(programme=cast.programme, stage=Stage.RUNNING, starts_on=in_days(-20))
    opened(cohort, -60, cast.coordinator.user)

    row = row_of(cohort, cast.coordinator.user)
    (left, width) = re.findall(r'"running" x="([\d.]+)%" y="5" width="([\d.]+)%"', row.drawn)[0]

    assert dates_of(cohort, cast.coordinator.user) == ["Opened", "Started", "No last day"]
    assert parts_of(cohort, cast.coordinator.user) == ["asking", "running"]
    assert float(left) + float(width) == pytest.approx(100, abs=0.02)
    assert row.stage.words == "Always open"


def test_draft_without_dates_says_so_and_draws_nothing(cast):
    bare = dict.fromkeys(("registration_ends_on", "starts_on", "mid_survey_on", "ends_on"))
    cohort = CohortFactory(programme=cast.programme, stage=Stage.DRAFT, **bare)

    row = row_of(cohort, cast.coordinator.user)

    assert [each.words for each in row.dates] == ["No dates yet"]
    assert parts_of(cohort, cast.coordinator.user) == []
    assert row.is_draft


def test_drawing_begins_with_the_opening_and_has_the_mid_survey(cast):
    cohort = CohortFactory(programme=cast.programme)
    opened(cohort, -7, cast.coordinator.user)

    assert parts_of(cohort, cast.coordinator.user) == ["asking", "finding", "running"]
    assert row_of(cohort, cast.coordinator.user).drawn.count("<circle") == 1


def test_more_than_twelve_lead_to_the_list_of_all(cast, sign_in):
    CohortFactory.create_batch(MOST_ROWS, programme=cast.programme)

    timeline = timeline_of(cast.coordinator.user)
    page = sign_in(cast.coordinator).get(OFFICE).content.decode()

    assert (len(timeline.rows), timeline.number) == (MOST_ROWS, MOST_ROWS + 1)
    assert "See all 13 cohorts; these are the next 12" in page


def test_one_query_whatever_there_is(cast, django_assert_num_queries):
    CohortFactory.create_batch(3, programme=cast.programme)

    with django_assert_num_queries(1):
        timeline_of(cast.coordinator.user)


def test_page_keeps_to_its_content_policy_and_escapes_names(cast, sign_in):
    programme = ProgrammeFactory(name="<b>Bold</b> & long")
    programme.coordinators.create(user=cast.coordinator.user)
    CohortFactory(programme=programme, name="Wolfeschlegel" * 5)

    answer = sign_in(cast.coordinator).get(OFFICE)

    assert refused_in(answer) == []
    assert "<b>Bold" not in answer.content.decode()
    assert "<b>Bold</b> & long, Wolfeschlegel" in unescape(answer.content.decode())
