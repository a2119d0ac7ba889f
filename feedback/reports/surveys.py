"""The figures of a closed survey in words, shares and charts, read from its snapshot and from nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from feedback import figures
from feedback.figures import Figures, Histogram, Item
from feedback.models import Snapshot, SurveyRun
from mentoring.lib.charts import NARROW, Datum, Frame, bar_chart
from mentoring.lib.disclosure import rounded_count, rounded_share
from programmes.models import Cohort

# The filter that asks for the departments which are shown only together.
OTHERS = "other-departments"


@dataclass(frozen=True, slots=True)
class Share:
    """One answer and its share: `text` as people read it, `length` in percent as it is drawn; neither is finer."""

    answer: str
    text: str
    length: int


@dataclass(frozen=True, slots=True)
class ItemReport:
    """One statement: the finding in words, how many answered, the shares, and the chart of these very shares."""

    text: str
    finding: str
    people: int
    agreement: Share
    shares: Sequence[Share]
    chart: str


@dataclass(frozen=True, slots=True)
class SurveyReport:
    """A closed survey for one group of readers' choice. `refusal` says why nothing is shown, and how to read that.

    `invited` and `answered` are of the whole cohort; every figure shown comes from at least `smallest` people.
    """

    title: str
    period: str
    group: str
    invited: int
    answered: int | None
    minimum: int
    split_minimum: int
    smallest: int
    is_everybody: bool
    is_split: bool
    has_others: bool
    refusal: str
    items: Sequence[ItemReport]
    left_out: Sequence[str]


def survey_report(cohort: Cohort, department: str = "") -> SurveyReport | None:
    """The closed survey of a cohort for everybody (""), one department or OTHERS; None before the first one closed."""
    snapshot = Snapshot.objects.filter(run__cohort=cohort).select_related("run").order_by("-built_on").first()
    return _report(snapshot, department) if snapshot else None


def open_survey(cohort: Cohort) -> SurveyRun | None:
    """The survey of a cohort that has not closed yet. Nothing is counted before it has."""
    return SurveyRun.objects.filter(cohort=cohort).exclude(state=SurveyRun.State.CLOSED).first()


def _report(snapshot: Snapshot, department: str) -> SurveyReport:
    run, stored = snapshot.run, snapshot.figures
    shown = figures.shown(stored, _departments(stored, department))
    told = [_item(item, shown.histograms.get(item["id"])) for item in run.items] if shown else []
    return SurveyReport(
        title=str(run.title),
        period=_period(snapshot),
        group=_group_name(department),
        invited=rounded_count(stored["invited"]),
        answered=None if stored["answered"] is None else rounded_count(stored["answered"]),
        minimum=stored["minimum"],
        split_minimum=figures.smallest_group(stored, split=True),
        smallest=figures.smallest_group(stored, split=bool(department)),
        is_everybody=not department,
        is_split=len(stored["leaves"]) > 1,
        has_others=bool(figures.merged_departments(stored)),
        refusal="" if shown else _refusal(stored, department),
        items=[item for item in told if item],
        left_out=[item["text"] for item, report in zip(run.items, told, strict=False) if report is None],
    )


def _departments(stored: Figures, department: str) -> frozenset[str] | None:
    if not department:
        return None
    return figures.merged_departments(stored) if department == OTHERS else frozenset([department])


def _group_name(department: str) -> str:
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
    ) % {"group": _group_name(department)}


def _item(item: Item, histogram: Histogram | None) -> ItemReport | None:
    if histogram is None:
        return None
    people, options = sum(histogram), item["options"]
    shares = [_share(option, count, people) for option, count in zip(options, histogram, strict=True)]
    agreement = _share(_("Agreement in all"), sum(histogram[-(len(options) // 2) :]), people)
    finding = _finding(agreement.length) % {"statement": item["text"]}
    frame = Frame(prefix=f"chart-{item['id']}", title=finding, description=_description(shares), width=NARROW)
    data = [Datum(share.answer, share.length, share.text) for share in shares]
    chart = bar_chart(data, frame, maximum=100)
    return ItemReport(item["text"], finding, rounded_count(people), agreement, shares, chart)


def _share(answer: str, count: int, people: int) -> Share:
    text = rounded_share(count, people)
    return Share(answer, text, {"<10 %": 5, ">90 %": 95}.get(text) or int(text.removesuffix(" %")))


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
