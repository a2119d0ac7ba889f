"""People to survey: pairs by department, and their answers."""

from collections.abc import Mapping, Sequence
from datetime import date

from feedback import services
from feedback.models import Goal, GoalReview, Invitation, SurveyRun
from matching.models import Membership
from mentoring.accounts.models import User
from mentoring.lib import clock
from participants.models import Profile
from programmes.models import Cohort, Role
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


def live_in(user: User, zone: str) -> None:
    """Somebody chooses where they live on their own page."""
    user.time_zone = zone
    user.save(update_fields=["time_zone"])


def departments_of(**counts: int) -> list[str]:
    return [name for name, count in counts.items() for _each in range(count)]


def answer(run: SurveyRun, person: Profile, answers: Mapping[str, int]) -> Invitation:
    invitation = run.invitations.get(person=person)
    return services.record_answers(invitation=invitation, answers=answers)


def all_items(option: int) -> dict[str, int]:
    return dict.fromkeys(ITEMS, option)


def review_goals(cohort: Cohort, levels: Sequence[Sequence[int]], *, day: date | None = None) -> None:
    """For each of these lists another mentee of the cohort, with one goal at each of its levels; rows only."""
    own = Membership.objects.filter(mentorship__cohort=cohort, role=Role.MENTEE, person__goals=None)
    for membership, reached in zip(own.order_by("pk"), levels, strict=False):
        for level in reached:
            goal = Goal.objects.create(
                mentorship_id=membership.mentorship_id,
                owner_id=membership.person_id,
                sentence="Speak up",
                set_at=clock.now(),
            )
            GoalReview.objects.create(goal=goal, level=level, reviewed_on=day or clock.today())
