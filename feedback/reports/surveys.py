"""The figures of closed surveys in words, shares and charts, read from their snapshots and from nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from feedback import figures
from feedback.figures import Figures, Histogram, Item
from feedback.models import Snapshot, SurveyRun
from feedback.questionnaires import OF_PAIRS
from feedback.reports.responses import rate_of, response_in_words, unread_in_words
from feedback.reports.shares import Share, Shares, shares_of
from feedback.timetable import LAST, closed_on, local_date, open_until
from mentoring.lib import clock
from mentoring.lib.bands import Band
from mentoring.lib.charts import NARROW, Frame, bar_chart
from mentoring.lib.disclosure import rounded_count
from programmes.models import Cohort, Role
from programmes.stages import OVER

# The filter that asks for the departments which are shown only together.
OTHERS = "other-departments"
# The tick counts a survey within seconds; one that waits longer cannot be counted.
COUNTED_WITHIN = timedelta(minutes=5)


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
class LeftOut:
    """A statement of which no figure is shown for a choice, and why."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class SurveyReport:
    """A closed survey for one group of readers' choice. `refusal` says why nothing is shown, and how to read that.

    `invited`, `answered`, `rate`, `response` and `unread` are of the whole cohort; every figure shown comes from at
    least `smallest` people.
    """

    key: str
    title: str
    is_latest: bool
    period: str
    group: str
    invited: int
    answered: int | None
    rate: str
    # How many answered, in a sentence; empty where that is not shown.
    response: str
    # What is said of answers that nobody can read any more; empty where there are none.
    unread: str
    minimum: int
    split_minimum: int
    smallest: int
    is_split: bool
    has_others: bool
    # The departments that can be asked for by name, as they were cut when the survey opened.
    departments: frozenset[str]
    refusal: str
    items: Sequence[ItemReport]
    left_out: Sequence[LeftOut]
    # Of how many mentors statements about pairs speak at least; None where it has none, or closed before this counted.
    mentors_behind: int | None
    # Whether all that it does not show, and why, is said of surveys before it already.
    repeats_rules: bool = False

    @property
    def rules(self) -> set[tuple[str, int]]:
        """What is not shown, by the numbers that differ from survey to survey."""
        rules = {("minimum", self.minimum), ("split", self.split_minimum), ("smallest", self.smallest)}
        if self.mentors_behind:
            rules.add(("mentors", self.mentors_behind))
        return rules | ({("lacks groups", self.split_minimum)} if self.lacks_groups else set())

    @property
    def lacks_groups(self) -> bool:
        """Whether it is shown for everybody only, as no department had enough answers."""
        return not self.is_split and self.answered is not None

    @property
    def groups(self) -> list[tuple[str, list[ItemReport]]]:
        """The statements by whom they were asked of, in the order they were asked."""
        by_whom: dict[str, list[ItemReport]] = {}
        for item in self.items:
            by_whom.setdefault(item.asked_of, []).append(item)
        return list(by_whom.items())


@dataclass(frozen=True, slots=True)
class OpenSurvey:
    """A survey that nobody reads yet, and until when it takes answers, in the words that those asked read as well.

    Where that is over, `until` is the day on which it was, and its answers are not counted yet.
    """

    title: str
    until: str
    is_over: bool = False


def snapshots_of(cohort: Cohort) -> list[Snapshot]:
    """The closed surveys of a cohort: those of one questionnaire side by side, each in the order they were asked."""
    found = list(Snapshot.objects.filter(run__cohort=cohort).select_related("run").order_by("run__opens_at", "pk"))
    first = {snapshot.run.kind: number for number, snapshot in reversed(list(enumerate(found)))}
    return sorted(found, key=lambda snapshot: first[snapshot.run.kind])


def survey_reports(snapshots: Sequence[Snapshot], department: str = "") -> list[SurveyReport]:
    """Each of these surveys for everybody (""), one department or OTHERS."""
    latest = max((snapshot.run.opens_at for snapshot in snapshots), default=None)
    reports: list[SurveyReport] = []
    for number, snapshot in enumerate(snapshots, start=1):
        report = _report(f"survey-{number}", snapshot, department, is_latest=snapshot.run.opens_at == latest)
        said = set().union(*(each.rules for each in reports))
        reports.append(replace(report, repeats_rules=bool(reports) and report.rules <= said))
    return reports


def open_surveys(cohort: Cohort) -> list[OpenSurvey]:
    """The surveys of a cohort that have not closed yet. Nothing is counted before they have.

    What was only planned when the cohort closed never comes.
    """
    coming = [SurveyRun.State.OPEN] if cohort.stage in OVER else [SurveyRun.State.OPEN, SurveyRun.State.PLANNED]
    runs = SurveyRun.objects.filter(cohort=cohort, state__in=coming).select_related("cohort").order_by("closes_at")
    return [_open_survey(run) for run in runs]


def uncounted_surveys() -> int:
    """How many surveys took their last answer a while ago and are not counted: answers of theirs do not open."""
    return SurveyRun.objects.due_to_close(clock.now() - COUNTED_WITHIN).count()


