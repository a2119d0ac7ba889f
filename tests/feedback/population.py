"""People to survey: pairs by department, and their answers."""

from collections.abc import Mapping, Sequence

from feedback import services
from feedback.models import Invitation, SurveyRun
from participants.models import Profile
from programmes.models import Cohort
from tests import factories

ITEMS = ("rhythm", "time", "openness", "aim", "learning", "practice", "help", "recommend")


def make_people(cohort: Cohort, departments: Sequence[str]) -> list[Profile]:
    """One person per department named, in running pairs of mentor and mentee; an even number of people."""
    places = [
        (factories.EnrolmentFactory if position % 2 else factories.MentorFactory)(
            cohort=cohort, person__department__name=name
        )
        for position, name in enumerate(departments)
    ]
    for mentor, mentee in zip(places[::2], places[1::2], strict=True):
        factories.make_mentorship(mentor, mentee)
    return [place.person for place in places]


def departments_of(**counts: int) -> list[str]:
    return [name for name, count in counts.items() for _each in range(count)]


def answer(run: SurveyRun, person: Profile, answers: Mapping[str, int]) -> Invitation:
    invitation = run.invitations.get(person=person)
    return services.record_answers(invitation=invitation, answers=answers)


def all_items(option: int) -> dict[str, int]:
    return dict.fromkeys(ITEMS, option)
