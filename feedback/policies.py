"""Who may set goals and who reads reports."""

from agreements.policies import has_read_lines
from matching.models import Mentorship
from mentoring.lib.access import Visitor
from participants.models import HrAnalyst


def may_set_goal(user: Visitor, mentorship: Mentorship) -> bool:
    """Either of a pair under way, once they have read the lines on what stays between them."""
    return mentorship.status == Mentorship.Status.ACTIVE and has_read_lines(user, mentorship)


def reads_reports(user: Visitor) -> bool:
    """HR analysts, and nobody by rank."""
    return user.is_authenticated and HrAnalyst.objects.filter(user=user.pk).exists()
