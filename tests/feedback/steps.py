"""What feedback asks of a person, one kind at a time."""

from feedback.next_steps import look_after_pairs, look_at_surveys
from mentoring.lib.next_step import NextStep, Urgency
from participants.models import Profile


def surveys_to_answer(person: Profile) -> list[NextStep]:
    return [step for step in look_at_surveys(person) if not step.is_done]


def surveys_to_change(person: Profile) -> list[NextStep]:
    return [step for step in look_at_surveys(person) if step.is_done]


def goals_to_look_after(person: Profile) -> list[NextStep]:
    return [step for step in look_after_pairs(person) if step.urgency == Urgency.GOAL]


def partings_to_look_back_on(person: Profile) -> list[NextStep]:
    return [step for step in look_after_pairs(person) if step.urgency == Urgency.PARTING]
