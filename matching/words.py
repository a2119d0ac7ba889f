"""The words of matching: a reason as a sentence, to one of the two or about them; a score as a fit."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop

from matching.explain import Code, Fit, Reason, fit
from participants.aims import AIMS
from participants.interests import INTERESTS
from programmes.models import Role

_SENTENCES: dict[Code, str] = {
    Code.OFFERS_ALL: gettext_noop("The mentor offers everything on the wish list."),
    Code.OFFERS_FIRST: gettext_noop("The mentor offers what comes first on the wish list: %(skill)s."),
    Code.OFFERS_SOME: gettext_noop("The mentor offers something from the wish list: %(skill)s."),
    Code.OFFERS_NONE: gettext_noop("The skills offered differ from the wish list."),
    Code.WISHES_UNKNOWN: gettext_noop("The wish list is still empty, so skills made no difference."),
    Code.LEVEL_REACHED: gettext_noop("The mentor knows “%(skill)s” as well as the mentee would like to."),
    Code.LEVEL_BELOW: gettext_noop("The mentor knows some of “%(skill)s”, less than the mentee would like to."),
    Code.LEVEL_UNKNOWN: gettext_noop("How well somebody knows a skill was not said, so it made no difference."),
    Code.OTHER_DEPARTMENT: gettext_noop("They work in different departments, which brings a fresh view."),
    Code.SAME_DEPARTMENT: gettext_noop("Both work in the same department."),
    Code.DEPARTMENT_UNKNOWN: gettext_noop("A department is not known, so it made no difference."),
    Code.SAME_SITE: gettext_noop("Both work at the same site, so meeting in person is easy."),
    Code.CLOSE_HOURS: gettext_noop("They work at different sites at about the same hours, so calls are easy."),
    Code.OTHER_SITE: gettext_noop("They work at different sites, so calls may suit them best."),
    Code.SITE_UNKNOWN: gettext_noop("A site is not known, so it made no difference."),
    Code.COMMON_LANGUAGE: gettext_noop("They have a language in common."),
    Code.NO_COMMON_LANGUAGE: gettext_noop("They named no language that both speak."),
    Code.LANGUAGE_UNKNOWN: gettext_noop("The languages somebody speaks are not known, so they made no difference."),
    Code.MORE_SENIOR: gettext_noop("The mentor works at a more senior level."),
    Code.SAME_LEVEL: gettext_noop("Both work at the same level."),
    Code.LESS_SENIOR: gettext_noop("The mentee works at a more senior level."),
    Code.GRADE_UNKNOWN: gettext_noop("A level is not known, so it made no difference."),
    Code.NO_MENTORS: gettext_noop("There are no mentors in this cohort yet."),
    Code.ALL_RULED_OUT: gettext_noop("Every mentor in this cohort is ruled out."),
    Code.TRAINED_RULED_OUT: gettext_noop("Every mentor who has the training asked for is ruled out."),
    Code.ALL_UNTRAINED: gettext_noop(
        "In this cohort no mentor has mentor training of the level asked for yet, or it is over."
    ),
    Code.SOME_UNTRAINED: gettext_noop(
        "Some mentors have no mentor training of the level asked for yet, or it is over."
    ),
    Code.PLACES_TAKEN: gettext_noop("Every place that was possible in this cohort is taken."),
    Code.NOT_OFFERED: gettext_noop("Nobody in this cohort offers the skills on the wish list."),
    Code.MEET_REMOTE: gettext_noop("Both like to meet by video or phone."),
    Code.MEET_IN_PERSON: gettext_noop("Both like to meet in person."),
    Code.MEET_FREELY: gettext_noop("How each of the two likes to meet suits the other."),
    Code.MEET_APART: gettext_noop("One of the two likes to meet in person, the other by video or phone."),
    Code.DAY_ALIKE: gettext_noop("The best time of the day to meet suits both."),
    Code.DAY_NEAR: gettext_noop("Their best times of the day to meet are close to each other."),
    Code.DAY_APART: gettext_noop("They like to meet at different times of the day."),
    Code.OFTEN_ALIKE: gettext_noop("They would like to meet equally often."),
    Code.OFTEN_NEAR: gettext_noop("They would like to meet about equally often."),
    Code.OFTEN_APART: gettext_noop("One of the two would like to meet more often than the other."),
    Code.WAYS_UNKNOWN: gettext_noop("How somebody likes to meet was not said, so it made no difference."),
    Code.ROLE_NOW: gettext_noop("The mentor works as “%(role)s”, which is where the mentee wants to go."),
    Code.ROLE_BEFORE: gettext_noop("The mentor has worked as “%(role)s”, which is where the mentee wants to go."),
    Code.ROLE_OTHER: gettext_noop("The roles known of the mentor differ from those the mentee would like one day."),
    Code.ROLE_UNKNOWN: gettext_noop("The roles of somebody are not known, so they made no difference."),
    Code.AIM_MET: gettext_noop("The mentor knows the way to something that the mentee is aiming for: %(aim)s."),
    Code.AIMS_MET: gettext_noop("The mentor knows the way to everything that the mentee is aiming for."),
    Code.AIMS_OTHER: gettext_noop("What the mentor can help with differs from what the mentee is aiming for."),
    Code.AIMS_UNKNOWN: gettext_noop(
        "What somebody is aiming for, or can help with, was not said, so it made no difference."
    ),
    Code.INTEREST_SHARED: gettext_noop("They share an interest outside work: %(interest)s."),
    Code.INTERESTS_SHARED: gettext_noop("They share several interests outside work; one is “%(interest)s”."),
    Code.INTERESTS_OTHER: gettext_noop("They named different interests outside work."),
    Code.INTERESTS_UNKNOWN: gettext_noop("The interests of somebody are not known, so they made no difference."),
}

# Why a mentor is nobody's, by themselves: the board says it beside their name, so it begins without one.
UNTRAINED = gettext_noop("Has no mentor training of that level yet, or it is over.")

# To one of the two instead of about them. What is missing here says the same to everybody.
_TO_BOTH: dict[Code, str] = {
    Code.OTHER_DEPARTMENT: gettext_noop("You work in different departments, which brings a fresh view."),
    Code.SAME_DEPARTMENT: gettext_noop("You both work in the same department."),
    Code.SAME_SITE: gettext_noop("You both work at the same site, so meeting in person is easy."),
    Code.CLOSE_HOURS: gettext_noop("You work at different sites at about the same hours, so calls are easy."),
    Code.OTHER_SITE: gettext_noop("You work at different sites, so calls may suit you best."),
    Code.COMMON_LANGUAGE: gettext_noop("You have a language in common."),
    Code.NO_COMMON_LANGUAGE: gettext_noop("You two named no language that both speak."),
    Code.SAME_LEVEL: gettext_noop("You both work at the same level."),
    Code.MEET_REMOTE: gettext_noop("You both like to meet by video or phone."),
    Code.MEET_IN_PERSON: gettext_noop("You both like to meet in person."),
    Code.MEET_FREELY: gettext_noop("How each of you likes to meet suits the other."),
    Code.MEET_APART: gettext_noop("One of you likes to meet in person, the other by video or phone."),
    Code.DAY_ALIKE: gettext_noop("The best time of the day to meet suits you both."),
    Code.DAY_NEAR: gettext_noop("Your best times of the day to meet are close to each other."),
    Code.DAY_APART: gettext_noop("You like to meet at different times of the day."),
    Code.OFTEN_ALIKE: gettext_noop("You would like to meet equally often."),
    Code.OFTEN_NEAR: gettext_noop("You would like to meet about equally often."),
    Code.OFTEN_APART: gettext_noop("One of you would like to meet more often than the other."),
    Code.INTEREST_SHARED: gettext_noop("You share an interest outside work: %(interest)s."),
    Code.INTERESTS_SHARED: gettext_noop("You share several interests outside work; one is “%(interest)s”."),
    Code.INTERESTS_OTHER: gettext_noop("You named different interests outside work."),
}
_TO: dict[str, dict[Code, str]] = {
    Role.MENTEE: {
        **_TO_BOTH,
        Code.OFFERS_ALL: gettext_noop("This mentor offers everything on your wish list."),
        Code.OFFERS_FIRST: gettext_noop("This mentor offers what comes first on your wish list: %(skill)s."),
        Code.OFFERS_SOME: gettext_noop("This mentor offers something from your wish list: %(skill)s."),
        Code.OFFERS_NONE: gettext_noop("The skills offered differ from your wish list."),
        Code.WISHES_UNKNOWN: gettext_noop("Your wish list is still empty, so skills made no difference."),
        Code.LEVEL_REACHED: gettext_noop("This mentor knows “%(skill)s” as well as you would like to."),
        Code.LEVEL_BELOW: gettext_noop("This mentor knows some of “%(skill)s”, less than you would like to."),
        Code.MORE_SENIOR: gettext_noop("This mentor works at a more senior level."),
        Code.LESS_SENIOR: gettext_noop("You work at a more senior level."),
        Code.ROLE_NOW: gettext_noop("This mentor works as “%(role)s”, which is where you want to go."),
        Code.ROLE_BEFORE: gettext_noop("This mentor has worked as “%(role)s”, which is where you want to go."),
        Code.ROLE_OTHER: gettext_noop("The roles known of this mentor differ from those you would like one day."),
        Code.AIM_MET: gettext_noop("This mentor knows the way to something that you are aiming for: %(aim)s."),
        Code.AIMS_MET: gettext_noop("This mentor knows the way to everything that you are aiming for."),
        Code.AIMS_OTHER: gettext_noop("What this mentor can help with differs from what you are aiming for."),
    },
    Role.MENTOR: {
        **_TO_BOTH,
        Code.OFFERS_ALL: gettext_noop("You offer everything on this mentee’s wish list."),
        Code.OFFERS_FIRST: gettext_noop("You offer what comes first on this mentee’s wish list: %(skill)s."),
        Code.OFFERS_SOME: gettext_noop("You offer something from this mentee’s wish list: %(skill)s."),
        Code.OFFERS_NONE: gettext_noop("The skills you offer differ from this mentee’s wish list."),
        Code.WISHES_UNKNOWN: gettext_noop("This mentee’s wish list is still empty, so skills made no difference."),
        Code.LEVEL_REACHED: gettext_noop("You know “%(skill)s” as well as this mentee would like to."),
        Code.LEVEL_BELOW: gettext_noop("You know some of “%(skill)s”, less than this mentee would like to."),
        Code.MORE_SENIOR: gettext_noop("You work at a more senior level."),
        Code.LESS_SENIOR: gettext_noop("This mentee works at a more senior level."),
        Code.ROLE_NOW: gettext_noop("You work as “%(role)s”, which is where this mentee wants to go."),
        Code.ROLE_BEFORE: gettext_noop("You have worked as “%(role)s”, which is where this mentee wants to go."),
        Code.ROLE_OTHER: gettext_noop("Your roles differ from those this mentee would like one day."),
        Code.AIM_MET: gettext_noop("You know the way to something that this mentee is aiming for: %(aim)s."),
        Code.AIMS_MET: gettext_noop("You know the way to everything that this mentee is aiming for."),
        Code.AIMS_OTHER: gettext_noop("What you can help with differs from what this mentee is aiming for."),
    },
}

# What a value that is a code is called, by the name under which a reason holds it.
_CALLED: Mapping[str, Mapping[str, Any]] = {"interest": INTERESTS, "aim": AIMS}

_FITS: dict[Fit, str] = {
    Fit.STRONG: gettext_noop("strong"),
    Fit.GOOD: gettext_noop("good"),
    Fit.POSSIBLE: gettext_noop("possible"),
}

_FIT_LINES: dict[Fit, str] = {
    Fit.STRONG: gettext_noop("Fit: strong"),
    Fit.GOOD: gettext_noop("Fit: good"),
    Fit.POSSIBLE: gettext_noop("Fit: possible"),
}


def sentence(reason: Reason, names: Mapping[str, str], *, reader: str = "") -> str:
    """A reason in the active language; `names` maps skill keys to names, whatever has no name stands for itself.

    `reader` is the role of the one of the two who reads it as "you"; empty for anybody else.
    """
    values = {field: _CALLED.get(field, names).get(key, key) for field, key in reason.values.items()}
    told = _TO.get(reader, {}).get(reason.code, _SENTENCES[reason.code])
    return gettext(told) % values


def fit_word(total: int) -> str:
    """A total (points, 0 to 1,000,000) as one word: strong, good or possible."""
    return gettext(_FITS[fit(total)])


def further_line(mentors: int) -> str:
    """To a mentee who has so many mentors and reads of one more; empty for those who have none."""
    if mentors > 1:
        return gettext("You already have %(count)d mentors in this cohort; this would be your third.") % {
            "count": mentors
        }
    return gettext("You already have a mentor in this cohort; this would be your second.") if mentors else ""


def fit_line(total: int) -> str:
    """A total (points, 0 to 1,000,000) as employees read it, such as "Fit: strong"."""
    return gettext(_FIT_LINES[fit(total)])
