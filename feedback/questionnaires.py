"""The surveys the product ships with, in its own words: one idea per item, every item may be skipped.

Every item is about one's own time, learning and footing, never about the other person: nobody rates anybody. An item
keeps its id and its words for ever, so that what is asked at the start and at the end can be laid side by side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Kept as the number of the option, from 1. What lies beyond the middle counts as agreement.
SCALE = (_("Strongly disagree"), _("Disagree"), _("Neither"), _("Agree"), _("Strongly agree"))
# A page of a survey shows so many items at most.
MOST_ON_A_PAGE = 3

EVERYBODY = ""
MENTOR = "mentor"
MENTEE = "mentee"

# A statement as a survey keeps it: {"id", "text", "options"}, and "role" where only one role is asked.
Asked = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """One statement. `role` is whom it is asked of, where that is not everybody.

    What is `of_pairs` speaks of the two of a pair, so of the mentor too, and is shown only where that hides mentors.
    """

    id: str
    text: str | Promise
    role: str = EVERYBODY
    of_pairs: bool = False


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A survey as it ships: its title, the minutes it takes, and its items, all on the scale above."""

    title: str | Promise
    minutes: int
    items: Sequence[Item]

    @property
    def asks_by_role(self) -> bool:
        """Whether mentors and mentees are asked different things."""
        return any(item.role for item in self.items)


TIME = Item("time", _("My work leaves me enough time for mentoring."))
LEARNING = Item("learning", _("I am learning something that is useful at work."))
DIRECTION = Item("direction", _("I know what I want to learn next."))
NETWORK = Item("network", _("I know people outside my team whom I can ask for advice."))
VOICE = Item("voice", _("I say what I think at work, even when others see it differently."))
HELP = Item("help", _("I know whom to turn to if something goes wrong."))
RHYTHM = Item("rhythm", _("We meet as often as we agreed."), of_pairs=True)
OPENNESS = Item("openness", _("I can say what is on my mind."), of_pairs=True)
PRACTICE = Item("practice", _("I try out what we have talked about."), of_pairs=True)
RECOMMEND = Item("recommend", _("I would recommend mentoring here to a colleague."))

# Asked at the start and at the end, of mentors and mentees alike: where movement shows.
BEFORE_AND_AFTER = (TIME, LEARNING, DIRECTION, NETWORK, VOICE, HELP)

START = Questionnaire(title=_("Before you start"), minutes=2, items=BEFORE_AND_AFTER)

MID = Questionnaire(
    title=_("Mid survey"),
    minutes=3,
    items=(
        RHYTHM,
        TIME,
        OPENNESS,
        Item("aim", _("I know what I want to get out of mentoring.")),
        LEARNING,
        PRACTICE,
        HELP,
        RECOMMEND,
    ),
)

# Ten for a mentee and ten for a mentor, whose last four are about what the time gave to themselves.
END = Questionnaire(
    title=_("Looking back"),
    minutes=4,
    items=(
        *BEFORE_AND_AFTER,
        *(replace(item, role=MENTEE) for item in (RHYTHM, OPENNESS, PRACTICE, RECOMMEND)),
        Item("listening", _("As a mentor I have become a better listener."), MENTOR),
        Item("outlook", _("As a mentor I see sides of our company that I did not know."), MENTOR),
        Item("leading", _("I use what I practise as a mentor in the rest of my work."), MENTOR),
        Item("giving", _("Being a mentor gives something back to me."), MENTOR),
    ),
)

EARLY_END = Questionnaire(
    title=_("Three statements on parting"),
    minutes=1,
    items=(
        Item("parting", _("It ended in a way that is all right with me."), of_pairs=True),
        Item("taken-along", _("I take something useful with me.")),
        Item("again", _("I would take part in mentoring again.")),
    ),
)

QUESTIONNAIRES = {"start": START, "mid": MID, "end": END, "early-end": EARLY_END}
# By id, which means the same statement for ever: this holds for surveys that opened before it was said, too.
OF_PAIRS = frozenset(item.id for survey in QUESTIONNAIRES.values() for item in survey.items if item.of_pairs)


def as_asked(questionnaire: Questionnaire) -> list[dict[str, object]]:
    """The items in the active language, as plain data that a survey keeps (see Asked)."""
    options = [str(option) for option in SCALE]
    return [
        {"id": item.id, "text": str(item.text), "options": options, **({"role": item.role} if item.role else {})}
        for item in questionnaire.items
    ]


def asked_of(items: Sequence[Asked], role: str) -> list[Asked]:
    """Those of a survey's items that somebody in this role is asked."""
    return [item for item in items if item.get("role", EVERYBODY) in (EVERYBODY, role)]


def parts_of(items: Sequence[Asked]) -> list[Sequence[Asked]]:
    """The items page by page, at most MOST_ON_A_PAGE each and as even as can be, longer pages first."""
    number = -(-len(items) // MOST_ON_A_PAGE)
    sizes = [len(items) // number + (position < len(items) % number) for position in range(number)]
    starts = [sum(sizes[:position]) for position in range(number)]
    return [items[start : start + size] for start, size in zip(starts, sizes, strict=True)]
