"""A report as rows: the same numbers as the page, for a file."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.reports.changes import ChangeReport
from feedback.reports.cohort import CohortReport
from feedback.reports.drawn import Drawn
from feedback.reports.facts import Fact
from feedback.reports.goals import GoalReport
from feedback.reports.surveys import SurveyReport

HEADER = (
    gettext_lazy("Part"),
    gettext_lazy("Whose"),
    gettext_lazy("Figure"),
    gettext_lazy("Answer"),
    gettext_lazy("Value"),
    gettext_lazy("Out of"),
)

Row = tuple[object, ...]


def report_rows(report: CohortReport) -> list[Row]:
    """Part by part as on the page; what it does not show is named as not shown, never left to be guessed."""
    everybody = _("Everybody")
    rows: list[Row] = [(_("Facts"), everybody, *_of_fact(fact)) for fact in report.facts]
    for part, drawn in ((_("Participation"), report.participation), (_("Meetings"), report.months)):
        rows += _drawn_rows(part, everybody, drawn)
    rows += _goal_rows(report.goals) if report.goals else []
    for changes in report.changes:
        rows += _change_rows(report.group, changes)
    for survey in report.surveys:
        rows += _survey_rows(survey)
    return rows


def _of_fact(fact: Fact) -> Row:
    if fact.out_of is not None:
        return fact.label, "", fact.value, fact.out_of
    if fact.value is not None:
        return _("%(figure)s, rounded to 5, %(until)s") % {"figure": fact.label, "until": fact.of}, "", fact.value, ""
    return _("%(figure)s: %(said)s") % {"figure": fact.label, "said": fact.text}, "", "", ""


def _drawn_rows(part: str, whose: str, drawn: Drawn | None) -> Iterator[Row]:
    if drawn is not None:
        for row in drawn.rows:
            yield part, whose, drawn.title, row.name, row.value, row.out_of


def _goal_rows(goals: GoalReport) -> Iterator[Row]:
    part, whose = _("Goals"), _("Everybody")
    if goals.reached is None or goals.moved is None:
        yield part, whose, goals.refusal, "", "", ""
        return
    yield part, whose, _("People who said how far goals came, rounded to 5"), "", goals.people, goals.mentees
    mean = goals.mean or _("Not shown of so few people")
    yield part, whose, _("Mean attainment, 50 is as expected, rounded to 5"), "", mean, ""
    yield part, whose, goals.reached.answer, "", goals.reached.text, goals.goals
    yield part, whose, goals.moved.answer, "", goals.moved.text, goals.goals
    yield from _drawn_rows(part, whose, goals.levels)


def _change_rows(whose: str, changes: ChangeReport) -> Iterator[Row]:
    for moved in changes.moved:
        for survey, share in ((changes.first, moved.first), (changes.last, moved.last)):
            yield _("From first to last"), whose, moved.text, survey, share.text, ""


def _survey_rows(survey: SurveyReport) -> Iterator[Row]:
    if survey.answered is not None:
        figure = _("People who answered, rounded to 5")
        if survey.unread:
            figure = _("People whose answers could be read, rounded to 5")
        yield survey.title, _("Everybody"), figure, "", survey.answered, survey.invited
    if survey.rate:
        rate = _("Rate of answers that could be read") if survey.unread else _("Response rate")
        yield survey.title, _("Everybody"), rate, "", survey.rate, ""
    if survey.unread:
        yield survey.title, _("Everybody"), survey.unread, "", "", ""
    if survey.refusal:
        yield survey.title, survey.group, survey.refusal, "", "", ""
    for item in survey.items:
        for share in (*item.shares, item.agreement):
            yield survey.title, survey.group, item.text, share.answer, share.text, item.people
    for each in survey.left_out:
        why = _("Not shown, to protect people: %(why)s") % {"why": each.why}
        yield survey.title, survey.group, each.text, why, "", ""
