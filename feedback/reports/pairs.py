"""What a coordinator learns of goals: which share of the pairs has one. Of no pair by name, and nothing else."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from agreements.keeping import WORDS_KEPT
from feedback.models import Goal, GoalReview
from matching.models import Mentorship
from mentoring.lib import clock
from mentoring.lib.bands import Band, tell
from programmes.models import Cohort


@dataclass(frozen=True, slots=True)
class GoalsSoFar:
    """Which share of the pairs has set a goal, and which has looked at one again.

    They are steps that hold two counts or more, so that neither ever says none or all.
    """

    with_goal: Band
    looked_again: Band


def goals_so_far(cohort: Cohort) -> GoalsSoFar | None:
    """Told in one query; None where fewer pairs are under way than the smallest group of the programme.

    Pairs that have ended count for as long as their goals are kept. Were they taken out on the day of their end, a step
    that moves with them would say what they had set.
    """
    goals = Goal.objects.filter(mentorship=OuterRef("pk"))
    reviews = GoalReview.objects.filter(goal__mentorship=OuterRef("pk"))
    is_under_way = Q(status=Mentorship.Status.ACTIVE)
    counted = Mentorship.objects.filter(is_under_way | Q(ended_at__gt=clock.now() - WORDS_KEPT), cohort=cohort)
    found = counted.order_by().aggregate(
        pairs=Count("pk"),
        under_way=Count("pk", filter=is_under_way),
        with_goal=Count("pk", filter=Q(Exists(goals))),
        looked_again=Count("pk", filter=Q(Exists(reviews))),
    )
    if found["under_way"] < cohort.programme.minimum_group:
        return None
    return GoalsSoFar(_share(found["with_goal"], found["pairs"]), _share(found["looked_again"], found["pairs"]))


def _share(part: int, whole: int) -> Band:
    return tell([whole - part, part], top=1).top
