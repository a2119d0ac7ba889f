"""Where the pages of programmes stand, for those who link to them."""

from django.urls import reverse

from mentoring.jobs.models import Job


def cohort_of_job(job: Job) -> str:
    """The page of the cohort that a job works on."""
    return reverse("admin:programmes_cohort_change", args=[job.subject_id])
