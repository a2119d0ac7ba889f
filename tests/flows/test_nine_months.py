"""Nine months of a programme, played by the services and the ticks on a clock that is moved: which mails each person
gets, to the minute and on their own clocks. What stands in mails.txt is the promise; below is what holds of all of it.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import override_settings

from mentoring.lib import clock
from mentoring.outbox import kinds
from programmes.models import Cohort
from tests.factories import CoordinatorFactory, ProgrammeFactory
from tests.flows.nine_months.company import ZONES, hire, skills
from tests.flows.nine_months.mailbox import Mail, mails_in
from tests.flows.nine_months.story import Story
from tests.flows.nine_months.year import Year
from tests.outbox.mail_sink import Sink, SinkController

pytestmark = [pytest.mark.long, pytest.mark.django_db, pytest.mark.xdist_group("nine months")]
FIRST, LAST = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 12, 1, 12, tzinfo=UTC)
TABLE = Path(__file__).parent / "nine_months" / "mails.txt"
# Each of them has to show at least once.
REMINDERS = {
    "session-coming",
    "session-to-log",
    "suggestion_reminder",
    "agreement-asked",
    "survey-invitation",
    "survey-reminder",
    "action-due",
}


@pytest.fixture(scope="module")
def mails(django_db_setup, django_db_blocker) -> Iterator[list[Mail]]:
    """All that arrived in nine months. Nothing of it stays in the database."""
    controller = SinkController(Sink())
    controller.start()
    server = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": controller.port, "EMAIL_TIMEOUT": 5}
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(MAILS_KEEP_HOURS=True, **server):
        year = told_year()
        year.pass_time(FIRST, LAST)
        arrived = list(mails_in(controller.handler.messages, kinds.is_counted))
        transaction.set_rollback(True)
    connection.close()
    controller.stop()
    return arrived


def told_year() -> Year:
    year = Year()
    with clock.standing_at(FIRST):
        programme = ProgrammeFactory(name="Open doors")
        coordinator = CoordinatorFactory(programme=programme, user__time_zone="Europe/London").user
        cohort = Cohort.objects.create(
            programme=programme,
            name="Spring",
            registration_ends_on=date(2026, 3, 13),
            starts_on=date(2026, 3, 23),
            mid_survey_on=date(2026, 7, 8),
            ends_on=date(2026, 11, 27),
        )
        Story(year, cohort, coordinator, hire(), skills()).tell()
    return year


def promised() -> dict[str, list[str]]:
    """By name: the lines of mails.txt below it. What stands behind a # says why, and is not compared."""
    table: dict[str, list[str]] = {}
    for line in TABLE.read_text().splitlines():
        words = line.partition("#")[0].rstrip()
        if words and not words.startswith(" "):
            name = words.partition(",")[0]
            assert words == f"{name}, {ZONES[name]}"
            table[name] = []
        elif words:
            table[name].append(words.strip())
    return table


@pytest.mark.parametrize("name", ZONES)
def test_everybody_gets_these_mails_and_no_others(mails, name):
    arrived = sorted((mail for mail in mails if mail.name == name), key=lambda mail: (mail.at, sorted(mail.kinds)))

    assert [str(mail) for mail in arrived] == promised()[name]


def test_nobody_gets_more_than_two_in_a_month_that_they_did_not_ask_for(mails):
    counted = Counter((mail.name, f"{mail.at:%Y-%m}") for mail in mails if mail.counts)

    assert set(counted.values()) == {1, 2}
    assert [mail for mail in mails if len({part.counts for part in mail.parts}) > 1] == []


def test_nothing_that_keeps_hours_comes_outside_those_of_its_reader(mails):
    timed = [mail for mail in mails if any(kinds.keeps_hours(kind) for kind in mail.kinds)]
    afternoons = [mail for mail in timed if mail.name == "Petra"]

    assert [str(mail) for mail in timed if not (mail.at.weekday() < 5 and 8 <= mail.at.hour < 18)] == []
    assert [str(mail) for mail in afternoons if not (mail.at.weekday() in (1, 2, 3) and 12 <= mail.at.hour < 16)] == []
    assert {kind for mail in timed for kind in mail.kinds} >= REMINDERS
    assert len(afternoons) >= 8


def test_reminders_keep_nine_on_both_sides_of_the_nights_in_which_clocks_change(mails):
    """London and Lisbon on 29 March and 25 October, Auckland on 5 April and 27 September."""
    coming = [mail for mail in mails if mail.kinds == ["session-coming"] and mail.name != "Petra"]

    assert {f"{mail.at:%H:%M}" for mail in coming} == {"09:00"}
    assert len({mail.at.utcoffset() for mail in coming if mail.name == "Aroha"}) == 2


def test_nobody_is_reminded_of_what_is_done(mails):
    asked = [(mail, part) for mail in mails for part in mail.parts if part.kind in REMINDERS]

    assert [str(mail) for mail, part in asked if part.until is not None and part.until <= mail.at] == []
    assert len([part for _mail, part in asked if part.until is not None]) > 50


def test_nobody_is_told_twice(mails):
    told = Counter((mail.name, part.kind, part.subject) for mail in mails for part in mail.parts)
    counted = Counter((mail.name, part.subject) for mail in mails for part in mail.parts if part.counts)

    assert [thing for thing, number in told.items() if number > 1] == []
    assert max(counted.values()) == 2


def test_unrequested_mails_of_one_morning_are_one_mail(mails):
    moments = Counter((mail.name, mail.at) for mail in mails if mail.counts)
    several = [mail for mail in mails if len(mail.parts) > 1]

    assert set(moments.values()) == {1}
    assert [mail.text.count("Also for you") for mail in several] == [len(mail.parts) - 1 for mail in several]
    assert several


def test_whoever_left_reads_no_more_and_is_named_in_no_reminder(mails):
    left_at = datetime(2026, 9, 1, tzinfo=UTC)
    later = [mail for mail in mails if mail.at >= left_at]

    assert [str(mail) for mail in later if mail.name == "Ivo"] == []
    assert [str(mail) for mail in later if "Ivo" in mail.text and set(mail.kinds) & REMINDERS] == []


def test_whoever_switched_reminders_off_gets_none_and_everything_else(mails):
    off = [mail for mail in mails if mail.name == "Wes" and mail.at.date() > date(2026, 3, 20)]
    reminders = {kind.name for kind in kinds.declared() if kind.topic == kinds.REMINDERS}

    assert [str(mail) for mail in off if set(mail.kinds) & reminders] == []
    assert {"session-planned", "survey-invitation", "survey-reminder"} <= {kind for mail in off for kind in mail.kinds}
