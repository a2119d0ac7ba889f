from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.formats import number_format
from django.views.generic import DetailView

from mentoring.jobs import runners
from mentoring.jobs.models import Job
from mentoring.lib.access import DeclaresAccess, signed_in

# htmx takes this status as the end of polling.
STOP_POLLING = 286


class JobDetailView(DeclaresAccess, DetailView):
    """The page of a job; htmx asks the same address for the part that changes."""

    access_rule = signed_in

    def get_queryset(self):
        return Job.objects.visible_to(self.request.user)

    def get_template_names(self):
        return ["jobs/job_progress.html" if self.request.htmx else "jobs/job_detail.html"]

    def get_context_data(self, **kwargs):
        runner = runners.runner_of(self.object.kind)
        return super().get_context_data(
            title=runner.title,
            done=number_format(self.object.done, force_grouping=True),
            total=number_format(self.object.total, force_grouping=True),
            result_url=runner.result_url(self.object) if runner.result_url else "",
            result_label=runner.result_label,
            **kwargs,
        )

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        over = self.request.htmx and self.object.is_over
        response = super().render_to_response(context, status=STOP_POLLING if over else 200, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response
