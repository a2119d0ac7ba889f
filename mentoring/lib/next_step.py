"""What a next step is: the one thing a person is asked to do, and how urgent it is beside others."""

from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID


class Urgency(IntEnum):
    """The order in which next steps are offered; the smallest comes first."""

    AGREEMENT = 20
    SUGGESTION = 30
    PAIR_WISH = 31
    PAIR_OF_LEAVER = 32
    PAIRS_TO_REVIEW = 34
    PLACES_TO_ANSWER = 36
    ROUND_TO_END = 37
    COHORT_TO_SET_UP = 38
    SESSION_TO_LOG = 40
    SURVEY = 50
    SESSION_TO_PLAN = 60
    GOAL = 70
    REPORT = 75
    REGISTRATION_TO_FINISH = 78
    SKILLS = 80
    REGISTER = 90
    PARTING = 95


@dataclass(frozen=True, slots=True)
class NextStep:
    """A title and a sentence, and the page and words of the button that leads to it.

    `cohorts` are those whose coordinator is asked, so that the most urgent of them is shown first. An offer is never
    the one next step: it stands among the others, for whoever has time.
    """

    urgency: Urgency
    title: str
    text: str
    url: str
    button: str
    cohorts: tuple[UUID, ...] = ()
    is_offer: bool = False
