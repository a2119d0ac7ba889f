"""The mail about long work: that it is over. How it ended, and with what, stands on its page alone."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentoring.accounts.models import User
from mentoring.jobs.models import Job
from mentoring.lib import links
from mentoring.outbox.kinds import Kind
from mentoring.outbox.services import Mail
from mentoring.outbox.writing import write_mail

JOB_OVER = "job_over"
KINDS = (Kind(JOB_OVER, _("Long work is over")),)


def job_over(job: Job, *, reader: User, title: str | Promise) -> Mail:
    """That the work somebody started is over, with the way to its page."""
    return write_mail(JOB_OVER, reader=reader, title=title, link=links.site_address(job.get_absolute_url()))
