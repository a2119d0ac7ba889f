"""The mail about long work: that it is over. How it ended, and with what, stands on its page alone."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise

from mentoring.accounts.models import User
from mentoring.jobs.models import Job
from mentoring.lib import links
from mentoring.outbox.services import Mail

JOB_OVER = "job"


def job_over(job: Job, *, reader: User, title: str | Promise) -> Mail:
    """That the work somebody started is over, with the way to its page."""
    with translation.override(reader.language or settings.LANGUAGE_CODE):
        context = {
            "first_name": reader.get_short_name(),
            "title": str(title),
            "link": links.site_address(job.get_absolute_url()),
        }
        parts = {part: render_to_string(f"emails/job_over.{part}", context) for part in ("subject.txt", "txt", "html")}
    return Mail(subject=" ".join(parts["subject.txt"].split()), text=parts["txt"], html=parts["html"])
