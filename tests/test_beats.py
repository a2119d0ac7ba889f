"""Two beats too many: whatever is due when they tick is done once, whoever of them comes first."""

from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.db import connection, transaction

from agreements.models import SessionReminder
from agreements.services import confirm_lines_read
from matching.models import ProposalSide
from mentoring.celery import app
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from participants.models import Profile
from programmes.models import Cohort
from tests import factories
from tests.factories import at, in_days
from tests.feedback.population import make_people
from tests.matching.at_once import at_once
from tests.outbox.conftest import sink

__all__ = ["sink"]
pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
# A Wednesday at nine, and what is sent together with what was queued then.
MOMENTS = [at("2026-11-25 09:00"), at("2026-11-25 09:02")]
BEATS = 3
SEAL = "audit.seal"
TICKS = sorted({each["task"] for each in project.CELERY_BEAT_SCHEDULE.values()})


@pytest.fixture
def something_due(cast) -> None:
    """For nearly every tick: surveys to open and to close, mails, reminders, leavers, suggestions, what is old."""
    with clock.standing_at(MOMENTS[0]):
        now, long_ago = clock.now(), clock.now() - timedelta(days=400)
        cohort = factories.CohortFactory(stage=Cohort.Stage.RUNNING, mid_survey_on=in_days(-1))
        make_people(cohort, ["Sales"] * 6)
        # Of a cohort without a survey: a beat may plan a mail to somebody whom another lets go at the same moment.
        leavers = make_people(factories.CohortFactory(stage=Cohort.Stage.RUNNING), ["Sales"] * 2)
        Profile.objects.filter(pk__in=[person.pk for person in leavers]).update(last_day=in_days(-1))
        factories.make_survey_run(cast.cohort, opens_at=long_ago, reminds_at=None, closes_at=now)
        for person in (cast.mentor, cast.mentee):
            confirm_lines_read(agreement=cast.mentorship.agreement, by=person.user)
            factories.make_message(person.user, kind="invitation", subject_id=person.pk)
        for days, kind in ((1, SessionReminder.Kind.COMING), (-1, SessionReminder.Kind.LOG)):
            session = factories.make_session(cast.mentorship, days=days)
            for person in (cast.mentor, cast.mentee):
                SessionReminder.objects.create(session=session, person=person, kind=kind, due_at=now)
        for days in (-1, 4):
            proposal = factories.make_proposal(
                factories.MentorFactory(cohort=cohort),
                factories.EnrolmentFactory(cohort=cohort),
                sent_at=now - timedelta(days=10),
                reply_by=in_days(days),
                lapses_at=now + timedelta(days=max(days, 0)),
            )
            ProposalSide.objects.filter(proposal=proposal).update(reminds_at=now)


def beat(moment) -> None:
    with clock.standing_at(moment):
        for name in TICKS:
            app.tasks[name]()


def rows() -> dict[str, int]:
    """How many there are in each table, and of each kind of mail and of entry in the record."""
    tables = [name for name in connection.introspection.table_names() if name != "outbox_tick"]
    query = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query)
        counted = dict(cursor.fetchall())
        cursor.execute("SELECT verb, count(*) FROM audit_auditevent GROUP BY verb")
        recorded = {f"entry {verb}": count for verb, count in cursor.fetchall()}
    mails = Counter(f"mail {kind} {state}" for kind, state in OutgoingMessage.objects.values_list("kind", "state"))
    return counted | recorded | mails


def rows_after_one() -> dict[str, int]:
    """As one beat would leave them; nothing of it stays."""
    with transaction.atomic():
        for moment in MOMENTS:
            beat(moment)
        app.tasks[SEAL]()
        found = rows()
        transaction.set_rollback(True)
    return found


def test_three_beats_at_once_leave_the_same_rows_as_one(something_due, sink, settings, tmp_path):
    settings.AUDIT_ANCHOR_FILE = tmp_path / "anchors.txt"
    app.loader.import_default_modules()
    before, expected = rows(), rows_after_one()
    mails = len(sink.messages)
    sink.messages.clear()
    settings.AUDIT_ANCHOR_FILE = tmp_path / "other-anchors.txt"

    for moment in MOMENTS:
        assert at_once(*[lambda moment=moment: beat(moment)] * BEATS) == ["done"] * BEATS
    app.tasks[SEAL]()

    changed = {name for name, count in expected.items() if count != before.get(name, 0)}
    assert changed >= {"feedback_invitation", "feedback_snapshot", "entry proposal.lapse", "entry person.leave"}
    assert changed >= {f"mail {kind} sent" for kind in ("session-coming", "session-to-log", "suggestion_reminder")}
    found = rows()
    assert {name: found.get(name) for name, count in expected.items() if count != found.get(name)} == {}
    assert (set(found) - set(expected), len(sink.messages)) == (set(), mails)
