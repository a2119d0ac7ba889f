from datetime import UTC

import pytest

from agreements.times import Times, place_of, times_for
from mentoring.accounts.models import User
from mentoring.lib.reader import zone_of
from tests.factories import at

LONDON, LAGOS, LISBON, AUCKLAND = (
    User(time_zone=zone) for zone in ("Europe/London", "Africa/Lagos", "Europe/Lisbon", "Pacific/Auckland")
)


@pytest.mark.parametrize(
    ("moment", "reader", "other", "expected"),
    [
        ("2026-12-03 14:00", LONDON, LAGOS, Times("Thu 3 Dec, 14:00 GMT", "15:00 in Lagos")),
        ("2026-12-03 14:00", LAGOS, LONDON, Times("Thu 3 Dec, 15:00 WAT", "14:00 in London")),
        ("2026-12-03 14:00", LONDON, AUCKLAND, Times("Thu 3 Dec, 14:00 GMT", "Fri 4 Dec, 03:00 in Auckland")),
        # Two zones, one time on the clocks.
        ("2026-12-03 14:00", LONDON, LISBON, Times("Thu 3 Dec, 14:00 GMT", "")),
        # In summer London and Lagos agree.
        ("2026-07-02 14:00", LONDON, LAGOS, Times("Thu 2 Jul 2026, 15:00 BST", "")),
        # Far away the year is named, or late in November a day of next October would look past.
        (
            "2027-10-31 14:00",
            LONDON,
            AUCKLAND,
            Times("Sun 31 Oct 2027, 14:00 GMT", "Mon 1 Nov 2027, 03:00 in Auckland"),
        ),
        ("2027-01-15 14:00", LONDON, LISBON, Times("Fri 15 Jan, 14:00 GMT", "")),
        (
            "2026-12-03 14:00",
            User(time_zone="Asia/Kathmandu"),
            LONDON,
            Times("Thu 3 Dec, 19:45 UTC+05:45", "14:00 in London"),
        ),
    ],
)
def test_times_for_each_clock(moment, reader, other, expected):
    assert times_for(at(moment), reader=reader, other=other) == expected


def test_place_of_a_zone_is_its_city():
    assert (place_of(zone_of(User(time_zone="America/New_York"))), place_of(UTC)) == ("New York", "UTC")
