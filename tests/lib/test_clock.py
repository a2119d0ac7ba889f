from django.utils import timezone

from mentoring.lib import clock
from tests.factories import at


def test_now_is_the_present():
    before = timezone.now()

    assert before <= clock.now() <= timezone.now()


def test_clock_stands_inside_the_block_alone():
    with clock.standing_at(at("2025-03-02 09:00")):
        inside = clock.now()

    assert inside == at("2025-03-02 09:00")
    assert clock.now() > at("2026-01-01 00:00")


def test_clock_set_inside_another_returns_to_the_outer():
    with clock.standing_at(at("2025-01-01 00:00")):
        with clock.standing_at(at("2025-02-01 00:00")):
            pass
        outer = clock.now()

    assert outer == at("2025-01-01 00:00")


def test_today_follows_the_active_time_zone():
    with clock.standing_at(at("2025-06-01 23:30")), timezone.override("Asia/Tokyo"):
        day = clock.today()

    assert str(day) == "2025-06-02"
