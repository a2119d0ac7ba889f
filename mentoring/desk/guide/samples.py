"""What the style guide shows the parts of pages with: people, days and numbers that nobody is, lived or counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page, Paginator
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.keeping import Keeping
from feedback.reports.drawn import Drawn, Row, both_forms, draw_bars
from feedback.reports.shares import Share
from mentoring.lib.bands import Band
from mentoring.lib.charts import Change, Datum, Frame, bar_chart, change_chart, column_chart
from mentoring.lib.too_late import Typed
from participants.card import Card, OwnWords, ShownSkill

# Sixty letters, and no place to break them.
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis"
AN_END, A_LATER_END = date(2030, 3, 1), date(2030, 5, 30)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two people fit, or may not."""

    words: str
    speaks_for: bool = True

    def __str__(self) -> str:
        return self.words


def mentor() -> Card:
    """Somebody who said a lot."""
    return Card(
        name="Ada Lark",
        initials="AL",
        about=_("Head of delivery, Operations, Leeds"),
        is_mentor=True,
        about_me=_("I came from support and stayed for the people. I like plans that fit on one page."),
        skills=[
            ShownSkill(_("Giving feedback"), _("I teach it")),
            ShownSkill(_("Planning a budget"), _("I work with it daily")),
            ShownSkill(_("Negotiation"), ""),
        ],
        languages=[_("English"), _("French")],
        ways=[_("Meets online"), _("In the morning"), _("About 2 hours a month")],
        roles=[_("Support engineer"), _("Team lead")],
        aims=[_("A first role that leads others")],
        interests=[_("Hiking"), _("Chess")],
    )


def mentee() -> Card:
    """Somebody with the longest name, who said little."""
    return Card(LONG_NAME, "W", _("Analyst"), False, "", [ShownSkill(_("Giving feedback"), "")], [], [])


def reasons() -> Sequence[Reason]:
    return [
        Reason(_("Offers giving feedback, your first wish")),
        Reason(_("Free in the morning, as you are")),
        Reason(_("Works in another place"), speaks_for=False),
    ]


def own_words() -> Sequence[OwnWords]:
    return [OwnWords(_("I want to learn how others lead."), _("Read by whoever is suggested to you."))]


def messages() -> Sequence[Message]:
    """One of each kind."""
    return [
        Message(constants.SUCCESS, _("Your goal is saved.")),
        Message(constants.INFO, _("Your mentor is told by mail.")),
        Message(constants.WARNING, _("Two days are left to answer.")),
        Message(constants.ERROR, _("That did not work. Nothing was changed.")),
    ]


def tones() -> Sequence[tuple[str, str]]:
    """The tones of a pill, each with a word."""
    return [
        ("", _("Draft")),
        ("ok", _("Done")),
        ("info", _("Planned")),
        ("warn", _("In 2 days")),
        ("bad", _("Refused")),
    ]


def fits() -> Sequence[tuple[str, str]]:
    return [("strong", _("Fit: strong")), ("good", _("Fit: good")), ("", _("Fit: possible"))]


def keepings() -> Sequence[Keeping]:
    """Of a pair that has just ended, of one whose notes are gone, and of one whose words are gone as well."""
    return [
        Keeping(AN_END, A_LATER_END, notes_are_gone=False, words_are_gone=False),
        Keeping(AN_END, A_LATER_END, notes_are_gone=True, words_are_gone=False),
        Keeping(AN_END, A_LATER_END, notes_are_gone=True, words_are_gone=True),
    ]


def typed() -> Sequence[Typed]:
    return [
        Typed("day", _("Date"), date_format(AN_END)),
        Typed("note", _("Our note"), _("We spoke about the plan for spring, and what to leave out of it."), lines=3),
    ]


def says_now() -> Sequence[tuple[str, str]]:
    return [(_("Where"), _("Room 4, by the stairs"))]


def page_of_many() -> Page:
    """The second of several."""
    return Paginator(range(112), 25).get_page(2)


def bars() -> Drawn:
    rows = [
        Row(_("Operations"), "82 %", _("of 45 pairs")),
        Row(_("Sales"), "64 %", _("of 30 pairs")),
        Row(_("A department whose name takes two lines"), "8 %", _("of 25 pairs")),
    ]
    return draw_bars(
        "sample-bars",
        _("Pairs that met in 30 days"),
        _("Most pairs of Operations met"),
        _("Pairs that wrote down a meeting in 30 days, rounded to 5."),
        (_("Department"), _("Share"), _("Of")),
        rows,
        [Datum(row.name, percent, row.value) for row, percent in zip(rows, (82, 64, 8), strict=True)],
    )


def steps() -> Drawn:
    """Shares of which only the step is told."""
    steps = {_("Agree"): Band(60, 80), _("Neither"): Band(20, 40), _("Disagree"): Band(0, 20)}
    told = [Share(answer, band) for answer, band in steps.items()]
    return draw_bars(
        "sample-steps",
        _("I know whom to ask"),
        _("Most people agree"),
        _("Each bar is solid up to the least and pale up to the most that it can be."),
        (_("Answer"), _("Share")),
        [Row(share.answer, share.text) for share in told],
        [share.drawn() for share in told],
    )


def columns() -> Drawn:
    """Two months that were put together among three that stand alone."""
    of_two = Datum(_("Feb and Mar"), 45, _("90 (45 a month)"), span=2)
    alone = [Datum(name, count, str(count)) for name, count in ((_("Jan"), 55), (_("Apr"), 35), (_("May"), 0))]
    data = [alone[0], of_two, *alone[1:]]
    as_bar = Datum(_("Feb and Mar: 90 in 2 months"), 45, _("45 a month"))
    rows = [Row(each.label, "90" if each is of_two else each.text) for each in data]
    finding = _("Meetings were most in January")

    def draw(frame: Frame) -> str:
        return column_chart(data, frame)

    def draw_narrow(frame: Frame) -> str:
        return bar_chart([alone[0], as_bar, *alone[1:]], frame)

    wide, narrow = both_forms("sample-columns", finding, rows, draw, draw_narrow)
    meaning = _(
        "Meetings that pairs wrote down as held, rounded to 5. Months that were put together are drawn by their "
        "average."
    )
    return Drawn(_("Meetings by month"), finding, meaning, (_("Month"), _("Meetings")), rows, wide, narrow)


def changes() -> Drawn:
    rows = [
        Row(_("I know whom to ask"), _("40 to 75 %")),
        Row(_("I can say what I want to learn, and by when"), _("60 to 55 %")),
    ]
    data = [Change(rows[0].name, 40, 75, rows[0].value), Change(rows[1].name, 60, 55, rows[1].value)]
    finding = _("More people know whom to ask")

    def draw(frame: Frame) -> str:
        return change_chart(data, frame, maximum=100)

    wide, narrow = both_forms("sample-changes", finding, rows, draw, draw)
    meaning = _("Share of those who agree, in the first survey (hollow) and in the last (full).")
    return Drawn(_("From first to last"), finding, meaning, (_("Statement"), _("Share")), rows, wide, narrow)
