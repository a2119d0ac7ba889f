from django.http import Http404, HttpResponse
from django.utils.text import slugify
from django.views.generic import DetailView, ListView

from feedback import reports, services
from feedback.forms import GroupForm
from feedback.policies import reads_reports
from mentoring.lib import clock
from mentoring.lib.access import DeclaresAccess, signed_in
from mentoring.lib.exports import csv_text
from participants.models import Organisation
from programmes.stage_words import stage_pill


class ReportListView(DeclaresAccess, ListView):
    access_rule = signed_in
    template_name = "feedback/report_list.html"
    context_object_name = "cohorts"

    def get_queryset(self):
        if not reads_reports(self.request.user):
            raise Http404
        for organisation in Organisation.objects.filter(hranalyst__user=self.request.user):
            services.record_report_read(subject=organisation, by=self.request.user)
        return reports.reported_cohorts(self.request.user)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        # In the words of the office: people of both speak to each other.
        return {**context, "rows": [self.row_of(cohort) for cohort in context["cohorts"]]}

    def row_of(self, cohort):
        return cohort, stage_pill(cohort).words, reports.meetings_fact(cohort), reports.fact_of_the_end(cohort)


class ReportDetailView(DeclaresAccess, DetailView):
    access_rule = signed_in
    template_name = "feedback/report_detail.html"
    context_object_name = "cohort"

    def get_queryset(self):
        return reports.reported_cohorts(self.request.user)

    def get_object(self, queryset=None):
        cohort = super().get_object(queryset)
        services.record_report_read(subject=cohort, by=self.request.user)
        return cohort

    def get_context_data(self, **kwargs):
        report = reports.cohort_report(self.object, self.asked_for())
        if not reports.can_be_asked_for(self.asked_for(), self.object, report):
            raise Http404
        return super().get_context_data(
            report=report,
            group_form=self.group_form(report) if report.is_split else None,
            today=clock.company_today(),
            **kwargs,
        )

    def asked_for(self):
        return self.request.GET.get("department", "")

    def group_form(self, report):
        chosen = {"department": self.asked_for()}
        return GroupForm(chosen, departments=report.departments, has_others=report.has_others)


class ReportFileView(ReportDetailView):
    """The numbers of the page, as a file."""

    def render_to_response(self, context, **response_kwargs):
        rows = reports.report_rows(context["report"])
        # The mark in front tells spreadsheets that the text is Unicode.
        body = csv_text([str(name) for name in reports.HEADER], rows).encode("utf-8-sig")
        name = f"{slugify(str(self.object)) or 'report'}.csv"
        return HttpResponse(
            body,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
