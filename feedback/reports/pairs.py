"""What a coordinator learns of the goals of pairs: that there is one, and that it was looked at again. Nothing else."""

from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import Exists, OuterRef, QuerySet

from feedback.models import Goal, GoalReview
from matching.models import Mentorship
from programmes.models import Cohort

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Known(TypedDict):
    """All that is known of the goals of a pair outside of it."""

    has_goal: bool
    was_reviewed: bool


PairWithGoals: TypeAlias = "WithAnnotations[Mentorship, Known]"


def goals_of_pairs(cohort: Cohort) -> "QuerySet[PairWithGoals]":
    """The pairs of a cohort, each with two answers by yes and no; how many, how far and when stays with the pair."""
    goals = Goal.objects.filter(mentorship=OuterRef("pk"))
    reviews = GoalReview.objects.filter(goal__mentorship=OuterRef("pk"))
    pairs = Mentorship.objects.filter(cohort=cohort).with_people()
    return pairs.annotate(has_goal=Exists(goals), was_reviewed=Exists(reviews))
