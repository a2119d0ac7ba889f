"""The figures of closed surveys in words, shares and charts, read from their snapshots and from nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from feedback import figures
from feedback.figures import Figures, Histogram, Item
from feedback.models import Snapshot, SurveyRun
from feedback.reports.shares import Share, share_of
from mentoring.lib.charts import NARROW, Datum, Frame, bar_chart
from mentoring.lib.disclosure import rounded_count
from programmes.models import Cohort, Role

# The filter that asks for the departments which are shown only together.
OTHERS = "other-departments"


@dataclass(frozen=True, slots=True)
class ItemReport:
    """One statement: the finding in words, how many answered, the shares, and the chart of these very shares.

    `asked_of` says whom it was asked of, where that was not everybody.
    """

    text: str
    asked_of: str
    finding: str
    people: int
    agreement: Share
    shares: Sequence[Share]
    chart: str


@dataclass(frozen=True, slots=True)
class SurveyReport:
    """A closed survey for one group of readers' choice. `refusal` says why nothing is shown, and how to read that.

    `invited`, `answered` and `rate` are of the whole cohort; every figure shown comes from at least `smallest` people.
    """

    title: str
    period: str
    group: str
    invited: int
    answered: int | None
    rate: Share | None
    minimum: int
    split_minimum: int
    smallest: int
    is_everybody: bool
    is_split: bool
    has_others: bool
    refusal: str
    items: Sequence[ItemReport]
    left_out: Sequence[str]


def snapshots_of(cohort: Cohort) -> list[Snapshot]:
    """The closed surveys of a cohort: those of one questionnaire side by side, each in the order they were asked."""
    found = list(Snapshot.objects.filter(run__cohort=cohort).select_related("run").order_by("run__opens_at", "pk"))
    first = {snapshot.run.kind: number for number, snapshot in reversed(list(enumerate(found)))}
    return sorted(found, key=lambda snapshot: first[snapshot.run.kind])


def survey_reports(snapshots: Sequence[Snapshot], department: str = "") -> list[SurveyReport]:
    """Each of these surveys for everybody (""), one department or OTHERS."""
    return [_report(f"survey-{number}", snapshot, department) for number, snapshot in enumerate(snapshots, start=1)]


def open_surveys(cohort: Cohort) -> list[SurveyRun]:
    """The surveys of a cohort that have not closed yet. Nothing is counted before they have."""
    return list(SurveyRun.objects.filter(cohort=cohort).exclude(state=SurveyRun.State.CLOSED).order_by("closes_at"))


def departments_meant(stored: Figures, department: str) -> frozenset[str] | None:
    """What a reader's choice means in these figures: None for everybody, or names of departments."""
    if not department:
        return None
    return figures.merged_departments(stored) if department == OTHERS else frozenset([department])


def agreement_of(item: Item, histogram: Histogram) -> Share:
    """The share of all the answers beyond the middle of the scale."""
    return share_of(_("Agreement in all"), sum(histogram[-(len(item["options"]) // 2) :]), sum(histogram))


def _report(key: str, snapshot: Snapshot, department: str) -> SurveyReport:
    run, stored = snapshot.run, snapshot.figures
    shown = figures.shown(stored, departments_meant(stored, department))
    asked = [item for item in run.items if item.get("options")]
    told = [
        _item(f"{key}-{number}", item, shown.histograms.get(item["id"])) if shown else None
        for number, item in enumerate(asked, start=1)
    ]
    answered = stored["answered"]
    return SurveyReport(
        title=str(run.title),
        period=_period(snapshot),
        group=group_name(department),
        invited=rounded_count(stored["invited"]),
        answered=None if answered is None else rounded_count(answered),
        rate=None if answered is None else share_of(_("Response rate"), answered, stored["invited"]),
        minimum=stored["minimum"],
        split_minimum=figures.smallest_group(stored, split=True),
        smallest=figures.smallest_group(stored, split=bool(department)),
        is_everybody=not department,
        is_split=len(stored["leaves"]) > 1,
        has_others=bool(figures.merged_departments(stored)),
        refusal="" if shown else _refusal(stored, department),
        items=[item for item in told if item],
        left_out=[item["text"] for item, report in zip(asked, told, strict=True) if shown and report is None],
    )


def group_name(department: str) -> str:
    """A reader's choice as pages call it."""
    return {"": _("Everybody"), OTHERS: _("All other departments together")}.get(department, department)


def _refusal(stored: Figures, department: str) -> str:
    if stored["answered"] is None:
        return _(
            "Not shown, to protect people: fewer than %(minimum)s people answered. "
            "Their answers are not shown to anybody, now or later."
        ) % {"minimum": stored["minimum"]}
    return _(
        "Not shown, to protect people: %(group)s does not stand alone in this survey. Few people there answered, or "
        "nobody there took part, or a smaller group would show beside it. Answers from there, if any, count in "
        "“Everybody”."
    ) % {"group": group_name(department)}


def _item(key: str, item: Item, histogram: Histogram | None) -> ItemReport | None:
    if histogram is None:
        return None
    people, options = sum(histogram), item["options"]
    shares = [share_of(option, count, people) for option, count in zip(options, histogram, strict=True)]
    agreement = agreement_of(item, histogram)
    finding = _finding(agreement.length) % {"statement": item["text"]}
    frame = Frame(prefix=key, title=finding, description=_description(shares), width=NARROW)
    data = [Datum(share.answer, share.length, share.text) for share in shares]
    chart = bar_chart(data, frame, maximum=100)
    asked_of: dict[str, str] = {Role.MENTOR: _("Asked of mentors."), Role.MENTEE: _("Asked of mentees.")}
    return ItemReport(
        item["text"], asked_of.get(item.get("role", ""), ""), finding, rounded_count(people), agreement, shares, chart
    )


def _description(shares: Sequence[Share]) -> str:
    return "; ".join(f"{share.answer}: {share.text}" for share in shares)


def _finding(agreement: int) -> str:
    """The finding in words, from the rounded share alone (percent), so that words are never finer than figures."""
    if agreement > 90:
        return _("Nearly everybody agrees: “%(statement)s”")
    if agreement > 60:
        return _("Most people agree: “%(statement)s”")
    if agreement > 50:
        return _("More than half agree: “%(statement)s”")
    if agreement > 40:
        return _("About half agree: “%(statement)s”")
    if agreement > 20:
        return _("Fewer than half agree: “%(statement)s”")
    return _("Few people agree: “%(statement)s”")


def _period(snapshot: Snapshot) -> str:
    return _("Asked from %(start)s, closed on %(end)s.") % {
        "start": formats.date_format(timezone.localdate(snapshot.run.opens_at), "DATE_FORMAT"),
        "end": formats.date_format(snapshot.built_on, "DATE_FORMAT"),
    }
