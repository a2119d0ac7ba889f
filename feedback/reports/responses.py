"""How many of those who were asked answered, and how many answers nobody can read any more, in sentences."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback.figures import Figures
from feedback.reports.shares import rate_in_words
from mentoring.lib.disclosure import rounded_count

# By whether some could not be read, whether it stands on the report of one department, and whether there is a rate.
RESPONSES: dict[tuple[bool, bool, bool], Promise] = {
    (False, False, False): _("About %(answered)s of about %(invited)s people who were asked have answered."),
    (False, False, True): _("About %(answered)s of about %(invited)s people who were asked have answered: %(rate)s."),
    (False, True, False): _(
        "In the whole cohort, not in this group alone, about %(answered)s of about %(invited)s people who were asked "
        "have answered."
    ),
    (False, True, True): _(
        "In the whole cohort, not in this group alone, about %(answered)s of about %(invited)s people who were asked "
        "have answered: %(rate)s."
    ),
    (True, False, False): _(
        "The answers of about %(answered)s of about %(invited)s people who were asked could be read."
    ),
    (True, False, True): _(
        "The answers of about %(answered)s of about %(invited)s people who were asked could be read: %(rate)s."
    ),
    (True, True, False): _(
        "In the whole cohort, not in this group alone, the answers of about %(answered)s of about %(invited)s people "
        "who were asked could be read."
    ),
    (True, True, True): _(
        "In the whole cohort, not in this group alone, the answers of about %(answered)s of about %(invited)s people "
        "who were asked could be read: %(rate)s."
    ),
}

# By whether no number is told, and whether it stands on the report of one department.
UNREAD: dict[tuple[bool, bool], Promise] = {
    (True, False): _("Some more answers could not be read, as their key is lost."),
    (True, True): _("In the whole cohort some more answers could not be read, as their key is lost."),
    (False, False): _("The answers of about %(people)d more people could not be read, as their key is lost."),
    (False, True): _(
        "In the whole cohort the answers of about %(people)d more people could not be read, as their key is lost."
    ),
}


def rate_of(stored: Figures) -> str:
    """Which part of those who were asked answered, in words; empty where that is not said."""
    return "" if stored["answered"] is None else rate_in_words(stored["answered"], stored["invited"])


def response_in_words(stored: Figures, department: str) -> str:
    """How many of the cohort answered, or could be read where some could not; empty where too few did.

    On the report of one department it says that it speaks of the whole cohort.
    """
    if stored["answered"] is None:
        return ""
    rate = rate_of(stored)
    words = RESPONSES[bool(stored.get("unread")), bool(department), bool(rate)]
    answered, invited = rounded_count(stored["answered"]), rounded_count(stored["invited"])
    return str(words) % {"answered": answered, "invited": invited, "rate": rate}


def unread_in_words(stored: Figures, department: str) -> str:
    """How many answered what nobody can read any more: no number of few, nor one that says that everybody answered."""
    unread = stored.get("unread", 0)
    if not unread:
        return ""
    about = rounded_count(unread)
    is_untold = rounded_count(stored["answered"] or 0) + about >= rounded_count(stored["invited"])
    words = UNREAD[unread < stored["minimum"] or is_untold, bool(department)]
    return f"{str(words) % {'people': about}} {_('They count nowhere, and nobody can say whose they were.')}"
