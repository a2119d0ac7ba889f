"""The page and the file of a report, as the tests read them."""

import csv
import html
import io
from html.parser import HTMLParser

from django.urls import reverse

from feedback.reports import cohort_facts, reported_cohorts
from feedback.reports.surveys import snapshots_of, survey_reports

OPTIONS = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]


class Tables(HTMLParser):
    """The tables of a page, by caption: rows of cell texts."""

    def __init__(self, page):
        super().__init__()
        self.found, self.rows, self.cell = {}, None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.rows = []
        elif tag == "tr" and self.rows is not None:
            self.rows.append([])
        elif tag in ("td", "th", "caption"):
            self.cell = ""

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data

    def handle_endtag(self, tag):
        if tag == "caption":
            self.found[self.cell] = self.rows
        elif tag in ("td", "th"):
            self.rows[-1].append(self.cell.strip())
        if tag in ("td", "th", "caption"):
            self.cell = None


def page_of(reader, run, department=""):
    url = reverse("feedback:report-detail", args=[run.cohort_id])
    return html.unescape(reader.get(url, {"department": department} if department else {}).content.decode())


def file_of(reader, run, department=""):
    url = reverse("feedback:report-csv", args=[run.cohort_id])
    text = reader.get(url, {"department": department} if department else {}).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def report_of(run, department=""):
    """The report of the only survey of a cohort, or None."""
    return next(iter(survey_reports(snapshots_of(run.cohort), department)), None)


def numbers_of(page):
    """Every number in a table of the page, as (statement, what it is about, value)."""
    found = set()
    for statement, (header, *rows) in Tables(page).found.items():
        for row in rows:
            if header[0] == "Statement":  # one column for each survey
                found |= {(row[0], survey, value) for survey, value in zip(header[1:], row[1:], strict=True)}
            else:
                found.add((statement, row[0], row[1]))
    return found


def numbers_in(file):
    """The same of a file."""
    return {(row["Figure"], row["Answer"], row["Value"]) for row in file if row["Answer"] and row["Value"]}


def facts_of(cohort, analyst):
    facts = cohort_facts(reported_cohorts(analyst.user).get(pk=cohort.pk))
    return {fact.label: (fact.value, fact.out_of) for fact in facts}


# Facts
