from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import patch_vary_headers
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, ListView, TemplateView

from mentoring.jobs import runners
from mentoring.jobs.models import Job
from mentoring.jobs.policies import may_verify_record
from mentoring.jobs.services import cancel_job
from mentoring.jobs.verification import VERIFY_KIND, start_verification
from mentoring.lib.access import DeclaresAccess, access, signed_in
from mentoring.lib.errors import Refused

# htmx takes this status as the end of polling.
STOP_POLLING = 286
TONES = {Job.State.RUNNING: "info", Job.State.DONE: "ok", Job.State.FAILED: "bad"}
LATEST = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list of jobs."""

    job: Job
    title: str | Promise
    tone: str


class JobDetailView(DeclaresAccess, DetailView):
    """The page of a job; htmx asks the same address for the part that changes."""

    access_rule = signed_in

    def get_queryset(self):
        return Job.objects.visible_to(self.request.user)

    def get_template_names(self):
        return ["jobs/job_progress.html" if self.request.htmx else "jobs/job_detail.html"]

    def get_context_data(self, **kwargs):
        runner = runners.words_of(self.object.kind)
        return super().get_context_data(
            title=runner.title,
            progress=progress_words(self.object),
            result_url=runner.result_url(self.object) if runner.result_url else "",
            result_label=runner.result_label,
            stopped_words=stopped_words(self.object, runner),
            **kwargs,
        )

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        stops = self.request.htmx and self.object.is_over
        response = super().render_to_response(context, status=STOP_POLLING if stops else 200, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response


class JobListView(DeclaresAccess, ListView):
    access_rule = signed_in
    paginate_by = 25

    def get_queryset(self):
        return Job.objects.visible_to(self.request.user).order_by("-created_at", "-pk")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "rows": rows(context["object_list"]),
            "may_verify_record": may_verify_record(self.request.user),
        }


class AuditVerifyView(DeclaresAccess, TemplateView):
    """What a verification of the record says and costs, those this person had, and the button that starts one."""

    access_rule = may_verify_record
    template_name = "jobs/audit_verify.html"

    def checks(self):
        return Job.objects.visible_to(self.request.user).about(VERIFY_KIND, self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(checks=self.checks()[:LATEST], **kwargs)

    def post(self, request):
        try:
            job = start_verification(by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect(self.checks().first() or "jobs:audit-verify")
        return redirect(job)


@access(signed_in)
@require_POST
def cancel(request, pk):
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    try:
        cancel_job(job=job, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(job)


def rows(jobs) -> list[Row]:
    return [Row(job, runners.words_of(job.kind).title, TONES.get(job.state, "")) for job in jobs]


def stopped_words(job: Job, runner: runners.Runner) -> str:
    return runner.stopped_words(job) if runner.stopped_words and job.state == Job.State.CANCELLED else ""


def progress_words(job: Job) -> str:
    """How far it is, in the words of its kind: "412 of 1,300"."""
    numbers = {"done": job.done, "total": job.total}
    return runners.words_of(job.kind).progress_words % {
        name: number_format(value, force_grouping=True) for name, value in numbers.items()
    }
