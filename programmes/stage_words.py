"""Where a cohort stands and how many take part in it, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentoring.lib import clock
from mentoring.lib.promised import promised
from programmes.models import Cohort

STAGE_TONES: Mapping[str, str] = {
    Cohort.Stage.DRAFT: "",
    Cohort.Stage.REGISTRATION: "info",
    Cohort.Stage.MATCHING: "info",
    Cohort.Stage.RUNNING: "info",
    Cohort.Stage.CLOSING: "info",
    Cohort.Stage.CLOSED: "",
    Cohort.Stage.ARCHIVED: "",
}
STAGE_WORDS: Mapping[str, Promise] = {
    Cohort.Stage.DRAFT: gettext_lazy("Being set up"),
    Cohort.Stage.MATCHING: gettext_lazy("Pairs are being found"),
    Cohort.Stage.RUNNING: gettext_lazy("Running"),
    Cohort.Stage.CLOSING: gettext_lazy("Coming to its end"),
    Cohort.Stage.CLOSED: gettext_lazy("Finished"),
    Cohort.Stage.ARCHIVED: gettext_lazy("Archived"),
}
ALWAYS_OPEN = gettext_lazy("Always open")
REGISTRATION_IS_OVER = gettext_lazy("Registration is over")


@dataclass(frozen=True, slots=True)
class Pill:
    """A word with its colour: ok, info, warn, bad or plain."""

    words: str
    tone: str


def stage_pill(cohort: Cohort) -> Pill:
    """Where the cohort stands, as its people would say it."""
    tone = "ok" if cohort.takes_registrations(clock.today()) else STAGE_TONES[cohort.stage]
    return Pill(_stage_words(cohort), tone)


def _stage_words(cohort: Cohort) -> str:
    if cohort.always_on and cohort.takes_registrations(clock.today()):
        return str(ALWAYS_OPEN)
    if cohort.stage == Cohort.Stage.REGISTRATION:
        return _registration_words(cohort, clock.today())
    return str(STAGE_WORDS[cohort.stage])


def _registration_words(cohort: Cohort, on: date) -> str:
    if not cohort.takes_registrations(on):
        return str(REGISTRATION_IS_OVER)
    days = (promised(cohort.registration_ends_on) - on).days
    if days == 0:
        return _("Open, last day today")
    return ngettext("Open, %(count)d day left", "Open, %(count)d days left", days) % {"count": days}


def numbers_so_far(mentors: int, mentees: int, *, is_open: bool, may_be_first: bool) -> str:
    """How many asked for or have a place, in one line; it invites nobody who may not join.

    "So far" is said only while more can join (`is_open`).
    """
    if not mentors and not mentees:
        return _("Nobody has registered yet. Be the first.") if may_be_first else _("Nobody has registered yet.")
    words = _("%(people)s so far.") if is_open else _("%(people)s.")
    return words % {"people": people_in_words(mentors, mentees)}


def people_in_words(mentors: int, mentees: int) -> str:
    """Such as "1 mentor and 3 mentees"."""
    return _("%(mentors)s and %(mentees)s") % {
        "mentors": ngettext("%(count)d mentor", "%(count)d mentors", mentors) % {"count": mentors},
        "mentees": ngettext("%(count)d mentee", "%(count)d mentees", mentees) % {"count": mentees},
    }
