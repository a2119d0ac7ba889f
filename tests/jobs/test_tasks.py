import pytest
from django.conf import settings

from mentoring.celery import app
from mentoring.jobs import runners
from mentoring.jobs.models import Job
from mentoring.jobs.services import start_job
from mentoring.jobs.tasks import run_next_job
from mentoring.outbox.models import Tick
from tests.factories import OrganisationFactory, UserFactory


@pytest.mark.django_db
def test_tick_does_the_waiting_job():
    runners.runs("tests.tick", lambda job, progress: None)
    start_job(kind="tests.tick", subject=OrganisationFactory(), by=UserFactory())

    run_next_job.apply(throw=True)

    assert Job.objects.get().state == "done"
    assert Tick.objects.get().name == run_next_job.name


def test_tick_stands_in_the_schedule_and_has_a_queue_of_its_own():
    assert run_next_job.name in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert app.amqp.router.route({}, run_next_job.name)["queue"].name == "jobs"
