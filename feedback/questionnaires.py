"""The surveys the product ships with, in its own words: one idea per item, every item may be skipped."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Kept as the number of the option, from 1. What lies beyond the middle counts as agreement.
SCALE = (_("Strongly disagree"), _("Disagree"), _("Neither"), _("Agree"), _("Strongly agree"))


@dataclass(frozen=True, slots=True)
class Item:
    """One statement. `id` is fixed for ever, so that the surveys of two periods can be laid side by side."""

    id: str
    text: str | Promise


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A survey as it ships: its title, the minutes it takes, and its items, all on the scale above."""

    title: str | Promise
    minutes: int
    items: Sequence[Item]


# Asked of mentors and mentees alike: about one's own time, learning and footing, never about the other person.
MID = Questionnaire(
    title=_("Mid-point check-in"),
    minutes=3,
    items=(
        Item("rhythm", _("We meet as often as we agreed.")),
        Item("time", _("My work leaves me enough time for mentoring.")),
        Item("openness", _("I can say what is on my mind.")),
        Item("aim", _("I know what I want to get out of mentoring.")),
        Item("learning", _("I am learning something that is useful at work.")),
        Item("practice", _("I try out what we have talked about.")),
        Item("help", _("I know whom to turn to if something goes wrong.")),
        Item("recommend", _("I would recommend mentoring here to a colleague.")),
    ),
)

QUESTIONNAIRES = {"mid": MID}


def as_asked(questionnaire: Questionnaire) -> list[dict[str, object]]:
    """The items in the active language, as plain data that a survey keeps: [{"id", "text", "options"}]."""
    options = [str(option) for option in SCALE]
    return [{"id": item.id, "text": str(item.text), "options": options} for item in questionnaire.items]
