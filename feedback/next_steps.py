"""What feedback asks of a person: to answer a survey, and to set a goal once there is something to aim at."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from agreements.models import Session
from feedback.models import SURVEY_LINK, Invitation
from matching.models import Mentorship
from mentoring.lib import clock, links
from mentoring.lib.next_step import NextStep, Urgency
from participants.models import Profile
from programmes.models import Role

SESSIONS_BEFORE_GOAL = 2


def answer_survey(person: Profile) -> list[NextStep]:
    """Each survey that waits for this person's answer, with the same link as in their mail."""
    invitations = Invitation.objects.filter(person=person).waiting(clock.now())
    return [_survey_step(invitation) for invitation in invitations.select_related("run__cohort__programme")]


def set_goal(person: Profile) -> list[NextStep]:
    """Asked of the mentee alone, when a pair has met twice and has no goal yet."""
    own = Mentorship.objects.active().filter(memberships__person=person, memberships__role=Role.MENTEE, goals=None)
    held = Count("sessions", filter=Q(sessions__status=Session.Status.HELD), distinct=True)
    return [_goal_step(mentorship) for mentorship in own.annotate(held=held).filter(held__gte=SESSIONS_BEFORE_GOAL)]


def _survey_step(invitation: Invitation) -> NextStep:
    run = invitation.run
    token = links.token(purpose=SURVEY_LINK, subject_id=invitation.pk, expires_at=run.closes_at)
    closes_on = formats.date_format(timezone.localdate(run.closes_at), "D j M")
    return NextStep(
        urgency=Urgency.SURVEY,
        title=_("How is mentoring going?"),
        text=_("%(count)s short statements, about %(minutes)s minutes. Open until %(date)s.")
        % {"count": len(run.items), "minutes": run.minutes, "date": closes_on},
        url=reverse("feedback:survey-answer", args=[token]),
        button=_("Give your view"),
    )


def _goal_step(mentorship: Mentorship) -> NextStep:
    return NextStep(
        urgency=Urgency.GOAL,
        title=_("Set a goal for your mentoring"),
        text=_("You have met twice by now. One sentence is enough, and only the two of you read it."),
        url=reverse("feedback:goal-create", args=[mentorship.pk]),
        button=_("Set a goal"),
    )
