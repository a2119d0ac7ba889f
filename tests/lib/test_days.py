from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.utils import timezone

from mentoring.lib import clock
from mentoring.lib.days import day_format

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("day", "has_year"),
    [
        (date(2026, 11, 26), False),
        (date(2027, 1, 15), False),
        (date(2026, 8, 1), False),
        (date(2027, 10, 31), True),
        (date(2025, 11, 26), True),
        # As near to the last one as to the next.
        (date(2027, 5, 26), True),
    ],
)
def test_year_is_named_where_the_day_could_be_taken_for_another(day, has_year):
    assert day_format(day, TODAY).endswith("Y") is has_year


@pytest.mark.parametrize(
    ("value", "more", "read"),
    [
        (date(2027, 10, 31), "", "Sun 31 Oct 2027"),
        (datetime(2026, 12, 3, 23, 30, tzinfo=UTC), "", "Fri 4 Dec"),
        (datetime(2026, 12, 3, 23, 30, tzinfo=UTC), ", H:i", "Fri 4 Dec, 12:30"),
        (None, "", ""),
    ],
)
def test_day_on_a_page_is_that_of_its_reader(value, more, read):
    page = engines["django"].from_string("{{ day|near_day:more }}")

    with clock.standing_at(datetime(2026, 11, 26, 9, tzinfo=UTC)), timezone.override("Pacific/Auckland"):
        assert page.render({"day": value, "more": more}) == read
