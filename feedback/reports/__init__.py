"""What HR reads: facts of a whole cohort, its goals once it has closed, its closed surveys. Never few people."""

from feedback.reports.cohort import CohortReport, can_be_asked_for, cohort_report
from feedback.reports.facts import Fact, cohort_facts, fact_of_the_end, meetings_fact, reported_cohorts
from feedback.reports.pairs import GoalsSoFar, goals_so_far
from feedback.reports.surveys import OTHERS
from feedback.reports.table import HEADER, report_rows

__all__ = [
    "HEADER",
    "OTHERS",
    "CohortReport",
    "Fact",
    "GoalsSoFar",
    "can_be_asked_for",
    "cohort_facts",
    "cohort_report",
    "fact_of_the_end",
    "goals_so_far",
    "meetings_fact",
    "report_rows",
    "reported_cohorts",
]