def _open_survey(run: SurveyRun) -> OpenSurvey:
    is_over = run.closes_at <= clock.now()
    until = formats.date_format(local_date(run.closes_at - LAST)) if is_over else open_until(run)
    return OpenSurvey(str(run.title), until, is_over)


def departments_meant(stored: Figures, department: str) -> frozenset[str] | None:
    """What a reader's choice means in these figures: None for everybody, or names of departments."""
    if not department:
        return None
    return figures.merged_departments(stored) if department == OTHERS else frozenset([department])


def answers_to(item: Item, groups: Sequence[Histogram]) -> Shares:
    """The share of each answer of these groups; beyond the middle of the scale they are agreement."""
    options = item["options"]
    return shares_of(options, groups, top=len(options) // 2, top_answer=_("Agreement in all"))


def _report(key: str, snapshot: Snapshot, department: str, *, is_latest: bool) -> SurveyReport:
    run, stored = snapshot.run, snapshot.figures
    shown = figures.shown(stored, departments_meant(stored, department))
    groups = figures.parts(stored, departments_meant(stored, department))
    asked = [item for item in run.items if item.get("options")]
    told = [
        _item(f"{key}-{number}", item, groups[item["id"]]) if item["id"] in groups else None
        for number, item in enumerate(asked, start=1)
    ]
    answered = stored["answered"]
    return SurveyReport(
        key=key,
        title=str(run.title),
        is_latest=is_latest,
        period=_period(snapshot),
        group=group_name(department),
        invited=rounded_count(stored["invited"]),
        answered=None if answered is None else rounded_count(answered),
        rate=rate_of(stored),
        response=response_in_words(stored, department),
        unread=unread_in_words(stored, department),
        minimum=stored["minimum"],
        split_minimum=figures.smallest_group(stored, split=True),
        smallest=figures.smallest_group(stored, split=bool(department)),
        is_split=len(stored["leaves"]) > 1,
        has_others=bool(figures.merged_departments(stored)),
        departments=figures.departments_alone(stored),
        refusal="" if shown else _refusal(stored, department),
        items=[item for item in told if item],
        left_out=[
            _left_out(item, stored) for item, report in zip(asked, told, strict=True) if shown and report is None
        ],
        mentors_behind=stored.get("mentors_behind") if any(item["id"] in OF_PAIRS for item in asked) else None,
    )


def group_name(department: str) -> str:
    """A reader's choice as pages call it."""
    return {"": _("Everybody"), OTHERS: _("All other departments together")}.get(department, department)


def _refusal(stored: Figures, department: str) -> str:
    if stored["answered"] is None and stored.get("unread"):
        return _(
            "Not shown, to protect people: fewer than %(minimum)s answers could be read. "
            "They are not shown to anybody, now or later."
        ) % {"minimum": stored["minimum"]}
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


def _left_out(item: Item, stored: Figures) -> LeftOut:
    if item["id"] in stored["undivided"]:
        return LeftOut(item["text"], _("Shown for everybody together only: in one group it could point to people."))
    if item["id"] in OF_PAIRS and "mentors_behind" in stored:
        return LeftOut(item["text"], _("Too few mentees answered it, or what they say could point to one mentor."))
    return LeftOut(item["text"], _("Too few people answered it."))


def _item(key: str, item: Item, groups: Sequence[Histogram]) -> ItemReport:
    told = answers_to(item, groups)
    shares = told.options
    finding = _finding(told.top.band) % {"statement": item["text"]}
    frame = Frame(prefix=key, title=finding, description=_description(shares), width=NARROW)
    chart = bar_chart([share.drawn() for share in shares], frame, maximum=100)
    asked_of: dict[str, str] = {Role.MENTOR: _("Asked of mentors."), Role.MENTEE: _("Asked of mentees.")}
    return ItemReport(
        item["text"],
        asked_of.get(item.get("role", ""), ""),
        finding,
        rounded_count(sum(map(sum, groups))),
        told.top,
        shares,
        chart,
    )


def _description(shares: Sequence[Share]) -> str:
    return "; ".join(f"{share.answer}: {share.text}" for share in shares)


def _finding(agreement: Band) -> str:
    """The finding in words, from the band of agreement alone, so that words are never finer than figures."""
    if agreement.low >= 90:
        return _("Nearly everybody agrees: “%(statement)s”")
    if agreement.low >= 60:
        return _("Most people agree: “%(statement)s”")
    if agreement.low >= 50:
        return _("Half or more agree: “%(statement)s”")
    if agreement.high <= 25:
        return _("Few people agree: “%(statement)s”")
    if agreement.high <= 50:
        return _("Fewer than half agree: “%(statement)s”")
    if agreement.middle > 60:
        return _("About half or more agree: “%(statement)s”")
    return _("About half agree: “%(statement)s”")


def _period(snapshot: Snapshot) -> str:
    return _("Asked from %(start)s, closed on %(end)s.") % {
        "start": formats.date_format(timezone.localdate(snapshot.run.opens_at), "DATE_FORMAT"),
        "end": formats.date_format(closed_on(snapshot), "DATE_FORMAT"),
    }
