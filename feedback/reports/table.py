"""A report as rows: the same numbers as the page, for a file."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.reports.facts import Fact
from feedback.reports.surveys import ItemReport, SurveyReport

HEADER = (
    gettext_lazy("Part"),
    gettext_lazy("Whose"),
    gettext_lazy("Figure"),
    gettext_lazy("Answer"),
    gettext_lazy("Value"),
    gettext_lazy("Out of"),
)

Row = tuple[object, ...]


def report_rows(facts: Sequence[Fact], survey: SurveyReport | None) -> list[Row]:
    """Facts, then the survey; what the page does not show is named as not shown, never left to be guessed."""
    rows: list[Row] = [(_("Facts"), _("Everybody"), fact.label, "", fact.value, fact.out_of) for fact in facts]
    return rows + (list(_survey_rows(survey)) if survey else [])


def _survey_rows(survey: SurveyReport) -> Iterator[Row]:
    if survey.answered is not None:
        yield survey.title, _("Everybody"), _("People who answered, rounded to 5"), "", survey.answered, survey.invited
    if survey.refusal:
        yield survey.title, survey.group, survey.refusal, "", "", ""
    for item in survey.items:
        yield from _item_rows(survey, item)
    for text in survey.left_out:
        yield survey.title, survey.group, text, _("Not shown, to protect people"), "", ""


def _item_rows(survey: SurveyReport, item: ItemReport) -> Iterator[Row]:
    for share in (*item.shares, item.agreement):
        yield survey.title, survey.group, item.text, share.answer, share.text, item.people
