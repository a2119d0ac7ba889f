"""What HR reads: live facts of a whole cohort, and its closed survey. Never a group under the minimum."""

from feedback.reports.facts import Fact, cohort_facts, reported_cohorts
from feedback.reports.surveys import OTHERS, ItemReport, Share, SurveyReport, open_survey, survey_report
from feedback.reports.table import HEADER, report_rows

__all__ = [
    "HEADER",
    "OTHERS",
    "Fact",
    "ItemReport",
    "Share",
    "SurveyReport",
    "cohort_facts",
    "open_survey",
    "report_rows",
    "reported_cohorts",
    "survey_report",
]
