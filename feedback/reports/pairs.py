"""What a coordinator learns of goals: how many pairs under way have one. Of no pair by name, and nothing else."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from feedback.models import Goal, GoalReview
from matching.models import Mentorship
from programmes.models import Cohort


@dataclass(frozen=True, slots=True)
class GoalsSoFar:
    """Of `pairs` under way, how many have set a goal, and how many have looked at one again."""

    pairs: int
    with_goal: int
    looked_again: int


def goals_so_far(cohort: Cohort) -> GoalsSoFar | None:
    """Counted in one query; None where so few pairs are under way that a number could be one of them."""
    goals = Goal.objects.filter(mentorship=OuterRef("pk"))
    reviews = GoalReview.objects.filter(goal__mentorship=OuterRef("pk"))
    counted = Mentorship.objects.active().filter(cohort=cohort).order_by()
    found = GoalsSoFar(
        **counted.aggregate(
            pairs=Count("pk"),
            with_goal=Count("pk", filter=Q(Exists(goals))),
            looked_again=Count("pk", filter=Q(Exists(reviews))),
        )
    )
    return found if found.pairs >= cohort.programme.minimum_group else None
