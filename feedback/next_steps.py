"""What feedback asks of a person: to answer a survey, to look back on a pair that ended, to set a goal once there is
something to aim at, or, as an HR analyst, to read what a survey that just closed says.
"""

from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from agreements.models import Session
from feedback.models import SURVEY_LINK, Invitation, Snapshot, SurveyRun
from feedback.services import is_offered
from feedback.services.moments import recent_partings
from feedback.timetable import STAYS_OPEN
from matching.models import Mentorship
from mentoring.lib import clock, links
from mentoring.lib.next_step import NextStep, Urgency
from participants.models import Profile
from programmes.models import Cohort, Role

SESSIONS_BEFORE_GOAL = 2
REPORT_IS_NEW_FOR = timedelta(days=14)


def answer_survey(person: Profile) -> list[NextStep]:
    """Each survey that waits for this person's answer, with the same link as in their mail.

    As with the mail, whoever is in no pair of the cohort any more is not asked how it is going.
    """
    invitations = Invitation.objects.filter(person=person).waiting(clock.now()).mailed()
    return [_survey_step(invitation) for invitation in invitations.select_related("run__cohort__programme")]


def look_back(person: Profile) -> list[NextStep]:
    """Three statements for whoever was in a pair that ended in the last two weeks, as long as they did not answer."""
    told = Invitation.objects.filter(person=person, run__kind=SurveyRun.Kind.EARLY_END).exclude(answered_on=None)
    still_asked = Q(ends_on=None) | Q(ends_on__gt=clock.company_today() - STAYS_OPEN)
    cohorts = Cohort.objects.filter(still_asked, stage=Cohort.Stage.RUNNING).select_related("programme")
    parted = cohorts.filter(pk__in=recent_partings(person).values("mentorship__cohort"))
    return [_parting_step(cohort) for cohort in parted.exclude(pk__in=told.values("run__cohort"))]


def beside_place(cohort: Cohort, person: Profile) -> list[NextStep]:
    """The survey of the moment, on the pages of one's place: before the start, or after a pair has ended early."""
    steps = {SurveyRun.Kind.EARLY_END: _parting_step, SurveyRun.Kind.START: _start_step}
    return [step(cohort) for kind, step in steps.items() if _is_asked(kind, cohort, person)][:1]


def set_goal(person: Profile) -> list[NextStep]:
    """Asked of the mentee alone, when a pair has met twice, has no goal yet and no break."""
    own = Mentorship.objects.working().filter(memberships__person=person, memberships__role=Role.MENTEE, goals=None)
    held = Count("sessions", filter=Q(sessions__status=Session.Status.HELD), distinct=True)
    return [_goal_step(mentorship) for mentorship in own.annotate(held=held).filter(held__gte=SESSIONS_BEFORE_GOAL)]


def read_report(person: Profile) -> list[NextStep]:
    """For an HR analyst: the surveys that closed in the last two weeks."""
    since = clock.today() - REPORT_IS_NEW_FOR
    fresh = Snapshot.objects.filter(built_on__gte=since, run__cohort__in=Cohort.objects.reported_to(person.user))
    return [_report_step(snapshot) for snapshot in fresh.select_related("run__cohort__programme")]


def _survey_step(invitation: Invitation) -> NextStep:
    run = invitation.run
    token = links.token(purpose=SURVEY_LINK, subject_id=invitation.pk, expires_at=run.closes_at)
    closes_on = formats.date_format(timezone.localdate(run.closes_at), "D j M")
    return NextStep(
        urgency=Urgency.SURVEY,
        title=_("How was mentoring for you?") if run.kind == SurveyRun.Kind.END else _("How is mentoring going?"),
        text=_("%(count)s short statements, about %(minutes)s minutes. Open until %(date)s.")
        % {"count": len(invitation.items), "minutes": run.minutes, "date": closes_on},
        url=reverse("feedback:survey-answer", args=[token]),
        button=_("Give your view"),
    )


def _is_asked(kind: str, cohort: Cohort, person: Profile) -> bool:
    return is_offered(kind=kind, cohort=cohort, person=person)


def _start_step(cohort: Cohort) -> NextStep:
    return NextStep(
        urgency=Urgency.SURVEY,
        title=_("Before you start"),
        text=_("Six short statements about your work today, if you like. At the end they show what has moved."),
        url=reverse("feedback:survey-start", args=[cohort.pk]),
        button=_("Give your view"),
    )


def _parting_step(cohort: Cohort) -> NextStep:
    return NextStep(
        urgency=Urgency.PARTING,
        title=_("Three statements on parting"),
        text=_("A pair of yours in %(programme)s has ended. If you like, say in a minute how it was for you.")
        % {"programme": cohort.programme.name},
        url=reverse("feedback:survey-early-end", args=[cohort.pk]),
        button=_("Give your view"),
    )


def _goal_step(mentorship: Mentorship) -> NextStep:
    return NextStep(
        urgency=Urgency.GOAL,
        title=_("Set a goal for your mentoring"),
        text=_("By now you know each other a little. One sentence is enough, and only the two of you read it."),
        url=reverse("feedback:goal-create", args=[mentorship.pk]),
        button=_("Set a goal"),
    )


def _report_step(snapshot: Snapshot) -> NextStep:
    return NextStep(
        urgency=Urgency.REPORT,
        title=_("New figures: %(cohort)s") % {"cohort": snapshot.run.cohort},
        text=_("A survey closed on %(day)s. Its figures are final and show groups only.")
        % {"day": formats.date_format(snapshot.built_on)},
        url=reverse("feedback:report-detail", args=[snapshot.run.cohort_id]),
        button=_("Read the report"),
    )
