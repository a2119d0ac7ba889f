"""Where the pages of imports stand, for those who link to them."""

from django.urls import reverse

from mentoring.jobs.models import Job


def result_of_import(job: Job) -> str:
    """The page that leads on from an import, however it ended."""
    return reverse("admin:participants_import_result", args=[job.subject_id])
