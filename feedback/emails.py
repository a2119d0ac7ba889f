"""The mails about surveys. No answer and no word of a goal is ever in one."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from feedback.models import SURVEY_LINK, Invitation, SurveyRun
from feedback.timetable import last_day, open_until, reminded_at
from mentoring.lib import clock, links
from mentoring.lib.reader import as_read_by
from mentoring.outbox import kinds
from mentoring.outbox.kinds import Kind
from mentoring.outbox.services import Mail
from mentoring.outbox.writing import write_mail

SURVEY_INVITATION = "survey-invitation"
SURVEY_REMINDER = "survey-reminder"
# Whoever gets no reminder has answered, and so has whoever's invitation was no longer wanted: nobody's business.
KINDS = (
    Kind(SURVEY_INVITATION, _("Invitation to a survey"), is_counted=True, topic=kinds.SURVEYS, is_listed=False),
    Kind(SURVEY_REMINDER, _("Reminder of a survey"), is_counted=True, topic=kinds.SURVEYS, is_listed=False),
)


def is_wanted(kind: str, subject_id: UUID) -> bool:
    """False for a mail about a survey that closed or was answered, or about a mid survey to whoever has no pair now."""
    if kind not in (SURVEY_INVITATION, SURVEY_REMINDER):
        return True
    return Invitation.objects.waiting(clock.now()).mailed().filter(pk=subject_id).exists()


def when_to_remind(person_id: UUID, kind: str) -> datetime | None:
    """The answer to `registry.may_be_written_to`: a reminder waits for the morning where its reader lives by now.

    It was due where they lived when the survey opened. Whoever moved east since is not kept waiting: None.
    """
    if kind != SURVEY_REMINDER:
        return None
    now = clock.now()
    # One at most: nobody is asked within three weeks of another survey, and each is open for two.
    waiting = Invitation.objects.waiting(now).filter(person__user=person_id, run__reminds_at__isnull=False)
    invitation = waiting.select_related("run", "person__user").first()
    moment = reminded_at(invitation.run, invitation.person.user) if invitation else now
    return moment if moment > now else None


def survey_invitation(invitation: Invitation) -> Mail:
    """Asks for the answers and says who sees what."""
    return _survey_mail("survey_invitation", invitation)


def survey_reminder(invitation: Invitation) -> Mail:
    """The one reminder; it is not sent to those who answered."""
    return _survey_mail("survey_reminder", invitation)


def _survey_mail(name: str, invitation: Invitation) -> Mail:
    user, run = invitation.person.user, invitation.run
    link = links.placeholder(
        purpose=SURVEY_LINK, subject_id=invitation.pk, expires_at=run.closes_at, view="feedback:survey-answer"
    )
    with as_read_by(user):
        until, day = open_until(run), last_day(run)
    return write_mail(
        name,
        reader=user,
        run=run,
        until=until,
        last_day=day,
        count=len(invitation.items),
        is_end=run.kind == SurveyRun.Kind.END,
        programme=run.cohort.programme.name,
        link=link,
    )
