from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "mentoring.jobs"
    label = "jobs"
    verbose_name = _("Long work")

    def ready(self) -> None:
        from mentoring.jobs import emails, runners, verification
        from mentoring.outbox import kinds

        kinds.declare(*emails.KINDS)
        runners.runs(
            verification.VERIFY_KIND,
            verification.verify_record,
            title=_("Checking the record"),
            progress_words=_("%(done)s of %(total)s entries checked"),
        )
