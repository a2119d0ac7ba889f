"""Who may set goals, who says how far they are, and who reads reports."""

from agreements.policies import has_read_lines
from feedback.models import Goal
from matching.models import Mentorship
from mentoring.lib.access import Visitor
from participants.models import HrAnalyst
from programmes.stages import OVER


def may_set_goal(user: Visitor, mentorship: Mentorship) -> bool:
    """Either of a pair under way, once they have read the lines on what stays between them."""
    return mentorship.status == Mentorship.Status.ACTIVE and has_read_lines(user, mentorship)


def may_review_goal(user: Visitor, goal: Goal) -> bool:
    """The mentee alone, for nobody rates a mentee; after the end of the pair too, until its cohort has closed."""
    return reviews_goal(user, goal) and goal.mentorship.cohort.stage not in OVER


def reviews_goal(user: Visitor, goal: Goal) -> bool:
    """Whether it is this person who says how far the goal is, whenever that may be."""
    return goal.owner.user_id == user.pk and has_read_lines(user, goal.mentorship)


def reads_reports(user: Visitor) -> bool:
    """HR analysts, and nobody by rank."""
    return user.is_authenticated and HrAnalyst.objects.filter(user=user.pk).exists()
