"""Everything an analyst reads of one cohort, gathered once for the page and for the file."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.reports.changes import ChangeReport, change_reports
from feedback.reports.drawn import Drawn
from feedback.reports.facts import Fact, ReportedCohort, cohort_facts, participation
from feedback.reports.goals import GoalReport, goal_report
from feedback.reports.months import meetings_by_month
from feedback.reports.surveys import (
    OTHERS,
    OpenSurvey,
    SurveyReport,
    group_name,
    open_surveys,
    snapshots_of,
    survey_reports,
)
from participants.models import Department


@dataclass(frozen=True, slots=True)
class CohortReport:
    """The report of a cohort: facts of everybody, and answers of closed surveys for one choice."""

    group: str
    facts: Sequence[Fact]
    participation: Drawn | None
    months: Drawn | None
    goals: GoalReport | None
    surveys: Sequence[SurveyReport]
    changes: Sequence[ChangeReport]
    open_surveys: Sequence[OpenSurvey]

    @property
    def is_split(self) -> bool:
        return any(survey.is_split for survey in self.surveys)

    @property
    def departments(self) -> list[str]:
        """Those that stand alone in one of these surveys. Whether anybody of another one took part is not told."""
        return sorted(frozenset[str]().union(*(survey.departments for survey in self.surveys)), key=str.casefold)

    @property
    def has_others(self) -> bool:
        return any(survey.has_others for survey in self.surveys)


def cohort_report(cohort: ReportedCohort, department: str = "") -> CohortReport:
    """Gather the report of a cohort that came from `reported_cohorts`; `department` is as in `survey_reports`."""
    facts, snapshots = cohort_facts(cohort), snapshots_of(cohort)
    return CohortReport(
        group=group_name(department),
        facts=facts,
        participation=participation(facts),
        months=meetings_by_month(cohort),
        goals=goal_report(cohort),
        surveys=survey_reports(snapshots, department),
        changes=change_reports(snapshots, department),
        open_surveys=open_surveys(cohort),
    )


def can_be_asked_for(department: str, cohort: ReportedCohort, report: CohortReport) -> bool:
    """Whether this is a choice at all: what the page offers, or a department of the company, however few are there.

    Whether somebody of it took part makes no difference: that is told to nobody.
    """
    if department in ("", OTHERS, *report.departments):
        return True
    return Department.objects.filter(organisation=cohort.programme.organisation_id, name=department).exists()
