"""Work that does what a test says, and a job that waits for it."""

from mentoring.jobs.models import Job
from mentoring.jobs.services import start_job
from tests.factories import OrganisationFactory, UserFactory


def waiting_job(**fields) -> Job:
    job = start_job(kind="tests.work", subject=OrganisationFactory(), by=UserFactory())
    Job.objects.filter(pk=job.pk).update(**fields)
    return job


def nothing(job, progress):
    pass
