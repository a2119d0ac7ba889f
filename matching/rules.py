"""The rules that forbid a pair, in words: all of them at once, never which one forbade two people (decisions/0003)."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from matching.bounds import Bounds, HrField, Tie
from matching.scoring import USUAL_BOUNDS, Style
from participants.training import TrainingLevel

_DEPARTMENTS: Mapping[Tie, str] = {
    Tie.SAME: gettext_noop("Where departments are known, the two work in the same one."),
    Tie.DIFFERENT: gettext_noop("Where departments are known, the two work in different ones."),
}
_SITES: Mapping[Tie, str] = {
    Tie.SAME: gettext_noop("Where places of work are known, the two work at the same one."),
    Tie.DIFFERENT: gettext_noop("Where places of work are known, the two work at different ones."),
}
_HR_FIELDS: Mapping[HrField, Mapping[Tie, str]] = {
    HrField.ORGANISATIONS: {
        Tie.SAME: gettext_noop("The two belong to the same organisation."),
        Tie.DIFFERENT: gettext_noop("The two belong to different organisations."),
    },
    HrField.COUNTRIES: {
        Tie.SAME: gettext_noop("Where countries are known, the two have the same one."),
        Tie.DIFFERENT: gettext_noop("Where countries are known, the two have different ones."),
    },
    HrField.BUSINESS_LINES: {
        Tie.SAME: gettext_noop("Where lines of business are known, the two work in the same one."),
        Tie.DIFFERENT: gettext_noop("Where lines of business are known, the two work in different ones."),
    },
    HrField.COST_CENTRES: {
        Tie.SAME: gettext_noop("Where cost centres are known, the two have the same one."),
        Tie.DIFFERENT: gettext_noop("Where cost centres are known, the two have different ones."),
    },
    HrField.JOB_TITLES: {
        Tie.SAME: gettext_noop("Where job titles are known, the two have the same one."),
        Tie.DIFFERENT: gettext_noop("Where job titles are known, the two have different ones."),
    },
    HrField.GRADES: {
        Tie.SAME: gettext_noop("Where grades are known, the two have the same one."),
        Tie.DIFFERENT: gettext_noop("Where grades are known, the two have different ones."),
    },
    HrField.EMPLOYMENT_TYPES: {
        Tie.SAME: gettext_noop("Where kinds of employment are known, the two have the same one."),
        Tie.DIFFERENT: gettext_noop("Where kinds of employment are known, the two have different ones."),
    },
    HrField.YEARS_JOINED: {
        Tie.SAME: gettext_noop("Where it is known when they joined, the two joined in the same year."),
        Tie.DIFFERENT: gettext_noop("Where it is known when they joined, the two joined in different years."),
    },
}


def rules_in_words(
    style: str, bounds: Bounds | None = None, *, knows_managers: bool, goes_by_past: bool = True
) -> list[str]:
    """What nobody is paired against; where no manager is known, that reporting lines cannot be checked.

    `bounds` are those of the programme, None for what is usual in its style. Searches of long ago did not go by
    pairs of before.
    """
    lines = _of_lines(Style(style) == Style.CLASSIC) if knows_managers else _of_unknown_lines()
    return [lines, *_of_work(USUAL_BOUNDS[Style(style)] if bounds is None else bounds), _of_people(goes_by_past)]


def _of_lines(is_classic: bool) -> str:
    if is_classic:
        return _(
            "Nobody is paired with their own reporting line or with somebody of the same manager, as far as the HR"
            " file names managers. Where it does not name two levels above both, they are asked before they begin."
        )
    return _(
        "Nobody is paired with their own reporting line, as far as the HR file names managers. Where it does not name"
        " two levels above both, they are asked before they begin."
    )


def _of_unknown_lines() -> str:
    return _(
        "The HR file names no managers for these people, so we cannot check reporting lines. Please check the pairs"
        " yourself; whoever says yes is asked first."
    )


def _of_work(bounds: Bounds) -> Iterator[str]:
    yield from _of_grades(bounds.least_ahead, bounds.most_ahead)
    if bounds.most_hours == 0:
        yield _("Where time zones are known, both live by the same time.")
    elif bounds.most_hours:
        words = ngettext(
            "Where time zones are known, their clocks are at most %(count)d hour apart.",
            "Where time zones are known, their clocks are at most %(count)d hours apart.",
            bounds.most_hours,
        )
        yield words % {"count": bounds.most_hours}
    if bounds.needs_language:
        yield _("Where languages are known, the two have one in common.")
    if bounds.departments != Tie.FREE:
        yield _(_DEPARTMENTS[bounds.departments])
    if bounds.sites != Tie.FREE:
        yield _(_SITES[bounds.sites])
    for field, tie in bounds.ties.items():
        yield _(_HR_FIELDS[field][tie])
    if bounds.least_training is not None:
        yield _of_training(TrainingLevel(bounds.least_training))


def _of_grades(least: int | None, most: int | None) -> Iterator[str]:
    if (least, most) == (0, None):
        yield _("Where grades are known, nobody is paired with a mentor of a lower grade.")
    elif (least, most) == (None, 0):
        yield _("Where grades are known, nobody is paired with a mentor of a higher grade.")
    else:
        if least is not None:
            yield _("Where grades are known, a mentor stands no lower than %(levels)s.") % {"levels": _levels(least)}
        if most is not None:
            yield _("Where grades are known, a mentor stands no higher than %(levels)s.") % {"levels": _levels(most)}


def best_levels_ahead(ahead: int) -> str:
    """How far a mentor is ahead where level counts for most."""
    if not ahead:
        return _("Best: both are on the same level.")
    return _("Best: the mentor is %(levels)s.") % {"levels": _levels(ahead)}


def _of_training(least: TrainingLevel) -> str:
    if least == max(TrainingLevel):
        words = _("Every mentor has done mentor training of the level “%(level)s”, and it still counts.")
    else:
        words = _("Every mentor has done mentor training of the level “%(level)s” or higher, and it still counts.")
    return words % {"level": least.label}


def _levels(ahead: int) -> str:
    if not ahead:
        return _("the mentee")
    if ahead > 0:
        words = ngettext("%(count)d level above the mentee", "%(count)d levels above the mentee", ahead)
    else:
        words = ngettext("%(count)d level below the mentee", "%(count)d levels below the mentee", -ahead)
    return words % {"count": abs(ahead)}


def _of_people(goes_by_past: bool) -> str:
    if not goes_by_past:
        return _(
            "We leave out two people who were already suggested to each other. People can also privately name someone"
            " they would rather not meet, so we never show why a pair is ruled out."
        )
    return _(
        "We leave out two people who were already suggested to each other, and former pairs unless both would like to"
        " be a pair again. People can also privately name someone they would rather not meet, so we never show why a"
        " pair is ruled out."
    )
