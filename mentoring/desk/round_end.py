"""When the round of a pair ends, and what the two can still do, for those whose mail about it waits or was not read."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from matching.models import Mentorship
from programmes.models import Cohort


@dataclass(frozen=True, slots=True)
class RoundEnd:
    """`is_near` once the programme team has let the round come to its end."""

    words: str
    is_near: bool


def round_end_of(mentorship: Mentorship, today: date) -> RoundEnd | None:
    """None where nothing is to be said: after the end, where two go on to a day of their own, and in what is always on.

    No date ends a round (docs/decisions/0009), so a last day that has passed is not called the end of the pair.
    """
    cohort = mentorship.cohort
    if mentorship.status != Mentorship.Status.ACTIVE or mentorship.goes_on_until:
        return None
    if cohort.stage == Cohort.Stage.CLOSING:
        return RoundEnd(_nears(cohort.ends_on, today), is_near=True)
    if cohort.ends_on is None:
        return None
    words = _("The last day of your round is %(day)s.") if cohort.ends_on >= today else _passed()
    return RoundEnd(words % {"day": date_format(cohort.ends_on)}, is_near=False)


def _nears(ends_on: date | None, today: date) -> str:
    if ends_on is None:  # always on, and no round
        return _(
            "Mentoring here nears its end. Until the programme team closes it, you two can meet once more, look at your"
            " goals and write down what you take with you. Afterwards your page stays there to read."
        )
    if ends_on < today:
        return _(
            "This round nears its end. Until the programme team closes it, you two can meet once more, look at your"
            " goals and write down what you take with you. Afterwards your page stays there to read."
        )
    words = _(
        "This round nears its end: its last day is %(day)s, unless the programme team closes it before. Until then you"
        " two can meet once more, look at your goals and write down what you take with you. Afterwards your page stays"
        " there to read."
    )
    return words % {"day": date_format(ends_on)}


def _passed() -> str:
    return _("The last day of your round was %(day)s. You two go on until the programme team closes it.")
