from uuid import uuid4

from mentoring.jobs import runners
from mentoring.jobs.models import Job
from mentoring.lib import clock
from tests.access import ALL_405, SIGN_IN, Address, everyone


def job_of_the_coordinator(cast):
    runners.runs("tests.access", lambda job, progress: None)
    return Job.objects.create(
        kind="tests.access", subject_id=uuid4(), started_by=cast.coordinator.user, created_at=clock.now()
    )


TABLE = {
    "jobs:job-list": Address(GET=everyone(200, anonymous=SIGN_IN)),
    "jobs:audit-verify": Address(
        GET=everyone(403, anonymous=SIGN_IN, site_administrator=200),
        POST=everyone(403, anonymous=SIGN_IN, site_administrator=302),
    ),
    "jobs:job-cancel": Address(
        prepare=job_of_the_coordinator,
        args=lambda cast, job: [job.pk],
        GET=ALL_405,
        POST=everyone(404, anonymous=SIGN_IN, coordinator=302),
    ),
    "jobs:job-detail": Address(
        prepare=job_of_the_coordinator,
        args=lambda cast, job: [job.pk],
        GET=everyone(404, anonymous=SIGN_IN, coordinator=200),
    ),
}
