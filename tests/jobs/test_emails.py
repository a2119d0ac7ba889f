from datetime import timedelta

import pytest

from mentoring.jobs import emails
from mentoring.jobs.models import Job
from mentoring.jobs.services import cancel_job, run_next_job
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from tests.jobs.work import nothing, waiting_job

pytestmark = pytest.mark.django_db
LONG, SHORT = timedelta(seconds=61), timedelta(seconds=60)


def refuse(job, progress):
    raise Refused("There are no mentors yet.")


def run_after(waited: timedelta, **fields) -> Job:
    """A job that is over so long after somebody asked for it."""
    job = waiting_job(**fields)
    with clock.standing_at(job.created_at + waited):
        run_next_job()
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("step", [nothing, refuse])
def test_whoever_waited_long_gets_one_mail_when_it_is_over(work, step):
    work.append(step)

    job = run_after(LONG)

    message = OutgoingMessage.objects.get()
    assert (message.kind, message.recipient_id, message.subject_id, message.address) == (
        "job_over",
        job.started_by_id,
        job.pk,
        job.started_by.email,
    )


def test_who_waited_for_a_minute_at_most_gets_none(work):
    work.append(nothing)

    run_after(SHORT)

    assert not OutgoingMessage.objects.exists()


def test_who_stopped_it_gets_none(work):
    def step(job, progress):
        cancel_job(job=job, by=job.started_by)
        progress(1, 2, "")

    work.append(step)

    assert run_after(LONG).state == "cancelled"
    assert not OutgoingMessage.objects.exists()


def test_who_may_no_longer_sign_in_gets_none(work):
    def step(job, progress):
        job.started_by.is_active = False
        job.started_by.save()

    work.append(step)

    assert run_after(LONG).state == "done"
    assert not OutgoingMessage.objects.exists()


def test_worker_that_lost_its_job_sends_none(work):
    work.append(lambda job, progress: Job.objects.update(claim=None))

    run_after(LONG)

    assert not OutgoingMessage.objects.exists()


def test_mail_says_what_is_over_and_where_to_look_and_nothing_else(work, settings):
    job = waiting_job(message="A sentence about people", state="failed")
    job.started_by.name = "Sam O'Site"

    mail = emails.job_over(job, reader=job.started_by, title="Finding the best pairs & more")

    address = f"{settings.SITE_URL}{job.get_absolute_url()}"
    assert mail.subject == "Over: Finding the best pairs & more"
    assert mail.text.split("--")[0].split("\n") == [
        "Over: Finding the best pairs & more",
        "",
        "Sam, the work you started is over. Its page says how it ended.",
        "",
        "See how it ended:",
        address,
        "",
        "",
    ]
    assert f'href="{address}"' in mail.html
    assert "Finding the best pairs &amp; more" in mail.html
    assert "about people" not in mail.text + mail.html + mail.subject
