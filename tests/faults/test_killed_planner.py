"""The process that plans a survey is killed in the middle of it: the next one asks everybody, each once (R2, R5)."""

import signal
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection

from feedback.models import Invitation, SurveyRun
from feedback.tasks import plan_surveys
from mentoring.audit.models import AuditEvent
from mentoring.local.waiting import wait_until
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Cohort
from tests.factories import CohortFactory, in_days
from tests.feedback.population import make_people
from tests.outbox.senders import beside, code

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
PATIENCE = 120  # seconds: the machine may be busy with other tests
PEOPLE, LOCK = 300, 4711
MIDDLE = PEOPLE  # of two mails for each
OTHERS = (
    "SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND pid <> pg_backend_pid() "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
WAITS, KNOWN = f"SELECT EXISTS ({OTHERS} AND NOT granted)", f"SELECT EXISTS ({OTHERS})"


def ask(sql: str, *values: object) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def run_sql(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def halted_in_the_middle(db) -> Iterator[None]:
    """The database lets nobody past the middle one of the mails until this test lets go of a lock."""
    run_sql(f"""
        CREATE SEQUENCE mails_planned;
        CREATE FUNCTION halt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF nextval('mails_planned') = {MIDDLE} THEN PERFORM pg_advisory_xact_lock({LOCK}); END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER halt BEFORE INSERT ON outbox_outgoingmessage FOR EACH ROW EXECUTE FUNCTION halt();
        SELECT pg_advisory_lock({LOCK});
    """)
    yield
    run_sql("SELECT pg_advisory_unlock_all(); DROP FUNCTION halt() CASCADE; DROP SEQUENCE mails_planned")


def test_planner_killed_in_the_middle_leaves_nothing_half_and_the_next_asks_each_once(halted_in_the_middle, settings):
    cohort = CohortFactory(stage=Cohort.Stage.RUNNING, mid_survey_on=in_days(-1))
    people = {person.user_id for person in make_people(cohort, ["Sales"] * PEOPLE)}

    with beside(settings, *code("feedback.tasks.plan_surveys")) as planner:
        assert wait_until(lambda: ask(WAITS, LOCK), seconds=PATIENCE)
        planner.kill()
        assert planner.wait(PATIENCE) == -signal.SIGKILL
    run_sql(f"SELECT pg_advisory_unlock({LOCK})")
    assert wait_until(lambda: not ask(KNOWN, LOCK), seconds=PATIENCE), "its connection is still there"

    assert SurveyRun.objects.get().state == SurveyRun.State.PLANNED
    assert (Invitation.objects.count(), OutgoingMessage.objects.count()) == (0, 0)
    plan_surveys()
    plan_surveys()

    assert SurveyRun.objects.get().state == SurveyRun.State.OPEN
    assert Invitation.objects.count() == PEOPLE
    planned = Counter(OutgoingMessage.objects.values_list("recipient_id", "kind"))
    kinds = ("survey-invitation", "survey-reminder")
    assert planned == Counter({(person, kind): 1 for person in people for kind in kinds})
    opened = AuditEvent.objects.filter(verb="survey.opened", subject_label="feedback.surveyrun")
    assert opened.count() == 1
