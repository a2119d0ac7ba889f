"""What a next step is: the one thing a person is asked to do, and how urgent it is beside others."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from uuid import UUID


class Urgency(IntEnum):
    """The order in which next steps are offered; the smallest comes first."""

    AGREEMENT = 20
    SUGGESTION = 30
    PAIR_WISH = 31
    PARTNER_TO_CHOOSE = 33
    PAIR_OF_LEAVER = 32
    PAIRS_TO_REVIEW = 34
    PLACES_TO_ANSWER = 36
    ROUND_TO_END = 37
    COHORT_TO_SET_UP = 38
    SESSION_TO_LOG = 40
    SURVEY = 50
    SESSION_TO_PLAN = 60
    EARLY_YES = 65
    GOAL = 70
    REPORT = 75
    REGISTRATION_TO_FINISH = 78
    SKILLS = 80
    REGISTER = 90
    PARTING = 95


class Task(StrEnum):
    """What a coordinator is asked to do, for a page that counts the same work of all cohorts in one line."""

    ANSWER = "answer"
    END_PAIR = "end-pair"
    SEND = "send"
    SEARCH = "search"
    UNANSWERED = "unanswered"
    UNPAIRED = "unpaired"
    CLOSES_SOON = "closes-soon"
    END = "end"
    CLOSE = "close"
    OPEN = "open"
    SET_UP = "set-up"


@dataclass(frozen=True, slots=True)
class NextStep:
    """A title and a sentence, and the page and words of the button that leads to it.

    `cohorts` are those whose coordinator is asked, so that the most urgent of them is shown first. An offer is never
    the one next step: it stands among the others, for whoever has time. What is done waits for nobody: it can be
    changed, and stands apart. What a coordinator is asked has its `task`,
    the `number` of things that wait, and `where`: the name of the one cohort or programme, empty where it is several.
    """

    urgency: Urgency
    title: str
    text: str
    url: str
    button: str
    cohorts: tuple[UUID, ...] = ()
    is_offer: bool = False
    is_done: bool = False
    task: Task | None = None
    number: int = 1
    where: str = ""
